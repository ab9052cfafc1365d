using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Training_ends_when_the_validation_cost_no_longer_falls_and_keeps_the_best_epoch()
    {
        (IReadOnlyList<EpochMetrics> history, string hash) = Train(epochs: 200, patience: 4);
        EpochMetrics best = history.MinBy(epoch => epoch.ValidationCost)!;

        Assert.Equal(best.Epoch + 4, history.Count);
        Assert.InRange(history.Count, 6, 199);

        // The same training, ended by its number of epochs where this one was best.
        (IReadOnlyList<EpochMetrics> until, string expected) = Train(epochs: best.Epoch, patience: 4);
        Assert.Equal(best.ValidationCost, until[^1].ValidationCost);
        Assert.Equal(expected, hash);
    }

    [Fact]
    public void The_validation_set_is_not_learnt_from_and_the_test_set_has_no_say()
    {
        using Dataset<float> data = Samples.Classification(100, inputs: 6, classes: 3, seed: 1);
        using Dataset<float> test = Samples.Classification(50, inputs: 6, classes: 3, seed: 2);
        string[] hashes = [.. new[] { null, test }.Select(held =>
        {
            using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
            new Trainer<float>(network, Options(epochs: 20, patience: 3)).Train(data, held);
            return network.WeightsHash();
        })];
        Assert.Equal(hashes[0], hashes[1]);

        List<int> batches = [];
        using Network<float> other = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
        new Trainer<float>(other, Options(epochs: 1, patience: 1)).Train(data, batches: new Immediate<BatchProgress>(progress => batches.Add(progress.BatchCount)));
        Assert.All(batches, count => Assert.Equal(8, count));
    }

    [Fact]
    public void Of_equal_epochs_the_first_is_the_best()
    {
        using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
        using BestEpoch<float> best = new(network, patience: 2);
        network.Parameters.Fill(1);
        Assert.False(best.IsOver(0.5));
        network.Parameters.Fill(2);
        Assert.False(best.IsOver(0.5));
        network.Parameters.Fill(3);
        Assert.True(best.IsOver(0.75));
        best.Restore();
        Assert.Equal(network.Parameters.Length, network.Parameters.Count(1f));
    }

    [Fact]
    public void A_share_that_leaves_nothing_is_refused_before_anything_changes()
    {
        using Dataset<float> data = Samples.Classification(3, inputs: 6, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0);
        string before = network.WeightsHash();
        TrainingOptions options = new() { EarlyStopping = new EarlyStopping(0.01) };
        Assert.Equal("training", Assert.Throws<ArgumentException>(() => new Trainer<float>(network, options).Train(data)).ParamName);
        Assert.Equal(before, network.WeightsHash());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Parameters_out_of_range_are_refused(double share)
    {
        Assert.Equal("validationShare", Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(share)).ParamName);
        Assert.Equal("patience", Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0.5, 0)).ParamName);
    }

    private static (IReadOnlyList<EpochMetrics> History, string Hash) Train(int epochs, int patience)
    {
        // A third of the labels drawn at random: the validation cost rises before long.
        using Dataset<float> data = Samples.Classification(120, inputs: 8, classes: 3, seed: 11, flipped: 0.35);
        using Network<float> network = TrainerTests.TanhNetwork(8, 64, 3, l2: 0);
        IReadOnlyList<EpochMetrics> history = new Trainer<float>(network, Options(epochs, patience)).Train(data);
        return (history, network.WeightsHash());
    }

    private static TrainingOptions Options(int epochs, int patience) => new()
    {
        Epochs = epochs,
        BatchSize = 10,
        Optimizer = new Momentum(0.05),
        EarlyStopping = new EarlyStopping(0.2, patience),
    };
}
