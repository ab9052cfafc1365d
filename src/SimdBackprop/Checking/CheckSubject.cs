namespace SimdBackprop.Checking;

/// <summary>What is checked: a function of parameters that can be moved, with the gradient it claims.</summary>
internal abstract class CheckSubject
{
    /// <summary>The parameter arrays.</summary>
    internal abstract IReadOnlyList<CheckedArray> Arrays { get; }

    /// <summary>The parameters of all arrays; moved by the check, restored by whoever made this subject.</summary>
    internal abstract Span<double> Parameters { get; }

    /// <summary>The part of J that is the penalty.</summary>
    internal virtual double Penalty => 0;

    /// <summary>J at the present parameters.</summary>
    internal abstract double Evaluate();

    /// <summary>The claimed gradient at the present parameters, laid out like them.</summary>
    internal abstract void WriteGradient(Span<double> gradient);

    /// <summary>
    /// Takes note of on which side of every kink the last evaluation was; called at θ, before derivatives are measured.
    /// </summary>
    internal abstract void RememberSides(double cost);

    /// <summary>J on both sides of θ along a line, and whether a kink lies between.</summary>
    internal abstract Slope Measure(in Line line, double step, GradientCheckOptions options);

    /// <summary>The first place where values are not finite at θ; null if J is finite.</summary>
    internal abstract string? FirstNonFinite(double cost);

    /// <summary>The properties beside the derivatives.</summary>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="options">The bounds.</param>
    internal abstract IReadOnlyList<GradientProperty> CheckProperties(ReadOnlySpan<double> gradient, GradientCheckOptions options);

    /// <summary>
    /// The first entry whose bits differ, every NaN being equal to every other, and which is farther off than the tolerance; null if none is.
    /// </summary>
    internal string? FirstDifference(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance = 0)
    {
        foreach (CheckedArray array in Arrays)
        {
            for (int i = 0; i < array.Length; i++)
            {
                (double first, double second) = (expected[array.Offset + i], actual[array.Offset + i]);
                bool bothNaN = double.IsNaN(first) && double.IsNaN(second);
                bool isNear = tolerance > 0 && Math.Abs(first - second) <= tolerance;
                if (!bothNaN && !isNear && BitConverter.DoubleToInt64Bits(first) != BitConverter.DoubleToInt64Bits(second))
                {
                    return FormattableString.Invariant($"{array.EntryName(i)} is {second:G17} instead of {first:G17}");
                }
            }
        }

        return null;
    }
}

/// <summary>A central difference.</summary>
/// <param name="Numeric">(J(θ + h) − J(θ − h)) over the width really taken.</param>
/// <param name="Step">h, as used.</param>
/// <param name="AtKink">Whether a kink makes it meaningless.</param>
internal readonly record struct Slope(double Numeric, double Step, bool AtKink);
