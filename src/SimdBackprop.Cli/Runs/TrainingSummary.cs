using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>How a training ended. Times and speed are those of the finished epochs.</summary>
internal sealed record TrainingSummary
{
    /// <summary>With the parameters as they are at the end, also if it came early.</summary>
    internal required Evaluation Training { get; init; }

    /// <inheritdoc cref="Training"/>
    internal required Evaluation Test { get; init; }

    /// <summary>The epoch whose weights early stopping kept; null without it, or if the training was cancelled.</summary>
    internal required EpochMetrics? Kept { get; init; }

    /// <summary>Epochs finished.</summary>
    internal required int Epochs { get; init; }

    internal required double TrainingSeconds { get; init; }

    internal required long TrainedSamples { get; init; }

    internal required bool Cancelled { get; init; }

    internal required string Tier { get; init; }

    internal required int Threads { get; init; }

    internal required string WeightsHash { get; init; }

    internal required ulong Seed { get; init; }

    internal required long Parameters { get; init; }

    internal double? SecondsPerEpoch => Epochs > 0 ? TrainingSeconds / Epochs : null;

    internal double? SamplesPerSecond => Epochs > 0 ? TrainedSamples / TrainingSeconds : null;
}
