using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>One training from data to summary.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class TrainingRun<T>(TrainingSettings settings, ITrainingReport report)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<EpochMetrics> _finished = [];

    /// <summary>Trains, reports, draws; returns the exit code.</summary>
    /// <exception cref="TrainingDivergedException">It did; what was finished before has been reported and drawn.</exception>
    internal int Run(CancellationToken cancellationToken)
    {
        string tier = Tier.InUse();
        using Samples<T> samples = Samples<T>.Load(settings.Network);
        CheckValidationShare(samples.Training);
        using Network<T> network = NetworkFactory.Create(settings.Network, samples.Training);
        report.Begin(new TrainingIntroduction
        {
            Data = samples.Name,
            TrainingSamples = samples.Training.Count,
            TestSamples = samples.Test.Count,
            Network = NetworkFactory.Describe(network),
            Parameters = network.ParameterCount,
            Settings = settings,
            Tier = tier,
        });

        bool cancelled = false;
        try
        {
            report.During(() => cancelled = !Train(network, samples, cancellationToken));
        }
        catch (TrainingDivergedException)
        {
            try
            {
                Plot();
            }
            catch (UnusableException)
            {
                // That the training diverged is the news.
            }

            throw;
        }

        // The summary first: a picture that cannot be written must not cost the results.
        report.End(Summarize(network, samples, tier, cancelled));
        Plot();
        return cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }

    private void CheckValidationShare(Dataset<T> training)
    {
        int held = settings.EarlyStopping?.ValidationCount(training.Count) ?? 1;
        if (held < 1 || held >= training.Count)
        {
            throw new UnusableException($"--validation-share: {settings.EarlyStopping!.ValidationShare} of {training.Count} samples leaves one side without any.");
        }
    }

    /// <summary>Returns whether it came to its end; false if it was cancelled.</summary>
    private bool Train(Network<T> network, Samples<T> samples, CancellationToken cancellationToken)
    {
        Trainer<T> trainer = new(network, new TrainingOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.Network.Batch,
            Optimizer = settings.Optimizer,
            Schedule = settings.Schedule,
            ClipValue = settings.ClipValue,
            ClipNorm = settings.ClipNorm,
            MicroBatchSize = settings.MicroBatchSize,
            EarlyStopping = settings.EarlyStopping,
            Seed = RunSeeds.From(settings.Network.Seed).Order,
            Kernels = settings.Network.Kernels,
        });
        try
        {
            trainer.Train(samples.Training, samples.Test, new EpochRecorder(_finished, report), report, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Plot()
    {
        if (settings.Plot is { } path && _finished.Count > 0)
        {
            PlotFile.Write(path, new LearningCurves(_finished));
        }
    }

    private TrainingSummary Summarize(Network<T> network, Samples<T> samples, string tier, bool cancelled)
    {
        using Predictor<T> predictor = network.CreatePredictor(settings.Network.Kernels);
        return new TrainingSummary
        {
            Training = Evaluator.Evaluate(predictor, samples.Training),
            Test = Evaluator.Evaluate(predictor, samples.Test),
            Epochs = _finished.Count,
            TrainingSeconds = _finished.Sum(epoch => epoch.TrainingTime.TotalSeconds),
            TrainedSamples = _finished.Sum(epoch => (long)epoch.Samples),
            Kept = cancelled ? null : _finished.Where(epoch => epoch.ValidationCost is not null).MinBy(epoch => epoch.ValidationCost),
            Cancelled = cancelled,
            Tier = tier,
            Threads = settings.Network.ThreadCount,
            WeightsHash = network.WeightsHash(),
            Seed = settings.Network.Seed,
            Parameters = network.ParameterCount,
        };
    }

    /// <summary>Keeps the epochs, because a cancelled trainer returns none.</summary>
    private sealed class EpochRecorder(List<EpochMetrics> finished, IProgress<EpochMetrics> next) : IProgress<EpochMetrics>
    {
        public void Report(EpochMetrics value)
        {
            finished.Add(value);
            next.Report(value);
        }
    }
}
