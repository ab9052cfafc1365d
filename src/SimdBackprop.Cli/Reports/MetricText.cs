using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Metrics as people read them: the same columns on a terminal and in a file.</summary>
internal static class MetricText
{
    private const string Unknown = "-";

    /// <summary>What the columns are called, in words that may stand under each other.</summary>
    /// <param name="validates">Whether a part of the training set is held out, which has columns of its own then.</param>
    internal static IReadOnlyList<string> Headings(bool validates) =>
    [
        "epoch",
        "training\ncost",
        "training\naccuracy",
        .. (ReadOnlySpan<string>)(validates ? ["validation\ncost", "validation\naccuracy"] : []),
        "test\ncost",
        "test\naccuracy",
        "samples/s",
        "gradient norms\nby layer",
    ];

    internal static IReadOnlyList<string> Cells(EpochMetrics epoch, bool validates) =>
    [
        $"{epoch.Epoch}",
        Cost(epoch.TrainingCost),
        Percent(epoch.TrainingAccuracy),
        .. (ReadOnlySpan<string>)(validates ? [Cost(epoch.ValidationCost), Percent(epoch.ValidationAccuracy)] : []),
        Cost(epoch.TestCost),
        Percent(epoch.TestAccuracy),
        $"{epoch.SamplesPerSecond:N0}",
        string.Join("  ", epoch.GradientNorms.Select(Norm)),
    ];

    /// <summary>The norms of the first and the last layer, where all of them would take too much room: a vanishing gradient still shows.</summary>
    internal static string OuterNorms(EpochMetrics epoch) => $"{Norm(epoch.GradientNorms[0])} .. {Norm(epoch.GradientNorms[^1])}";

    internal static IEnumerable<string> Lines(TrainingSummary summary)
    {
        if (summary.Cancelled)
        {
            yield return "Cancelled; this is how far it came.";
        }

        if (summary.Kept is { } kept)
        {
            yield return $"kept       epoch {kept.Epoch} of {summary.Epochs}, with a validation cost of {Cost(kept.ValidationCost)}";
        }

        yield return $"test       accuracy {Percent(summary.Test.Accuracy)}, cost {Cost(summary.Test.Cost)}";
        yield return $"training   accuracy {Percent(summary.Training.Accuracy)}, cost {Cost(summary.Training.Cost)}";
        if (summary.SecondsPerEpoch is { } secondsPerEpoch)
        {
            yield return $"time       {summary.TrainingSeconds:0.000} s of training in {summary.Epochs} {(summary.Epochs == 1 ? "epoch" : "epochs")}, "
                + $"{secondsPerEpoch:0.0000} s each, {summary.SamplesPerSecond:N0} samples/s";
        }

        yield return $"weights    {summary.WeightsHash} ({summary.Tier}, threads {summary.Threads})";
    }

    private static string Norm(double norm) => $"{norm:0.0e+00}";

    private static string Cost(double? cost) => cost is not { } value ? Unknown : value < 1e5 ? $"{value:0.00000}" : $"{value:0.000e+00}";

    private static string Percent(double? share) => share is { } value ? $"{100 * value:0.00} %" : Unknown;
}
