using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

internal static class CostSums
{
    /// <summary>Σ J_i.</summary>
    internal static double Evaluate<T>(this ICost<T> cost, ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] costs = new double[output.Height];
        cost.Evaluate(output, targets, costs);
        return costs.Sum();
    }
}
