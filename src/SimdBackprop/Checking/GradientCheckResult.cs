namespace SimdBackprop.Checking;

/// <summary>Everything a gradient check found. <see cref="ToString"/> is a table to read.</summary>
public sealed record GradientCheckResult
{
    /// <summary>The parameter arrays, the first layer's weights first.</summary>
    public required IReadOnlyList<GradientArrayResult> Arrays { get; init; }

    /// <summary>The checks beside the derivatives: finite values, repeatability, accumulation, zero upstream, cost and error together.</summary>
    public required IReadOnlyList<GradientProperty> Properties { get; init; }

    /// <summary>Full or directional.</summary>
    public required GradientCheckMode Mode { get; init; }

    /// <summary>The seed of directions and samples.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The rule of the step h, with its factor.</summary>
    public required string StepRule { get; init; }

    /// <summary>J where the gradient was checked, the penalty included.</summary>
    public required double Cost { get; init; }

    /// <summary>The part of <see cref="Cost"/> that is the penalty.</summary>
    public required double Penalty { get; init; }

    /// <summary>The share of unchecked entries that is still let pass.</summary>
    public required double MaxUncheckedShare { get; init; }

    /// <summary>The share of entries, over all arrays, that are at kinks or skipped.</summary>
    public double UncheckedShare => (double)Arrays.Sum(array => (long)array.Kinked + array.Skipped) / Arrays.Sum(array => (long)array.Total);

    /// <summary>
    /// Failed if an array failed or a property does not hold; else inconclusive if <see cref="UncheckedShare"/> is too large or
    /// in some array nothing was checked; else passed.
    /// </summary>
    public GradientVerdict Verdict
    {
        get
        {
            if (Properties.Any(property => !property.Holds) || Arrays.Any(array => array.Verdict == GradientVerdict.Failed))
            {
                return GradientVerdict.Failed;
            }

            return UncheckedShare > MaxUncheckedShare || Arrays.Any(array => array.Verdict == GradientVerdict.Inconclusive)
                ? GradientVerdict.Inconclusive
                : GradientVerdict.Passed;
        }
    }

    /// <summary>Throws unless the check passed: an inconclusive one has proved nothing.</summary>
    /// <exception cref="GradientCheckException">The check failed or is inconclusive; the message is the table.</exception>
    public void ThrowIfFailed()
    {
        if (Verdict != GradientVerdict.Passed)
        {
            throw new GradientCheckException(this);
        }
    }

    /// <summary>A table: a line for each array with its worst entry, then kinks, properties and verdict.</summary>
    public override string ToString() => GradientReport.Of(this);
}
