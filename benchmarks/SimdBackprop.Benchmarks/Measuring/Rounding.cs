using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>What rounding can do, for results of others that are right without being ours to the bit.</summary>
internal static class Rounding
{
    /// <summary>γ_k = k·u / (1 − k·u), what k roundings in a row can do (Higham, Accuracy and Stability of Numerical Algorithms, chapter 3).</summary>
    internal static double Gamma<T>(int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        return k * unit / (1 - (k * unit));
    }

    /// <summary>Whether two numbers are the same to the bit, but that all NaN are one.</summary>
    internal static bool SameBits<T>(T left, T right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => left.Equals(right) && (T.IsNaN(left) || T.IsNegative(left) == T.IsNegative(right));

    /// <summary>Whether two numbers are no further apart than the bound.</summary>
    internal static bool Within<T>(T left, T right, double bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Math.Abs(double.CreateTruncating(left) - double.CreateTruncating(right)) <= bound;
}
