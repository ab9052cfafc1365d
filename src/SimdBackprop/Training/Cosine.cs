namespace SimdBackprop.Training;

/// <summary>The cosine by its Taylor series in fused multiply-adds, because the C library's has other bits on other platforms.</summary>
internal static class Cosine
{
    /// <summary>cos(π·t) for t from 0 to 1, within a few units in the last place.</summary>
    internal static double OfHalfTurns(double t)
    {
        // Both differences are exact, and the argument of either series is at most π/4, where the next term would be below a unit in the last place.
        double toZero = t <= 0.5 ? t : 1 - t;
        double magnitude = toZero <= 0.25 ? CosineSeries(Math.PI * toZero) : SineSeries(Math.PI * (0.5 - toZero));
        return t <= 0.5 ? magnitude : -magnitude;
    }

    private static double CosineSeries(double x)
    {
        double square = x * x, sum = 1;
        for (int n = 16; n > 0; n -= 2)
        {
            sum = Math.FusedMultiplyAdd(-square / (n * (n - 1)), sum, 1);
        }

        return sum;
    }

    private static double SineSeries(double x)
    {
        double square = x * x, sum = 1;
        for (int n = 17; n > 1; n -= 2)
        {
            sum = Math.FusedMultiplyAdd(-square / (n * (n - 1)), sum, 1);
        }

        return x * sum;
    }
}
