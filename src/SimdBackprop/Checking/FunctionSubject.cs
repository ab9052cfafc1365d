namespace SimdBackprop.Checking;

/// <summary>Any function with its gradient. Kinks are found by one-sided slopes.</summary>
internal sealed class FunctionSubject : CheckSubject
{
    private readonly ScalarFunction _function;
    private readonly GradientFunction _gradient;
    private readonly double[] _point;
    private double _cost;

    internal FunctionSubject(ScalarFunction function, GradientFunction gradient, ReadOnlySpan<double> point)
    {
        _function = function;
        _gradient = gradient;
        _point = point.ToArray();
        Arrays = [new CheckedArray("x", 0, point.Length)];
    }

    internal override IReadOnlyList<CheckedArray> Arrays { get; }

    internal override Span<double> Parameters => _point;

    internal override double Evaluate() => _function(_point);

    internal override void WriteGradient(Span<double> gradient) => _gradient(_point, gradient);

    internal override void RememberSides(double cost) => _cost = cost;

    internal override Slope Measure(in Line line, double step, GradientCheckOptions options)
    {
        Sides full = SidesAt(line, step, options);
        if (!full.Differ(options))
        {
            return new Slope(full.Numeric, step, AtKink: false);
        }

        // A kink between h/2 and h away spoils h but not h/2; a nearer one spoils both. Curvature makes the slopes differ too, but by
        // h·J″, which halves with the step, and halves again: no kink's difference does both.
        Sides half = SidesAt(line, step / 2, options);
        if (!half.Differ(options))
        {
            return new Slope(half.Numeric, half.Step, AtKink: false);
        }

        Sides quarter = SidesAt(line, step / 4, options);
        bool isCurvature = full.HalvesTo(half) && half.HalvesTo(quarter);
        return new Slope(full.Numeric, step, AtKink: !isCurvature);
    }

    internal override string? FirstNonFinite(double cost)
    {
        int parameter = _point.AsSpan().IndexOfNonFinite();
        if (double.IsFinite(cost))
        {
            return null;
        }

        return parameter < 0
            ? FormattableString.Invariant($"J is {cost}")
            : FormattableString.Invariant($"J is {cost}: {Arrays[0].EntryName(parameter)} is {_point[parameter]}");
    }

    internal override IReadOnlyList<GradientProperty> CheckProperties(ReadOnlySpan<double> gradient, GradientCheckOptions options)
    {
        // NaN, so that a gradient that leaves an entry unwritten or adds to what is there is seen.
        double[] again = new double[_point.Length];
        Array.Fill(again, double.NaN);
        WriteGradient(again);
        double cost = Evaluate();
        double tolerance = options.NondeterminismTolerance;
        string? violation = cost.Equals(_cost) || Math.Abs(cost - _cost) <= tolerance
            ? FirstDifference(gradient, again, tolerance)
            : FormattableString.Invariant($"J is {cost:G17} instead of {_cost:G17}");
        return [GradientProperty.Of($"two evaluations {options.Agreement}", violation)];
    }

    private Sides SidesAt(in Line line, double step, GradientCheckOptions options)
    {
        line.MoveTo(step);
        double above = Evaluate();
        line.MoveTo(-step);
        double below = Evaluate();
        line.Return();
        return new Sides(
            step, (above - below) / line.Width(step), (above - _cost) / step, (_cost - below) / step, options.RoundingAllowance(_cost, step));
    }

    /// <summary>The slopes to both sides of θ.</summary>
    private readonly record struct Sides(double Step, double Numeric, double Right, double Left, double Rounding)
    {
        private double Difference => Right - Left;

        /// <summary>Whether they differ by more than the tolerance, relatively, and than rounding.</summary>
        internal bool Differ(GradientCheckOptions options) =>
            Math.Abs(Difference) > (options.KinkTolerance * Math.Max(Math.Abs(Right), Math.Abs(Left))) + Rounding;

        /// <summary>Whether half the step halves the difference, within a tenth of it.</summary>
        internal bool HalvesTo(in Sides half) =>
            Math.Abs(half.Difference - (Difference / 2)) <= (0.1 * Math.Abs(Difference)) + half.Rounding;
    }
}
