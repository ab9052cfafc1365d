using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>J = (1/m)·Σ wᵢ·Jᵢ, with m the number of samples.</summary>
public sealed class SampleWeightTests
{
    private static readonly double[] Uneven = [0.5, 2, 0, 1, 1.25, 3, 0.75];

    [Fact]
    public void The_gradient_is_that_of_the_weighted_cost()
    {
        using Network<double> network = Smooth();
        double[,] x = Batches.Uniform(7, 4, 1), targets = Batches.OneHot(7, 3);
        using Backpropagation<double> passes = new(network, 7);
        passes.Forward(x);
        passes.Backward(x, targets, weights: Uneven);
        double[] gradient = network.Gradients.ToArray();
        double cost = passes.Cost(targets, Uneven);
        const double H = 1e-5;
        for (int i = 0; i < gradient.Length; i += 3)
        {
            double kept = network.Parameters[i];
            network.Parameters[i] = kept + H;
            passes.Forward(x);
            double above = passes.Cost(targets, Uneven);
            network.Parameters[i] = kept - H;
            passes.Forward(x);
            double below = passes.Cost(targets, Uneven);
            network.Parameters[i] = kept;
            Assert.Equal((above - below) / (2 * H), gradient[i], 1e-9);
        }

        // Unweighted it would be another cost.
        passes.Forward(x);
        Assert.NotEqual(passes.Cost(targets), cost, 3);
    }

    [Fact]
    public void The_cost_is_divided_by_the_samples_and_not_by_the_weights()
    {
        using Network<double> network = Smooth();
        double[,] x = Batches.Uniform(7, 4, 1), targets = Batches.OneHot(7, 3);
        using Backpropagation<double> passes = new(network, 7);
        double sum = 0;
        for (int i = 0; i < 7; i++)
        {
            passes.Forward(x.AsSpan2D().Slice(i, 0, 1, 4));
            sum += Uneven[i] * passes.Cost(targets.AsSpan2D().Slice(i, 0, 1, 3));
        }

        passes.Forward(x);
        Assert.Equal(sum / 7, passes.Cost(targets, Uneven), 1e-14);
    }

    [Fact]
    public void Weights_of_one_are_no_weights_bit_for_bit()
    {
        float[] ones = [.. Enumerable.Repeat(1f, 60)];
        Assert.Equal(Trained(new TrainingOptions(), weights: null), Trained(new TrainingOptions(), ones));
    }

    [Fact]
    public void A_sample_of_weight_zero_does_not_matter()
    {
        float[] weights = WeightsOf(60);
        weights[7] = 0;
        Assert.Equal(Trained(new TrainingOptions(), weights), Trained(new TrainingOptions(), weights, replaced: 7));
        weights[7] = 0.25f;
        Assert.NotEqual(Trained(new TrainingOptions(), weights), Trained(new TrainingOptions(), weights, replaced: 7));
    }

    [Fact]
    public void Fused_separate_and_in_parts_are_the_same_bits()
    {
        float[] weights = WeightsOf(60);
        string fused = Trained(new TrainingOptions { Optimizer = new Adam(0.01) }, weights);
        Assert.Equal(fused, Trained(new TrainingOptions { Optimizer = new Adam(0.01), WritesGradients = true }, weights));
        Assert.Equal(fused, Trained(new TrainingOptions { Optimizer = new Adam(0.01), MicroBatchSize = 4 }, weights));
        Assert.NotEqual(fused, Trained(new TrainingOptions { Optimizer = new Adam(0.01) }, weights: null));
    }

