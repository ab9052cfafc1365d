using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>What the textbooks warn of, shown: symmetry, vanishing gradients, and a penalty that is for weights only.</summary>
public class TrainingDynamicsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Equal_weights_stay_equal_within_a_layer_for_ever(int batchSize)
    {
        using Network<float> network = Build(Initialization.Uniform(0));
        foreach (DenseLayer<float> layer in network.Layers)
        {
            network.Weights(layer).Fill(0.3f);
        }

        string before = network.WeightsHash();
        Train(network, batchSize);
        Assert.NotEqual(before, network.WeightsHash());
        for (int l = 0; l < 2; l++)
        {
            for (int j = 1; j < 5; j++)
            {
                Assert.Equal(Neuron(network, l, 0), Neuron(network, l, j));
            }
        }
    }

    [Fact]
    public void Seeded_uniform_weights_break_the_symmetry()
    {
        using Network<float> network = Build(Initialization.Uniform(0.1));
        Train(network, 8);
        for (int l = 0; l < 2; l++)
        {
            Assert.Equal(5, Enumerable.Range(0, 5).Select(j => string.Join(' ', Neuron(network, l, j))).Distinct().Count());
        }
    }

    [Fact]
    public void In_a_deep_sigmoid_network_gradients_vanish_towards_the_first_layer()
    {
        NetworkBuilder<float> builder = new(6);
        for (int l = 0; l < 6; l++)
        {
            builder.Dense<Sigmoid>(8);
        }

        using Network<float> network = builder.Dense<Sigmoid>(2).Build(3);
        IReadOnlyList<double> norms = Train(network, 8)[^1].GradientNorms;
        Assert.Equal(7, norms.Count);
        for (int l = 0; l < 6; l++)
        {
            Assert.True(norms[l] < norms[l + 1], string.Join(", ", norms));
        }

        // f′ ≤ ¼ at each of the six layers between.
        Assert.True(norms[0] < norms[6] / 1000, string.Join(", ", norms));
    }

    [Fact]
    public void The_penalty_adds_2_lambda_w_to_weights_and_leaves_biases_alone_bit_for_bit()
    {
        const double Lambda = 0.05;
        (double[,] x, double[,] y) = (Batches.Uniform(5, 6, 1), Batches.Uniform(5, 2, 2));
        using Network<double> network = new NetworkBuilder<double>(6).Dense<Tanh>(5).Dense<Identity>(2).L2(Lambda).Build(3);
        Batches.RandomizeBiases(network, 4);
        using Backpropagation<double> passes = new(network, 5);
        passes.Forward(x);
        passes.Backward(x, y);
        double[] plain = network.Gradients.ToArray();
        network.AddPenaltyGradient();
        double sumOfSquares = 0;
        foreach (DenseLayer<double> layer in network.Layers)
        {
            Assert.Equal(layer.BiasIn(plain).ToArray(), network.BiasGradient(layer).ToArray());
            Assert.All(network.BiasGradient(layer).ToArray(), g => Assert.NotEqual(0, g));
            Span2D<double> before = layer.WeightsIn(plain);
            for (int j = 0; j < layer.Outputs; j++)
            {
                for (int k = 0; k < layer.Inputs; k++)
                {
                    double w = network.Weights(layer)[j, k];
                    sumOfSquares += w * w;
                    Assert.Equal(Math.FusedMultiplyAdd(2 * Lambda, w, before[j, k]), network.WeightGradient(layer)[j, k]);
                }
            }
        }

        Assert.Equal(Lambda * sumOfSquares, network.Penalty(), 1e-14);
    }

    private static Network<float> Build(Initialization initialization) => new NetworkBuilder<float>(6)
        .Dense<Tanh>(5, initialization: initialization)
        .Dense<Sigmoid>(5, initialization: initialization)
        .Dense<Identity>(2, initialization: initialization)
        .Build(7);

    private static IReadOnlyList<EpochMetrics> Train(Network<float> network, int batchSize)
    {
        using Dataset<float> dataset = Dataset<float>.FromTargets(
            Batches.ToSingle(Batches.Uniform(30, 6, 5)), Batches.ToSingle(Batches.Uniform(30, 2, 6)));
        TrainingOptions options = new() { Epochs = 3, BatchSize = batchSize, Optimizer = new Sgd(0.2) };
        return new Trainer<float>(network, options).Train(dataset);
    }

    private static float[] Neuron(Network<float> network, int layer, int neuron) =>
        [.. network.Weights(network.Layers[layer]).GetRowSpan(neuron), network.Bias(network.Layers[layer])[neuron]];
}
