namespace SimdBackprop.Tests;

/// <summary>
/// The elementary functions of a double to about 90 bits: value·2^exponent, so that results near the smallest doubles keep
/// theirs. Plain series and continued fractions, nothing in common with the library's approximations.
/// </summary>
internal static class DoubleReference
{
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);
    internal static readonly DoubleDouble SqrtHalf = new(0.7071067811865476, -4.833646656726457e-17);
    internal static readonly DoubleDouble InverseSqrtPi = new(0.5641895835477563, 7.66772980658294e-18);

    internal delegate (DoubleDouble Value, int Exponent) Function(double x);

    internal static (DoubleDouble Value, int Exponent) Exp(double x) => ExpOf(x);

    internal static (DoubleDouble Value, int Exponent) Expm1(double x)
    {
        (DoubleDouble expm1, int n) = Expm1Reduced(Math.Clamp(x, -200, 2000));
        return n switch
        {
            0 => (expm1, 0),
            > 200 => (expm1 + 1.0, n),
            _ => ((expm1.ScaleB(n) - 1.0) + Math.ScaleB(1, n), 0),
        };
    }

    internal static (DoubleDouble Value, int Exponent) Log(double x)
    {
        // Away from the subnormals, which have fewer bits, and from overflow.
        int k = x < 1e-290 ? -200 : x > 1e290 ? 200 : 0;
        return (LogOf(Math.ScaleB(x, -k), 0, k), 0);
    }

    internal static (DoubleDouble Value, int Exponent) Log1p(double x)
    {
        if (x > 1e290)
        {
            return Log(x);
        }

        DoubleDouble sum = (DoubleDouble)1.0 + x;
        return (Math.Abs(x) < 1e-200 ? x : LogOf(sum.High, sum.Low, 0), 0);
    }

    internal static (DoubleDouble Value, int Exponent) Tanh(double x)
    {
        if (Math.Abs(x) < 1e-200)
        {
            return (x, 0);
        }

        (DoubleDouble t, int exponent) = Expm1(-2 * Math.Min(Math.Abs(x), 100));
        t = t.ScaleB(exponent);
        DoubleDouble tanh = -t / (t + 2.0);
        return (x < 0 ? -tanh : tanh, 0);
    }

    internal static (DoubleDouble Value, int Exponent) Sigmoid(double x)
    {
        (DoubleDouble e, int n) = ExpOf(-(DoubleDouble)Math.Abs(x));
        DoubleDouble divisor = (DoubleDouble)1.0 + Unscale(e, n);
        return x < 0 ? (e / divisor, n) : ((DoubleDouble)1.0 / divisor, 0);
    }

    internal static (DoubleDouble Value, int Exponent) Softplus(double x)
    {
        (DoubleDouble e, int n) = ExpOf(-(DoubleDouble)Math.Abs(x));
        DoubleDouble unscaled = Unscale(e, n);
        if (n < -60)
        {
            return x < 0 ? (e - (e * unscaled * 0.5), n) : (unscaled + x, 0);
        }

        DoubleDouble sum = unscaled + 1.0;
        return (LogOf(sum.High, sum.Low, 0) + Math.Max(x, 0), 0);
    }

    internal static (DoubleDouble Value, int Exponent) Erf(double x)
    {
        if (Math.Abs(x) < 1e-100)
        {
            return ((DoubleDouble)Math.ScaleB(x, 600) * InverseSqrtPi * 2.0, -600);
        }

        DoubleDouble erf = (DoubleDouble)1.0;
        if (Math.Abs(x) < 2)
        {
            erf = ErfSeries(Math.Abs(x));
        }
        else if (Math.Abs(x) < 20)
        {
            (DoubleDouble erfc, int n) = ErfcFraction(Math.Abs(x), (DoubleDouble)x * x);
            erf -= erfc.ScaleB(n);
        }

        return (x < 0 ? -erf : erf, 0);
    }

    internal static (DoubleDouble Value, int Exponent) Silu(double x)
    {
        (DoubleDouble sigmoid, int n) = Sigmoid(Math.Max(x, -2000));
        return Math.Abs(x) < 1e-200 ? (Math.ScaleB(x, 600) * sigmoid, -600) : (sigmoid * Math.Max(x, -2000), n);
    }

    internal static (DoubleDouble Value, int Exponent) Gelu(double x)
    {
        if (Math.Abs(x) < 1e-100)
        {
            return (Math.ScaleB(x, 599), -600);
        }

        double u = Math.Min(Math.Abs(x), 60);
        DoubleDouble t = SqrtHalf * u;
        (DoubleDouble erfc, int n) = u < 2.5 ? ((DoubleDouble)1.0 - ErfSeries(t), 0) : ErfcFraction(t, (DoubleDouble)u * u * 0.5);
        DoubleDouble moment = erfc * 0.5 * u;
        return x < 0 ? (-moment, n) : (x - Unscale(moment, n), 0);
    }

    // What is far below the last place of 1 anyway may be cut off instead of becoming subnormal.
    private static DoubleDouble Unscale(DoubleDouble value, int n) => value.ScaleB(Math.Max(n, -500));

    internal static (DoubleDouble Value, int Exponent) ExpOf(DoubleDouble x)
    {
        DoubleDouble bounded = Math.Abs(x.High) > 2000 ? (DoubleDouble)(2000.0 * Math.Sign(x.High)) : x;
        (DoubleDouble expm1, int n) = Expm1Reduced(bounded);
        return (expm1 + 1.0, n);
    }

    /// <summary>x = n·ln 2 + r: e^r − 1 and n, by the Taylor series of r/512 and nine doublings (1 + s)² − 1 = 2s + s².</summary>
    private static (DoubleDouble Expm1, int N) Expm1Reduced(DoubleDouble x)
    {
        int n = (int)Math.Round(Math.Min(x.High, 2000) / Ln2.High);
        DoubleDouble r = (x - (Ln2 * n)) * Math.ScaleB(1, -9);
        DoubleDouble sum = 0;
        for (int k = 11; k >= 1; k--)
        {
            sum = r * (sum + 1.0) / k;
        }

        for (int doubling = 0; doubling < 9; doubling++)
        {
            sum = (sum * 2.0) + (sum * sum);
        }

        // Squares of tiny numbers have no low part; the first term alone is exact enough there.
        return (n == 0 && Math.Abs(x.High) < 1e-100 ? x : sum, n);
    }

    /// <summary>ln(high + low) + k·ln 2 by ln m = 2·artanh((m − 1)/(m + 1)).</summary>
    private static DoubleDouble LogOf(double high, double low, int k)
    {
        int n = Math.ILogB(high / SqrtHalf.High);
        DoubleDouble m = new DoubleDouble(high, low).ScaleB(-n);
        DoubleDouble s = (m - 1.0) / (m + 1.0);
        DoubleDouble square = s * s;
        DoubleDouble sum = 0;
        for (int i = 51; i >= 1; i -= 2)
        {
            sum = (sum * square) + ((DoubleDouble)1.0 / i);
        }

        return (s * sum * 2.0) + (Ln2 * (n + k));
    }

    /// <summary>erf t = 2/√π·e^−t²·Σ 2ⁿ·t²ⁿ⁺¹/(2n + 1)!!: no term is negative.</summary>
    private static DoubleDouble ErfSeries(DoubleDouble t)
    {
        DoubleDouble square = t * t;
        DoubleDouble sum = 0;
        for (int n = 70; n >= 0; n--)
        {
            sum = ((sum * square * 2.0) + 1.0) / ((2.0 * n) + 1);
        }

        (DoubleDouble e, int exponent) = ExpOf(-square);
        return e.ScaleB(exponent) * InverseSqrtPi * 2.0 * t * sum;
    }

    /// <summary>erfc t = e^−t²/√π / (t + ½/(t + 1/(t + 3/2/(t + …)))), for t at least 1.7.</summary>
    private static (DoubleDouble Value, int Exponent) ErfcFraction(DoubleDouble t, DoubleDouble square)
    {
        // The error after n levels falls like e^(−2t·√(2n)): each count gives at least 90 bits.
        int levels = t.High switch { < 2.5 => 200, < 4 => 110, < 8 => 60, _ => 30 };
        DoubleDouble fraction = t;
        for (int n = levels; n >= 1; n--)
        {
            fraction = t + ((DoubleDouble)(n * 0.5) / fraction);
        }

        (DoubleDouble e, int exponent) = ExpOf(-square);
        return (e * InverseSqrtPi / fraction, exponent);
    }
}
