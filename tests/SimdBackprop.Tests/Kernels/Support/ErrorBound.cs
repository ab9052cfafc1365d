using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The constants of rounding error analysis (Higham, Accuracy and Stability of Numerical Algorithms, chapter 3).</summary>
internal static class ErrorBound
{
    /// <summary>u, half the distance from 1 to the next number.</summary>
    internal static double UnitRoundoff<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);

    /// <summary>η, the smallest subnormal.</summary>
    internal static double SmallestSubnormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementType.ToDouble(T.Epsilon);

    /// <summary>γ_k = k·u / (1 − k·u): what k roundings in a row can do.</summary>
    internal static double Gamma<T>(int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => k * UnitRoundoff<T>() / (1 - (k * UnitRoundoff<T>()));
}
