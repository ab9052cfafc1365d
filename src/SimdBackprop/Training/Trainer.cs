using System.Diagnostics;
using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>
/// Trains a network by backpropagation and an optimiser: epochs of seeded mini-batches, metrics after each. Steps of
/// large batches or networks are shared with the worker team, a user's activation, cost and rule with them; everything else runs on the calling thread. A step allocates nothing once code and buffers are warm.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly TrainingOptions _options;

    /// <summary>A trainer for the network.</summary>
    /// <param name="network">The network; its parameters change.</param>
    /// <param name="options">How; the defaults if it is null.</param>
    public Trainer(Network<T> network, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _options = options ?? new TrainingOptions();
    }

    /// <summary>Trains from the network's present parameters, with the optimiser's state at zero.</summary>
    /// <param name="training">The set to learn from.</param>
    /// <param name="test">The held-out set, measured after every epoch and never learnt from; null for none.</param>
    /// <param name="epochs">Told after every epoch, on this thread.</param>
    /// <param name="batches">Told after every mini-batch, on this thread.</param>
    /// <param name="cancellationToken">Looked at before every mini-batch.</param>
    /// <returns>The metrics of every epoch.</returns>
    /// <exception cref="ArgumentException">
    /// A set's widths are not the network's, its targets mean nothing to the cost, or the validation share leaves no sample on one side.
    /// </exception>
    /// <exception cref="TrainingDivergedException">A NaN or infinity in the data, a layer or the cost.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the parameters are those after the last complete step.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The network or a set has been disposed, before or meanwhile; their memory goes back to the pool after the training has ended.
    /// </exception>
    public IReadOnlyList<EpochMetrics> Train(
        Dataset<T> training,
        Dataset<T>? test = null,
        IProgress<EpochMetrics>? epochs = null,
        IProgress<BatchProgress>? batches = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        using Use networkUse = new(_network);
        using Use trainingUse = new(training);
        using Use testUse = new(test ?? training);
        Check(training, nameof(training));
        if (test is not null)
        {
            Check(test, nameof(test));
        }

        if (_options.EarlyStopping is not { } stopping)
        {
            return Train(training, validation: null, best: null, test, epochs, batches, cancellationToken);
        }

        int held = stopping.ValidationCount(training.Count);
        if (held < 1 || held >= training.Count)
        {
            throw new ArgumentException($"Of {training.Count} samples {held} would be for validation; each side needs one.", nameof(training));
        }

        // A seed of its own: the order of the mini-batches has the other one.
        (Dataset<T> learnt, Dataset<T> validation) = training.Split(stopping.ValidationShare, unchecked(_options.Seed + 1));
        using (learnt)
        using (validation)
        using (BestEpoch<T> best = new(_network, stopping.Patience))
        {
            IReadOnlyList<EpochMetrics> history = Train(learnt, validation, best, test, epochs, batches, cancellationToken);
            best.Restore();
            return history;
        }
    }

    private List<EpochMetrics> Train(
        Dataset<T> training,
        Dataset<T>? validation,
        BestEpoch<T>? best,
        Dataset<T>? test,
        IProgress<EpochMetrics>? epochs,
        IProgress<BatchProgress>? batches,
        CancellationToken cancellationToken)
    {
        int batchSize = Math.Min(_options.BatchSize, training.Count);
        using MiniBatches<T> order = new(training, batchSize, new RandomSource(_options.Seed), _options.Shuffle);
        using TrainingStep<T> step = new(_network, batchSize, _options);
        using Predictor<T> predictor = _network.CreatePredictor(_options.Kernels);

        List<EpochMetrics> history = [];
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            TimeSpan trainingTime = RunEpoch(order, step, epoch, batches, cancellationToken);
            predictor.Refresh();
            Evaluation seen = Evaluated(training, "training", predictor, step, epoch, order.BatchCount);
            Evaluation? validated = validation is null ? null : Evaluated(validation, "validation", predictor, step, epoch, order.BatchCount);
            Evaluation? held = test is null ? null : Evaluated(test, "test", predictor, step, epoch, order.BatchCount);
            EpochMetrics metrics = new()
            {
                Epoch = epoch,
                TrainingCost = seen.Cost,
                TrainingAccuracy = seen.Accuracy,
                ValidationCost = validated?.Cost,
                ValidationAccuracy = validated?.Accuracy,
                TestCost = held?.Cost,
                TestAccuracy = held?.Accuracy,
                Penalty = _network.Penalty(_options.Kernels),
                GradientNorms = [.. step.GradientNorms],
                Samples = training.Count,
                TrainingTime = trainingTime,
                SamplesPerSecond = training.Count / trainingTime.TotalSeconds,
            };
            history.Add(metrics);
            epochs?.Report(metrics);
            if (validated is { } value && best!.IsOver(value.Cost))
            {
                break;
            }
        }

        return history;
    }

    private TimeSpan RunEpoch(
        MiniBatches<T> order, TrainingStep<T> step, int epoch, IProgress<BatchProgress>? batches, CancellationToken cancellationToken)
    {
        long ticks = 0;
        order.StartEpoch();
        for (int batch = 1; ; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            if (!order.Next())
            {
                return Stopwatch.GetElapsedTime(0, ticks);
            }

            cancellationToken.ThrowIfCancellationRequested();
            long number = ((epoch - 1L) * order.BatchCount) + batch;
            double factor = _options.Schedule.Factor(new TrainingPosition(number, (long)_options.Epochs * order.BatchCount, order.BatchCount));
            double cost = step.Run(order.Inputs, order.Targets, order.Weights, epoch, batch, factor, measuresNorms: batch == order.BatchCount);
            ticks += Stopwatch.GetTimestamp() - start;
            batches?.Report(new BatchProgress(epoch, batch, order.BatchCount, cost));
        }
    }

    private static Evaluation Evaluated(Dataset<T> dataset, string name, Predictor<T> predictor, TrainingStep<T> step, int epoch, int batch)
    {
        Evaluation evaluation = Evaluator.Evaluate(predictor, dataset);
        if (!double.IsFinite(evaluation.Cost))
        {
            // Either the last step went too far, or data that training never sees are not finite.
            int layer = step.FirstNotFinite(dataset.Inputs.AsSpan2D());
            throw new TrainingDivergedException(epoch, batch, layer, $"the cost on the {name} set is {evaluation.Cost}");
        }

        return evaluation;
    }

    private void Check(Dataset<T> dataset, string name)
    {
        Evaluator.CheckWidths(_network.InputWidth, _network.OutputWidth, dataset, name);
        _network.Cost.CheckTargets(dataset.Targets.AsSpan2D());
    }
}
