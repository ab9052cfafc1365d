using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// Half squared error: J_i = ½ Σ_j (y_j − a_j)², so ∂J_i/∂a = a − y. (Some texts print y − a, which would climb the cost.)
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class HalfSquaredError<T> : ICost<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public string Name => "squared-error";

    /// <inheritdoc/>
    public bool TakesLogits => false;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, Span<double> costs, KernelOptions? options = null)
    {
        CostOperands.CheckCosts(output, targets, costs);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> a = output.GetRowSpan(i);
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            double squares = 0;
            for (int j = 0; j < a.Length; j++)
            {
                double difference = ElementType.ToDouble(a[j]) - ElementType.ToDouble(y[j]);
                squares += difference * difference;
            }

            costs[i] = 0.5 * squares;
        }
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, KernelOptions? options = null)
    {
        CostOperands.CheckGradient<T>(output, targets, gradient);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> a = output.GetRowSpan(i);
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            Span<T> delta = gradient.GetRowSpan(i);
            for (int j = 0; j < a.Length; j++)
            {
                delta[j] = (a[j] - y[j]) * scale;
            }
        }
    }
}
