using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// What each sample's cost counts: J = (1/m)·Σ wᵢ·Jᵢ with m the number of samples, so that what a sample does to the parameters does not depend on the others' weights, and
/// weights of one are no weights. Weights whose mean is 1 leave the size of a step as it is. Empty means none.
/// </summary>
internal static class SampleWeights
{
    /// <exception cref="ArgumentException">There are weights, but not one a sample; or one is negative, infinite or NaN.</exception>
    internal static void Check<T>(ReadOnlySpan<T> weights, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!weights.IsEmpty)
        {
            CheckEach(weights, samples);
        }
    }

    /// <exception cref="ArgumentException">Not one weight a sample; or one is negative, infinite or NaN.</exception>
    internal static void CheckEach<T>(ReadOnlySpan<T> weights, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.Length != samples)
        {
            throw new ArgumentException($"There are {weights.Length} weights for {samples} samples.", nameof(weights));
        }

        for (int i = 0; i < weights.Length; i++)
        {
            if (!T.IsFinite(weights[i]) || weights[i] < T.Zero)
            {
                throw new ArgumentException($"The weight at index {i} is {weights[i]}; weights are finite and not negative.", nameof(weights));
            }
        }
    }

    /// <summary>∂J/∂A of every sample times its weight.</summary>
    internal static void Apply<T>(ReadOnlySpan<T> weights, Span2D<T> gradient, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < weights.Length; i++)
        {
            Blas.Scal(weights[i], gradient.GetRowSpan(i), options);
        }
    }

    /// <summary>The sum and wᵢ·Jᵢ, added one after the other.</summary>
    internal static double AddCosts<T>(double sum, ReadOnlySpan<double> costs, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < costs.Length; i++)
        {
            sum += weights.IsEmpty ? costs[i] : ElementType.ToDouble(weights[i]) * costs[i];
        }

        return sum;
    }
}
