namespace SimdBackprop.Tests;

/// <summary>
/// The elementary functions of a float in double, good to a few parts in 10¹⁵: a millionth of a float's last place.
/// </summary>
internal static class SingleReference
{
    internal static double Expm1(double x) => Math.Abs(x) > 50 ? Math.Exp(x) - 1 : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    internal static double Log1p(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    internal static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    internal static double Silu(double x) => x < -1000 ? -0.0 : x / (1 + Math.Exp(-x));

    internal static double Gelu(double x) => x < -100 ? -0.0 : 0.5 * x * Erfc(-x * Math.Sqrt(0.5), 0.5 * x * x);

    internal static double Erf(double x) => Math.Abs(x) < 2 ? Series(x) : Math.CopySign(1 - Erfc(Math.Abs(x), x * x), x);

    private static double Erfc(double t, double square) => t switch
    {
        > 30 => 0,
        >= 1 => Fraction(t, square),
        < -2 => 2 - Fraction(-t, square),
        _ => 1 - Series(t),
    };

    /// <summary>erf t = 2/√π·e^−t²·Σ 2ⁿ·t²ⁿ⁺¹/(2n + 1)!!.</summary>
    private static double Series(double t)
    {
        double term = t;
        double sum = t;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * t * t / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-t * t) * sum;
    }

    /// <summary>erfc t by its continued fraction, t at least 1.</summary>
    private static double Fraction(double t, double square)
    {
        double fraction = t;
        for (int n = t < 2 ? 200 : t < 4 ? 60 : 20; n >= 1; n--)
        {
            fraction = t + (0.5 * n / fraction);
        }

        return Math.Exp(-square) / (Math.Sqrt(Math.PI) * fraction);
    }
}
