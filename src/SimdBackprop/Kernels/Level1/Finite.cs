using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>Whether data are free of NaN and infinities.</summary>
internal static unsafe class Finite
{
    internal static bool All<T>(ReadOnlySpan<T> x, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            return Reduction.Run<T, FiniteStep<T>>(new FiniteStep<T>(px), x.Length, sizeof(T), options) == T.Zero;
        }
    }

    internal static bool All<T>(ReadOnlySpan2D<T> x, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.TryGetSpan(out ReadOnlySpan<T> all))
        {
            return All(all, options);
        }

        for (int row = 0; row < x.Height; row++)
        {
            if (!All(x.GetRowSpan(row), options))
            {
                return false;
            }
        }

        return true;
    }
}