    [Fact]
    public void The_trainer_takes_the_weights_of_the_set_along_into_its_mini_batches()
    {
        using Dataset<float> plain = Samples.Classification(60, inputs: 6, classes: 3, seed: 1);
        using Dataset<float> weighted = plain.WithWeights(WeightsOf(60));
        TrainingOptions options = new() { Epochs = 2, BatchSize = 16, Optimizer = new Sgd(0.1), Seed = 5 };
        using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
        IReadOnlyList<EpochMetrics> history = new Trainer<float>(network, options).Train(weighted);

        using Network<float> written = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
        using TrainingStep<float> step = new(written, 16, options);
        RandomSource random = new(5);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, 60)];
            random.Shuffle(order);
            foreach (int[] batch in order.Chunk(16))
            {
                step.Run(Rows(plain.Inputs, batch), Rows(plain.Targets, batch), weights: [.. batch.Select(i => weighted.Weights[i])]);
            }
        }

        Assert.Equal(written.WeightsHash(), network.WeightsHash());

        // What is reported is the cost that training lowers; the accuracy counts every sample alike.
        using Predictor<float> predictor = network.CreatePredictor();
        Evaluation unweighted = Evaluator.Evaluate(predictor, plain);
        Assert.Equal(Evaluator.Evaluate(predictor, weighted).Cost, history[^1].TrainingCost);
        Assert.NotEqual(unweighted.Cost, history[^1].TrainingCost);
        Assert.Equal(unweighted.Accuracy, history[^1].TrainingAccuracy);
    }

    [Fact]
    public void Splitting_keeps_every_sample_with_its_weight()
    {
        float[,] x = new float[20, 1], y = new float[20, 1];
        float[] weights = new float[20];
        for (int i = 0; i < 20; i++)
        {
            (x[i, 0], weights[i]) = (i, 100 + i);
        }

        using Dataset<float> all = Dataset<float>.FromTargets(x, y), weighted = all.WithWeights(weights);
        Assert.True(all.Weights.IsEmpty);
        (Dataset<float> training, Dataset<float> test) = weighted.Split(0.3, seed: 2);
        foreach (Dataset<float> part in new[] { training, test })
        {
            for (int i = 0; i < part.Count; i++)
            {
                Assert.Equal(100 + part.Inputs.Span[i], part.Weights[i]);
            }

            part.Dispose();
        }
    }

    [Fact]
    public void Wrong_weights_are_refused_before_anything_changes()
    {
        using Network<float> network = TrainerTests.TanhNetwork(4, 6, 3, l2: 0);
        using TrainingStep<float> step = new(network, 3);
        using Backpropagation<float> passes = new(network, 3);
        using Dataset<float> data = Samples.Classification(3, inputs: 4, classes: 3, seed: 1);
        string before = network.WeightsHash();
        passes.Forward(data.Inputs.AsSpan2D());
        foreach (float[] wrong in (float[][])[[1, 1], [1, 1, 1, 1], [1, -1, 1], [1, float.NaN, 1], [float.PositiveInfinity, 1, 1]])
        {
            foreach (Action call in (Action[])
            [
                () => step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D(), weights: wrong),
                () => passes.Cost(data.Targets.AsSpan2D(), wrong),
                () => passes.Backward(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D(), weights: wrong),
                () => data.WithWeights(wrong).Dispose(),
            ])
            {
                Assert.Equal("weights", Assert.Throws<ArgumentException>(call).ParamName);
            }
        }

        Assert.Equal("weights", Assert.Throws<ArgumentException>(() => data.WithWeights(default).Dispose()).ParamName);
        Assert.Contains("All weights are 0", Assert.Throws<ArgumentException>(() => data.WithWeights(new float[3]).Dispose()).Message, StringComparison.Ordinal);
        Assert.Equal(before, network.WeightsHash());
        Assert.All(network.Gradients.ToArray(), g => Assert.Equal(0, g));
    }

    private static Network<double> Smooth() =>
        new NetworkBuilder<double>(4).Dense<Tanh>(5).Dense<Identity>(3).Cost(new SoftmaxCrossEntropy<double>()).Build(seed: 8);

    /// <summary>The hash after 20 steps over 60 samples, of which one may be replaced by zeros.</summary>
    private static string Trained(TrainingOptions options, float[]? weights, int replaced = -1)
    {
        using Dataset<float> data = Samples.Classification(60, inputs: 6, classes: 3, seed: 1);
        if (replaced >= 0)
        {
            data.Inputs.AsSpan2D().GetRowSpan(replaced).Clear();
        }

        using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 1e-3);
        using TrainingStep<float> step = new(network, 60, options);
        for (int i = 0; i < 20; i++)
        {
            step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D(), weights: weights);
        }

        return network.WeightsHash();
    }

    private static float[] WeightsOf(int count) => [.. Enumerable.Range(0, count).Select(i => 0.25f * (1 + (i % 7)))];

    private static float[,] Rows(PooledTensor<float> matrix, int[] rows)
    {
        int width = matrix.Shape[1];
        float[,] selected = new float[rows.Length, width];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < width; j++)
            {
                selected[i, j] = matrix.Span[(rows[i] * width) + j];
            }
        }

        return selected;
    }
}
