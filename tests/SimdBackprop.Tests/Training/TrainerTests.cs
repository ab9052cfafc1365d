using System.Globalization;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>What a training does to the parameters. Exclusive, because one test counts what the workers of the process did.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class TrainerTests
{
    [Theory]
    [InlineData(32, 100, 0)] // last batch smaller
    [InlineData(33, 100, 1e-3)] // last batch of one row: the lanes
    [InlineData(1, 40, 1e-3)] // stochastic
    [InlineData(1000, 64, 0)] // batch
    public void Training_gives_the_bits_of_the_algorithm_written_out(int batchSize, int count, double l2)
    {
        using Dataset<float> data = Samples.Classification(count, inputs: 7, classes: 3, seed: 5);
        using Network<float> network = TanhNetwork(7, 11, 3, l2);
        NaiveTraining naive = new(network, rate: 0.05, momentum: 0.9);

        naive.Epochs(data, Math.Min(batchSize, count), seed: 9, epochs: 3);
        new Trainer<float>(network, new TrainingOptions { Epochs = 3, BatchSize = batchSize, Optimizer = new Momentum(0.05), Seed = 9 }).Train(data);

        Assert.Equal(naive.Parameters.Select(BitConverter.SingleToInt32Bits), ParametersOf(network).Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Plain_descent_moves_each_parameter_by_the_rate_times_its_gradient()
    {
        using Dataset<float> data = Samples.Classification(50, inputs: 4, classes: 2, seed: 1);
        using Network<float> network = TanhNetwork(4, 5, 2, l2: 1e-2);
        float[] before = ParametersOf(network);

        new Trainer<float>(network, new TrainingOptions { Epochs = 1, BatchSize = 50, Optimizer = new Sgd(0.25), Shuffle = false }).Train(data);

        float[] expected = before.Zip(GradientsOf(network), (w, g) => MathF.FusedMultiplyAdd(-0.25f, g, w)).ToArray();
        Assert.Equal(expected, ParametersOf(network));
        Assert.NotEqual(before, expected);
    }

    [Fact]
    public void The_same_run_gives_the_same_weights_on_every_tier_and_number_of_threads()
    {
        // Wide enough that every product of the first layer is above the threshold for sharing it.
        using Dataset<float> data = Samples.Classification(130, inputs: 96, classes: 4, seed: 2);
        HashSet<string> hashes = [];
        foreach (SimdTier tier in Enum.GetValues<SimdTier>())
        {
            foreach (int threads in (int[])[1, 2, 3, 8])
            {
                using Network<float> network = TanhNetwork(96, 80, 4, l2: 1e-4);
                long before = WorkerTeam.PartsRunByWorker.Sum();
                KernelOptions kernels = new() { Tier = tier, MaxDegreeOfParallelism = threads };
                new Trainer<float>(network, new TrainingOptions { Epochs = 2, BatchSize = 64, Seed = 3, Kernels = kernels }).Train(data);
                hashes.Add(network.WeightsHash());
                Assert.Equal(threads > 1, WorkerTeam.PartsRunByWorker.Sum() > before);
            }
        }

        Assert.Single(hashes);
    }

    [Fact]
    public void A_frozen_run_keeps_its_loss_curve_bit_for_bit()
    {
        using Dataset<float> data = Samples.Classification(96, inputs: 6, classes: 3, seed: 7);
        using Network<float> network = TanhNetwork(6, 10, 3, l2: 0);
        List<string> costs = [];
        Immediate<BatchProgress> batches = new(progress => costs.Add(progress.Cost.ToString("R", CultureInfo.InvariantCulture)));

        new Trainer<float>(network, new TrainingOptions { Epochs = 2, BatchSize = 32, Optimizer = new Sgd(0.5), Seed = 1 }).Train(data, batches: batches);

        string curve = string.Join(' ', costs);
        Assert.True(curve == FrozenCosts, $"The curve is {curve}");
    }

    [Fact]
    public void Momentum_reaches_a_lower_cost_than_plain_descent_at_the_same_rate()
    {
        using Dataset<float> data = Samples.Regression(200, seed: 4);
        double Final(IOptimizer optimizer)
        {
            using Network<float> network = new NetworkBuilder<float>(3).Dense<Tanh>(12).Dense<Identity>(2).Build(1);
            return new Trainer<float>(network, new TrainingOptions { Epochs = 30, BatchSize = 20, Optimizer = optimizer }).Train(data)[^1].TrainingCost;
        }

        double plain = Final(new Sgd(0.02));
        double momentum = Final(new Momentum(0.02));

        Assert.True(momentum < 0.8 * plain, $"{momentum} against {plain}");
    }

    [Fact]
    public void Over_fitting_shows_as_a_test_cost_that_rises_while_the_training_cost_falls()
    {
        // Sixty samples with a third of the labels drawn at random: there is little to learn but the noise.
        using Dataset<float> training = Samples.Classification(60, inputs: 8, classes: 3, seed: 11, flipped: 0.35);
        using Dataset<float> test = Samples.Classification(300, inputs: 8, classes: 3, seed: 12, flipped: 0.35);
        using Network<float> network = TanhNetwork(8, 64, 3, l2: 0);

        IReadOnlyList<EpochMetrics> history = new Trainer<float>(
            network, new TrainingOptions { Epochs = 150, BatchSize = 10, Optimizer = new Momentum(0.05), Seed = 1 }).Train(training, test);

        double least = history.Min(epoch => epoch.TestCost!.Value);
        Assert.True(history[^1].TestCost >= 1.1 * least, $"{history[^1].TestCost} against a least of {least}");
        Assert.True(history[^1].TrainingCost < history[^20].TrainingCost);
        Assert.True(history[^1].TrainingAccuracy > history[^1].TestAccuracy + 0.2);
    }

    [Fact]
    public void Sets_that_do_not_fit_the_network_are_refused_before_anything_changes()
    {
        using Dataset<float> data = Samples.Classification(20, inputs: 5, classes: 3, seed: 1);
        using Network<float> network = TanhNetwork(4, 6, 3, l2: 0);
        float[] before = ParametersOf(network);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new Trainer<float>(network).Train(data));

        Assert.Contains("5 inputs", error.Message, StringComparison.Ordinal);
        Assert.Contains("network 4", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, ParametersOf(network));
    }

    [Fact]
    public void Targets_that_mean_nothing_to_the_cost_are_refused()
    {
        using Dataset<float> data = Samples.Regression(20, seed: 1);
        using Network<float> network = new NetworkBuilder<float>(3).Dense<Identity>(2).Cost(new SoftmaxCrossEntropy<float>()).Build(1);

        Assert.Contains("sample 0", Assert.Throws<ArgumentException>(() => new Trainer<float>(network).Train(data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Hyper_parameters_out_of_range_are_refused(double value)
    {
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(value)).ParamName);
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum(value)).ParamName);
        Assert.Equal("coefficient", Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum(0.1, value)).ParamName);
    }

    [Fact]
    public void Counts_out_of_range_are_refused()
    {
        Assert.Equal("Epochs", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { Epochs = 0 }).ParamName);
        Assert.Equal("BatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { BatchSize = 0 }).ParamName);
    }

    internal static Network<float> TanhNetwork(int inputs, int hidden, int outputs, double l2) => new NetworkBuilder<float>(inputs)
        .Dense<Tanh>(hidden)
        .Dense<Identity>(outputs)
        .Cost(new SoftmaxCrossEntropy<float>())
        .L2(l2)
        .Build(seed: 42);

    internal static float[] ParametersOf(Network<float> network) =>
        [.. network.Layers.SelectMany(layer => (float[])[.. network.Weights(layer).ToArray().Cast<float>(), .. network.Bias(layer)])];

    private static float[] GradientsOf(Network<float> network) =>
        [.. network.Layers.SelectMany(layer => (float[])[.. network.WeightGradient(layer).ToArray().Cast<float>(), .. network.BiasGradient(layer)])];

    // From this very run. They may change only with the definition of an elementary function, and then on every tier at once.
    private const string FrozenCosts =
        "1.3012442307048113 1.0617253814053502 1.3097217598238458 1.1982941288790812 1.1178036818061945 1.1396326651040365";
}
