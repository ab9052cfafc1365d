namespace SimdBackprop.Benchmarks;

/// <summary>The average for ratios: twice as fast once and half as fast once is a draw.</summary>
internal static class GeometricMean
{
    /// <summary>The geometric mean; null for none.</summary>
    internal static double? Of(IEnumerable<double> ratios)
    {
        double[] all = [.. ratios];
        return all.Length == 0 ? null : Math.Exp(all.Average(Math.Log));
    }
}
