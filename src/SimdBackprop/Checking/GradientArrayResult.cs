namespace SimdBackprop.Checking;

/// <summary>
/// What the check found for one parameter array. "Entries" are parameters in full mode, directions in directional mode.
/// </summary>
public sealed record GradientArrayResult
{
    /// <summary>W1, b1, W2, …, or x for the point of a function.</summary>
    public required string Name { get; init; }

    /// <summary>n_out × n_in for weights, n_out for biases, n for a function.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Full or directional.</summary>
    public required GradientCheckMode Mode { get; init; }

    /// <summary>All entries: checked, at kinks, and skipped.</summary>
    public required int Total { get; init; }

    /// <summary>Entries compared with their bound.</summary>
    public required int Checked { get; init; }

    /// <summary>Entries at kinks, where central differences prove nothing.</summary>
    public required int Kinked { get; init; }

    /// <summary>The names of the first entries at kinks, at most ten.</summary>
    public required IReadOnlyList<string> Kinks { get; init; }

    /// <summary>Entries not drawn for the sample, or not measured because J is not finite.</summary>
    public int Skipped => Total - Checked - Kinked;

    /// <summary>Checked entries beyond their bound.</summary>
    public required int Mismatched { get; init; }

    /// <summary>The checked entry whose |a − n| is the largest multiple of its bound; null if none was checked.</summary>
    public required GradientEntry? Worst { get; init; }

    /// <summary>
    /// In directional mode, a parameter whose derivative is wrong, found by halving the worst direction; not always the worst. Null if no
    /// direction is wrong or none of its entries could be shown to be; also in full mode, where <see cref="Worst"/> is a parameter.
    /// </summary>
    public required GradientEntry? WrongEntry { get; init; }

    /// <summary>The largest |a − n| of a checked entry.</summary>
    public required double MaxAbsoluteError { get; init; }

    /// <summary>
    /// The largest |a − n| / max(|a|, |n|) of a checked entry. Large for derivatives so small that rounding of J hides them.
    /// </summary>
    public required double MaxRelativeError { get; init; }

    /// <summary>‖a − n‖₂ / max(‖a‖₂, ‖n‖₂) over the checked entries; 0 if both are zero.</summary>
    public required double NormRelativeError { get; init; }

    /// <summary>What <see cref="NormRelativeError"/> may be.</summary>
    public required double NormRelativeBound { get; init; }

    /// <summary>a of every entry, in row order. In full mode that is the gradient.</summary>
    public required ReadOnlyMemory<double> Analytic { get; init; }

    /// <summary>n of every entry, in row order; NaN for skipped ones.</summary>
    public required ReadOnlyMemory<double> Numeric { get; init; }

    /// <summary>Failed with an entry or the norm beyond its bound; inconclusive if no entry could be checked.</summary>
    public GradientVerdict Verdict => Mismatched > 0 || !(NormRelativeError <= NormRelativeBound)
        ? GradientVerdict.Failed
        : Checked == 0 ? GradientVerdict.Inconclusive : GradientVerdict.Passed;
}
