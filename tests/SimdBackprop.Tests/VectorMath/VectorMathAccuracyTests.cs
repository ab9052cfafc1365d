using System.Globalization;

namespace SimdBackprop.Tests;

/// <summary>
/// The error of every elementary function against references that share nothing with it: for floats the C library in double, for doubles sums of two of them. The
/// sample of the floats is strided by a prime, SIMDBACKPROP_REFERENCE_STRIDE; SIMDBACKPROP_DOUBLE_SAMPLES sets the rounds of random doubles (12 in each, and an eighth of a round around each place where a formula changes or errs most).
/// </summary>
public sealed class VectorMathAccuracyTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Block = 1 << 12;
    private const int Neighbourhood = 2000;

    // Where the functions change formula, saturate, overflow, underflow or become subnormal; both signs are taken of each.
    private static readonly double[] Cuts =
    [
        0, 1.1754944e-38, 2.2250738585072014e-308, float.MaxValue, 1e-7, 1e-4, 0.1732868, 0.2928932, 0.34657359, 0.41421356, 0.5, 0.5198604, 0.70710678,
        0.8664340, 1, 1.0397208, 1.2130076, 1.4142135, 1.7328680, 2, 3, 3.9192059, 4, 4.2426407, 5.8, 6.3639610, 9.0109, 10, 13, 14.17, 15, 16.6355, 17.32868, 19.06, 20, 37.5, 38.48,
        39, 40, 80, 87.33655, 88.72284, 89, 103.97208, 104, 108.6, 110, 120, 708.3964, 709.782713, 710, 745.1332, 746, 751.7, 753, 800,
        1e300,
    ];

    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Float_results_are_within_the_bound_of_the_exact_ones(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        string stride = Environment.GetEnvironmentVariable("SIMDBACKPROP_REFERENCE_STRIDE") ?? "2999";
        IEnumerable<float> strided = Strided(long.Parse(stride, CultureInfo.InvariantCulture));
        (double worst, float worstAt) = (0, 0);
        foreach (float[] x in strided.Concat(Cuts.SelectMany(Neighbours)).Chunk(Block))
        {
            float[] computed = new float[x.Length];
            function.Single(x, computed, null);
            for (int i = 0; i < x.Length; i++)
            {
                double error = Ulp.ErrorOf(computed[i], function.SingleExact(x[i]));
                (worst, worstAt) = error > worst ? (error, x[i]) : (worst, worstAt);
            }
        }

        string report = FormattableString.Invariant($"{name} float: {worst:F3} ULP at {worstAt:R}");
        output.WriteLine(report);
        Assert.True(worst <= function.LargestError.Single, report);
    }

    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Double_results_are_within_the_bound_of_the_exact_ones(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Random random = new(20240229);
        double[] x = [.. Sample(random)];
        double[] computed = new double[x.Length];
        function.Double(x, computed, null);
        (double worst, double worstAt) = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            if (name is "Log" && x[i] <= 0 || name is "Log1p" && x[i] <= -1)
            {
                continue;
            }

            (DoubleDouble value, int exponent) = function.DoubleExact(x[i]);
            double error = Ulp.ErrorOf(computed[i], value, exponent);
            (worst, worstAt) = error > worst ? (error, x[i]) : (worst, worstAt);
        }

        // A tenth for what a denser sample than the documented one may find, but never more than is promised of all.
        double bound = Math.Min(name == "Exp" ? 1 : 2, function.LargestError.Double + 0.1);
        string report = FormattableString.Invariant($"{name} double: {worst:F3} ULP at {worstAt:R}");
        output.WriteLine(report);
        Assert.True(worst <= bound, report);
    }

    private static IEnumerable<float> Strided(long stride)
    {
        for (long bits = 0; bits <= uint.MaxValue; bits += stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        }
    }

    private static IEnumerable<float> Neighbours(double cut)
    {
        int center = BitConverter.SingleToInt32Bits((float)Math.Min(cut, float.MaxValue));
        for (int bits = Math.Max(center - Neighbourhood, 0); bits <= center + Neighbourhood; bits++)
        {
            yield return BitConverter.Int32BitsToSingle(bits);
            yield return -BitConverter.Int32BitsToSingle(bits);
        }
    }

    // Where functions were found to err most, in float or in double.
    private static readonly double[] Worst = [0.17791346, 0.3213648, 0.3389251, 0.3474156, 0.3587690, 0.4162184, 0.4331915, 0.4448198, 0.5588145, 0.7042943, 1.0029, 1.0298501, 1.2690626, 12.608295, 59.301666];

    // Random bit patterns, the ranges where the functions do something, and what surrounds the cuts and the worst places.
    private static IEnumerable<double> Sample(Random random)
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("SIMDBACKPROP_DOUBLE_SAMPLES") ?? "4000", CultureInfo.InvariantCulture);
        for (int i = 0; i < rounds; i++)
        {
            double any = BitConverter.Int64BitsToDouble(random.NextInt64(long.MaxValue) & ~(1L << 62 & random.NextInt64()));
            double[] samples =
            [
                double.IsFinite(any) ? any : 1,
                random.NextDouble(),
                10 * random.NextDouble(),
                40 * random.NextDouble(),
                760 * random.NextDouble(),
                Math.ScaleB(1 + random.NextDouble(), random.Next(-60, 6)),
            ];
            foreach (double sample in samples)
            {
                yield return sample;
                yield return -sample;
            }
        }

        foreach (double place in Cuts.Concat(Worst))
        {
            for (int i = 0; i < rounds / 8; i++)
            {
                double near = place * (0.97 + (0.06 * random.NextDouble()));
                yield return double.IsFinite(near) ? near : place;
                yield return double.IsFinite(near) ? -near : -place;
            }
        }

        foreach (double cut in Cuts)
        {
            long center = BitConverter.DoubleToInt64Bits(cut);
            for (long bits = Math.Max(center - 20, 0); bits <= center + 20; bits++)
            {
                yield return BitConverter.Int64BitsToDouble(bits);
                yield return -BitConverter.Int64BitsToDouble(bits);
            }
        }
    }
}
