using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>How train goes about it, as the command line asks for it.</summary>
internal sealed record TrainingSettings
{
    internal required NetworkSettings Network { get; init; }

    internal required IOptimizer Optimizer { get; init; }

    internal required ILearningRateSchedule Schedule { get; init; }

    /// <summary>The schedule in words, for people.</summary>
    internal required IReadOnlyList<string> ScheduleInWords { get; init; }

    internal required double? ClipValue { get; init; }

    internal required double? ClipNorm { get; init; }

    internal required int? MicroBatchSize { get; init; }

    internal required EarlyStopping? EarlyStopping { get; init; }

    internal required int Epochs { get; init; }

    /// <summary>float or double.</summary>
    internal required string ElementType { get; init; }

    /// <summary>Where the learning curves go; null for nowhere.</summary>
    internal required string? Plot { get; init; }
}
