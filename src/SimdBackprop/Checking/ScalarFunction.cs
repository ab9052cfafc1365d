namespace SimdBackprop.Checking;

/// <summary>A function J of n variables.</summary>
/// <param name="point">The n variables.</param>
/// <returns>J at the point.</returns>
public delegate double ScalarFunction(ReadOnlySpan<double> point);

/// <summary>The gradient of a <see cref="ScalarFunction"/>.</summary>
/// <param name="point">The n variables.</param>
/// <param name="gradient">n derivatives, to be overwritten.</param>
public delegate void GradientFunction(ReadOnlySpan<double> point, Span<double> gradient);
