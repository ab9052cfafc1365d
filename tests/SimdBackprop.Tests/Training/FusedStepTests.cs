using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>The two ways of a training step, and a batch in parts, end in the same weights, bit for bit.</summary>
public sealed class FusedStepTests
{
    private const int Steps = 100;

    [Fact]
    public void An_optimiser_of_ones_own_runs_in_both()
    {
        string fused = Train(new TrainingOptions { Optimizer = new AdaGrad(0.05) });
        Assert.Equal(Train(new TrainingOptions { Optimizer = new AdaGrad(0.05), WritesGradients = true }), fused);
        Assert.NotEqual(Train(new TrainingOptions { Optimizer = new Sgd(0.05) }), fused);
    }

    [Fact]
    public void Clipping_by_value_is_the_same_in_both_and_changes_the_result()
    {
        // A step of plain gradient descent without a penalty only adds to the weights, but for the clipping.
        foreach ((IOptimizer optimizer, double l2) in ((IOptimizer, double)[])[(new Momentum(0.05), 1e-3), (new Sgd(0.05), 1e-3), (new Sgd(0.05), 0)])
        {
            TrainingOptions fused = new() { Optimizer = optimizer, ClipValue = 1e-3 };
            TrainingOptions separate = new() { Optimizer = optimizer, ClipValue = 1e-3, WritesGradients = true };
            Assert.Equal(Train(separate, l2: l2), Train(fused, l2: l2));
            Assert.NotEqual(Train(new TrainingOptions { Optimizer = optimizer }, l2: l2), Train(fused, l2: l2));
        }
    }

    [Fact]
    public void A_gradient_that_only_registers_hold_changes_the_weights_like_one_that_is_written()
    {
        string written = Train(new TrainingOptions { Optimizer = new Sgd(0.05), WritesGradients = true }, l2: 0, width: 150);
        Assert.All(Runs.All, options => Assert.Equal(written, Train(new TrainingOptions { Optimizer = new Sgd(0.05), Kernels = options }, l2: 0, width: 150)));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(7)]
    [InlineData(3)]
    public void A_batch_in_parts_gives_the_bits_of_the_whole_batch(int part)
    {
        List<double> whole = [], inParts = [];
        string expected = Train(new TrainingOptions { Optimizer = new Adam(0.01), WritesGradients = true }, whole);
        string actual = Train(new TrainingOptions { Optimizer = new Adam(0.01), MicroBatchSize = part }, inParts);
        Assert.Equal(whole, inParts);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_large_net_whose_update_is_shared_by_threads_has_the_same_weights_too()
    {
        HashSet<string> hashes = [];
        foreach (int threads in new[] { 1, 2, 3 })
        {
            foreach (bool writes in new[] { false, true })
            {
                foreach (int batch in new[] { 1, 16 })
                {
                    string hash = Train(
                        new TrainingOptions
                        {
                            Optimizer = new AdamW(0.01),
                            Kernels = new KernelOptions { MaxDegreeOfParallelism = threads },
                            WritesGradients = writes,
                        },
                        batchSize: batch,
                        width: 520,
                        steps: 3);
                    hashes.Add($"{batch}: {hash}");
                }
            }
        }

        Assert.Equal(2, hashes.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Wrong_shapes_and_factors_are_refused_before_anything_changes(int? part)
    {
        using Network<float> network = TrainerTests.TanhNetwork(4, 6, 3, l2: 0);
        using TrainingStep<float> step = new(network, 8, new TrainingOptions { MicroBatchSize = part });
        string before = network.WeightsHash();
        void Refuses(string name, int rows, int columns, int targetRows, int targetColumns) => Assert.Equal(
            name, Assert.Throws<ArgumentException>(() => step.Run(new float[rows, columns], new float[targetRows, targetColumns])).ParamName);

        Refuses("x", 9, 4, 9, 3);
        Refuses("x", 8, 5, 8, 3);
        Refuses("x", 0, 4, 0, 3);
        Refuses("targets", 8, 4, 7, 3);
        Refuses("targets", 7, 4, 8, 3);
        Refuses("targets", 8, 4, 8, 2);
        Assert.Equal("rateFactor", Assert.Throws<ArgumentOutOfRangeException>(() => step.Run(new float[8, 4], new float[8, 3], double.NaN)).ParamName);
        Assert.Equal(before, network.WeightsHash());
    }

    [Fact]
    public void Numbers_too_small_for_the_element_type_are_not_zero()
    {
        using Network<float> network = TrainerTests.TanhNetwork(4, 6, 3, l2: 0);
        foreach (TrainingOptions options in (TrainingOptions[])
        [
            new() { Optimizer = new Adam(1e-3, epsilon: 1e-50) },
            new() { Optimizer = new RmsProp(1e-3, epsilon: 1e-50) },
            new() { ClipValue = 1e-50 },
            new() { ClipValue = 1e-50, WritesGradients = true },
        ])
        {
            // With inputs of zero the first layer's gradients are zero, and g / (√s + ε) must not be 0 / 0.
            using TrainingStep<float> step = new(network, 8, options);
            float[,] targets = new float[8, 3];
            for (int i = 0; i < 8; i++)
            {
                targets[i, i % 3] = 1;
            }

            step.Run(new float[8, 4], targets);
            Assert.All(TrainerTests.ParametersOf(network), parameter => Assert.True(float.IsFinite(parameter)));
        }
    }

    /// <summary>Steps over batches of 64 and a rest of 5 samples, with a penalty; returns the weights' hash.</summary>
    private static string Train(TrainingOptions options, List<double>? costs = null, int batchSize = 64, int width = 24, int steps = Steps, double l2 = 1e-3)
    {
        using Dataset<float> data = Samples.Classification(133, inputs: 40, classes: 5, seed: 3);
        using Network<float> network = new NetworkBuilder<float>(40)
            .Dense<Gelu>(width).Dense<Tanh>(width).Dense<Relu>(19).Dense<Identity>(5).Cost(new SoftmaxCrossEntropy<float>()).L2(l2).Build(1);
        using MiniBatches<float> order = new(data, batchSize, new RandomSource(4));
        using TrainingStep<float> step = new(network, batchSize, options);
        order.StartEpoch();
        for (int done = 0; done < steps; done++)
        {
            if (!order.Next())
            {
                order.StartEpoch();
                order.Next();
            }

            double cost = step.Run(order.Inputs, order.Targets);
            costs?.Add(cost);
        }

        return network.WeightsHash();
    }
}
