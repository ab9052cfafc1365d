namespace SimdBackprop.Checking;

/// <summary>One derivative, from the gradient and from central differences.</summary>
public sealed record GradientEntry
{
    /// <summary>The parameter, as W1[3,7] or b1[2]; a direction as W1·v[0].</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in the array, in row order; the direction's number in directional mode.</summary>
    public required int Index { get; init; }

    /// <summary>a: the derivative the gradient claims.</summary>
    public required double Analytic { get; init; }

    /// <summary>n = (J(θ + h) − J(θ − h)) / 2h.</summary>
    public required double Numeric { get; init; }

    /// <summary>h.</summary>
    public required double Step { get; init; }

    /// <summary>The most that |a − n| may be.</summary>
    public required double Bound { get; init; }

    /// <summary>
    /// n with half the step, for an entry beyond its bound. A wrong gradient stays as far from it; where instead it lies much
    /// nearer to a than n does, the step is too coarse for so curved a function (or one so near its minimum), and a smaller <see
    /// cref="GradientCheckOptions.StepScale"/> will show it.
    /// </summary>
    public double? NumericAtHalfStep { get; init; }

    /// <summary>|a − n|.</summary>
    public double AbsoluteError => Math.Abs(Analytic - Numeric);

    /// <summary>|a − n| / max(|a|, |n|); 0 if both are 0.</summary>
    public double RelativeError => Analytic == 0 && Numeric == 0 ? 0 : AbsoluteError / Math.Max(Math.Abs(Analytic), Math.Abs(Numeric));

    /// <summary>Whether |a − n| is within the bound; NaN never is.</summary>
    public bool IsWithinBound => AbsoluteError <= Bound;

    /// <summary>|a − n| in units of its bound: what makes an entry the worst. NaN counts as infinite.</summary>
    internal double Excess
    {
        get
        {
            double excess = AbsoluteError == 0 ? 0 : AbsoluteError / Bound;
            return double.IsNaN(excess) ? double.PositiveInfinity : excess;
        }
    }
}
