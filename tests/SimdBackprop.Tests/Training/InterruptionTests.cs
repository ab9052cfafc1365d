using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Trainings that do not reach their end.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public void Cancellation_takes_effect_at_the_next_mini_batch_and_keeps_the_steps_made()
    {
        using Dataset<float> data = Samples.Classification(96, inputs: 5, classes: 3, seed: 1);
        using Network<float> cancelled = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);
        using CancellationTokenSource source = new();
        int steps = 0;
        Immediate<BatchProgress> batches = new(_ =>
        {
            if (++steps == 3)
            {
                source.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() =>
            new Trainer<float>(cancelled, new TrainingOptions { Epochs = 5, BatchSize = 32 }).Train(data, batches: batches, cancellationToken: source.Token));

        // Three batches are the first epoch.
        using Network<float> complete = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);
        new Trainer<float>(complete, new TrainingOptions { Epochs = 1, BatchSize = 32 }).Train(data);
        Assert.Equal(3, steps);
        Assert.Equal(complete.WeightsHash(), cancelled.WeightsHash());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Data_that_are_not_finite_stop_the_training_with_epoch_batch_and_layer(float value)
    {
        using Dataset<float> good = Samples.Classification(100, inputs: 5, classes: 3, seed: 1);
        using Dataset<float> data = Samples.Spoilt(good, row: 70, value);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer<float>(network, new TrainingOptions { BatchSize = 32, Shuffle = false }).Train(data));

        Assert.Equal((1, 3, 0), (error.Epoch, error.Batch, error.Layer));
        Assert.Contains("epoch 1, batch 3, layer 0", error.Message, StringComparison.Ordinal);
        Assert.All(TrainerTests.ParametersOf(network), parameter => Assert.True(float.IsFinite(parameter)));
    }

    [Fact]
    public void Weights_that_overflow_stop_the_training_and_the_layer_is_named()
    {
        using Dataset<float> data = Samples.Regression(64, seed: 1);
        using Network<float> network = new NetworkBuilder<float>(3).Dense<Relu>(8).Dense<Relu>(8).Dense<Identity>(2).Build(1);

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer<float>(network, new TrainingOptions { BatchSize = 8, Optimizer = new Sgd(1e6) }).Train(data));

        Assert.InRange(error.Layer, 1, 4);
        Assert.InRange(error.Batch, 2, 8);
        Assert.Contains($"layer {error.Layer}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_step_that_goes_too_far_is_found_by_the_metrics_and_its_layer_named()
    {
        // One batch an epoch: the step is over when the cost is next looked at.
        using Dataset<float> data = Samples.Regression(16, seed: 1);
        using Network<float> network = new NetworkBuilder<float>(3).Dense<Relu>(8).Dense<Identity>(2).Build(1);

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer<float>(network, new TrainingOptions { BatchSize = 16, Optimizer = new Sgd(1e30) }).Train(data));

        Assert.Equal((1, 1, 2), (error.Epoch, error.Batch, error.Layer));
        Assert.Contains("training set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_data_that_are_not_finite_are_named_too()
    {
        using Dataset<float> good = Samples.Classification(40, inputs: 5, classes: 3, seed: 1);
        TrainingOptions options = new() { EarlyStopping = new EarlyStopping(0.25), Seed = 6 };

        // The trainer's own cut of the set, for a row that is not learnt from.
        (Dataset<float> learnt, Dataset<float> validation) = good.Split(0.25, options.Seed + 1);
        float[] held = validation.Inputs.AsSpan2D().GetRowSpan(3).ToArray();
        learnt.Dispose();
        validation.Dispose();
        int row = Enumerable.Range(0, 40).Single(i => good.Inputs.AsSpan2D().GetRowSpan(i).SequenceEqual(held));
        using Dataset<float> data = Samples.Spoilt(good, row, float.NaN);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => new Trainer<float>(network, options).Train(data));

        Assert.Equal(0, error.Layer);
        Assert.Contains("validation set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_data_that_are_not_finite_are_told_from_a_divergence()
    {
        using Dataset<float> training = Samples.Classification(64, inputs: 5, classes: 3, seed: 1);

        // More than a mini-batch, and the row not in the first one's part of it.
        using Dataset<float> good = Samples.Classification(50, inputs: 5, classes: 3, seed: 2);
        using Dataset<float> test = Samples.Spoilt(good, row: 45, float.NaN);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => new Trainer<float>(network).Train(training, test));

        Assert.Equal(0, error.Layer);
        Assert.Contains("test set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_in_a_progress_handler_reaches_the_caller_and_the_next_training_works()
    {
        using Dataset<float> data = Samples.Classification(64, inputs: 5, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);
        Trainer<float> trainer = new(network, new TrainingOptions { Epochs = 1 });

        Assert.Throws<InvalidTimeZoneException>(() =>
            trainer.Train(data, batches: new Immediate<BatchProgress>(_ => throw new InvalidTimeZoneException())));

        Assert.Single(trainer.Train(data));
    }
}
