using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Inputs that leave nothing out, and comparison by bits with NaN made canonical.</summary>
internal static class BitPatterns
{
    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, 0.5, -0.5, double.Epsilon, -double.Epsilon, 1e-40, -1e-40, 1e-310, -1e-310, 3e38, -3e38, 1e308, -1e308,
        88.72284, -87.4, -103.97, 709.79, -745, -708.5, -14.1, -38.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    /// <summary>Special values, moderate numbers and random representations, NaN among them, in one order for a length.</summary>
    internal static T[] Sample<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(length);
        T[] sample = new T[length];
        for (int i = 0; i < length; i++)
        {
            sample[i] = random.Next(3) switch
            {
                0 => T.CreateTruncating(Special[random.Next(Special.Length)]),
                1 => T.CreateTruncating((random.NextDouble() - 0.5) * 40),
                _ => ElementType.FromBits<T>((int)random.NextInt64(), random.NextInt64(long.MinValue, long.MaxValue)),
            };
        }

        return sample;
    }

    /// <summary>The representations as integers, every NaN the same.</summary>
    internal static long[] Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] bits = new long[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = T.IsNaN(values[i]) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(ElementType.ToDouble(values[i]));
        }

        return bits;
    }
}
