using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Calls every elementary function on the tiers that are native here, so that its loops are compiled: what a process does whose machine code is to be looked at.</summary>
internal static class ElementaryTour
{
    /// <summary>Starts the tour in a process of this assembly.</summary>
    internal const string Command = "compile-elementary-functions";

    /// <summary>Elements enough for four of the widest vectors, and one vector after them.</summary>
    private const int Elements = 5 * 16;

    /// <summary>Runs the tour and writes how many loops there were for each function, type and tier; those that take four vectors a round have two.</summary>
    internal static void Run(TextWriter output)
    {
        int count = 0;
        foreach ((_, SimdTier tier) in SimdDispatch.Tiers)
        {
            if (SimdInfo.IsNative(tier) && tier != SimdTier.Scalar)
            {
                count += Visit<float>(tier) + Visit<double>(tier);
            }
        }

        output.WriteLine(count);
    }

    private static int Visit<T>(SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        foreach (string name in ElementaryFunction.AllNames)
        {
            ElementaryFunction.Named(name).Over<T>()(new T[Elements], new T[Elements], new KernelOptions { Tier = tier });
            count++;
        }

        return count;
    }
}
