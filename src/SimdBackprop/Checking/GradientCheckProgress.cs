namespace SimdBackprop.Checking;

/// <summary>Where a gradient check is; told after each array.</summary>
/// <param name="Array">The array just checked.</param>
/// <param name="Checked">Arrays checked so far.</param>
/// <param name="Arrays">Arrays to check.</param>
public readonly record struct GradientCheckProgress(string Array, int Checked, int Arrays);
