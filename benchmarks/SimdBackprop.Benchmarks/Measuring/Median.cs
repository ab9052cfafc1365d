namespace SimdBackprop.Benchmarks;

/// <summary>The middle of measurements, which a few disturbed ones do not move.</summary>
internal static class Median
{
    /// <summary>The median of the numbers among the values, the mean of the middle two if their count is even; NaN for none.</summary>
    internal static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
