using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>What one step does, against the passes that the gradient checks are about; and where it stops.</summary>
public sealed class TrainingStepTests
{
    private const int Rows = 5, Inputs = 4, Outputs = 3;

    public static TheoryData<string, bool> Networks
    {
        get
        {
            TheoryData<string, bool> networks = [];
            foreach (string name in Builders.Keys)
            {
                networks.Add(name, false);
                networks.Add(name, true);
            }

            return networks;
        }
    }

    // Outputs with a slope taken from a, from z, and without; layers without biases.
    private static Dictionary<string, Func<NetworkBuilder<float>>> Builders { get; } = new()
    {
        ["sigmoid outputs"] = static () => new NetworkBuilder<float>(Inputs).Dense<Tanh>(6).Dense<Sigmoid>(Outputs),
        ["gelu outputs"] = static () => new NetworkBuilder<float>(Inputs).Dense<Relu>(6).Dense<Gelu>(Outputs),
        ["logits"] = static () => new NetworkBuilder<float>(Inputs).Dense<Sigmoid>(6).Dense<Identity>(Outputs).Cost(new SoftmaxCrossEntropy<float>()),
        ["no biases"] = static () => new NetworkBuilder<float>(Inputs).Dense<Tanh>(6, bias: false).Dense<Tanh>(7, bias: false).Dense<Identity>(Outputs, bias: false),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Plain_descent_goes_against_the_gradients_of_the_backward_pass(string name, bool writesGradients)
    {
        (float[,] x, float[,] targets) = Batch();
        using Network<float> still = Builders[name]().Build(seed: 3);
        using Backpropagation<float> passes = new(still, Rows);
        passes.Forward(x);
        double cost = passes.Cost(targets);
        passes.Backward(x, targets);
        float[] expected = [.. TrainerTests.ParametersOf(still).Zip(GradientsOf(still), (w, g) => MathF.FusedMultiplyAdd(-0.25f, g, w))];

        using Network<float> network = Builders[name]().Build(seed: 3);
        using TrainingStep<float> step = new(network, Rows, new TrainingOptions { Optimizer = new Sgd(0.25), WritesGradients = writesGradients });
        Assert.Equal(cost, step.Run(x, targets));
        Assert.Equal(expected, TrainerTests.ParametersOf(network));
        Assert.NotEqual(TrainerTests.ParametersOf(still), expected);
    }

    [Fact]
    public void A_cost_that_is_not_finite_is_told_from_activations_and_the_step_counted()
    {
        (float[,] x, float[,] targets) = Batch();
        using Network<float> network = Builders["sigmoid outputs"]().Build(seed: 3);
        using TrainingStep<float> step = new(network, Rows);
        step.Run(x, targets);
        step.Run(x, targets);
        string before = network.WeightsHash();
        targets[4, 2] = float.NaN;

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(x, targets));

        Assert.Equal((1, 3, 3), (error.Epoch, error.Batch, error.Layer));
        Assert.Contains("the cost is NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.WeightsHash());
    }

    [Fact]
    public void What_is_refused_leaves_no_trace_in_the_step_after_it()
    {
        (float[,] x, float[,] targets) = Batch();
        HashSet<string> hashes = [];
        foreach (bool refused in (bool[])[false, true])
        {
            using Network<float> network = Builders["logits"]().Build(seed: 3);
            using TrainingStep<float> step = new(network, Rows, new TrainingOptions { Optimizer = new Adam(0.1) });
            step.Run(x, targets);
            if (refused)
            {
                Assert.Throws<ArgumentException>(() => step.Run(x, targets, weights: [1, 1, 1, 1, float.NaN]));
                Assert.Throws<ArgumentException>(() => step.Run(x, new float[Rows, Outputs + 1]));
                Assert.Throws<TrainingDivergedException>(() => step.Run(new float[,] { { 1, 2, 3, float.NaN } }, new float[,] { { 1, 0, 0 } }));
            }

            step.Run(x, targets);
            hashes.Add(network.WeightsHash());
        }

        Assert.Single(hashes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_layers_that_overflow_the_first_is_named(int layer)
    {
        (float[,] x, float[,] targets) = Batch();
        using Network<float> network = new NetworkBuilder<float>(Inputs).Dense<Relu>(6).Dense<Relu>(6).Dense<Identity>(Outputs).Build(seed: 3);
        network.Weights(network.Layers[layer - 1]).Fill(float.MaxValue);
        using TrainingStep<float> step = new(network, Rows);
        string before = network.WeightsHash();

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(x, targets));

        Assert.Equal(layer, error.Layer);
        Assert.Contains("activations", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.WeightsHash());
    }

    [Fact]
    public void Inputs_that_are_not_finite_are_said_to_be()
    {
        (float[,] x, float[,] targets) = Batch();
        x[2, 1] = float.NegativeInfinity;
        using Network<float> network = Builders["logits"]().Build(seed: 3);
        using TrainingStep<float> step = new(network, Rows);
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(x, targets));
        Assert.Equal(0, error.Layer);
        Assert.Contains("the inputs contain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_are_for_the_part_of_a_batch_that_passes_through_together()
    {
        (float[,] x, float[,] targets) = Batch();
        using Network<float> network = Builders["logits"]().Build(seed: 3);

        // Either as a whole would need more than an array can hold.
        using TrainingStep<float> small = new(network, int.MaxValue, new TrainingOptions { MicroBatchSize = 2 });
        using TrainingStep<float> large = new(network, Rows, new TrainingOptions { MicroBatchSize = int.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingStep<float>(network, int.MaxValue));
        Assert.True(double.IsFinite(small.Run(x, targets)));
        Assert.True(double.IsFinite(large.Run(x, targets)));
    }

    private static (float[,] X, float[,] Targets) Batch() =>
        (Batches.ToSingle(Batches.Uniform(Rows, Inputs, 2)), Batches.ToSingle(Batches.OneHot(Rows, Outputs)));

    private static float[] GradientsOf(Network<float> network) =>
        [.. network.Layers.SelectMany(layer => (float[])[.. network.WeightGradient(layer).ToArray().Cast<float>(), .. network.BiasGradient(layer)])];
}
