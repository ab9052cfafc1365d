using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// Sigmoid with binary cross-entropy on logits, for each output by itself: with p = σ(z),
/// J_i = −Σ_j (y_j·ln p_j + (1 − y_j)·ln(1 − p_j)) = Σ_j (softplus(z_j) − y_j·z_j), so ∂J_i/∂z = p − y. Targets are in [0, 1].
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class SigmoidCrossEntropy<T> : ICost<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public string Name => "binary-cross-entropy";

    /// <inheritdoc/>
    public bool TakesLogits => true;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, Span<double> costs, KernelOptions? options = null)
    {
        CostOperands.CheckCosts(output, targets, costs);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> z = output.GetRowSpan(i);
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            double cost = 0;
            for (int j = 0; j < z.Length; j++)
            {
                double logit = ElementType.ToDouble(z[j]);
                cost += Cost(logit, ElementType.ToDouble(y[j]));
            }

            costs[i] = cost;
        }
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, KernelOptions? options = null)
    {
        CostOperands.CheckGradient<T>(output, targets, gradient);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            Span<T> delta = gradient.GetRowSpan(i);
            VectorMath.Sigmoid(output.GetRowSpan(i), delta, options);
            for (int j = 0; j < delta.Length; j++)
            {
                delta[j] = (delta[j] - y[j]) * scale;
            }
        }
    }

    /// <summary>Turns logits into probabilities.</summary>
    /// <param name="output">B × n, updated.</param>
    /// <param name="options">The tier; this runs on the caller's thread.</param>
    public void ToPrediction(Span2D<T> output, KernelOptions? options = null)
    {
        for (int i = 0; i < output.Height; i++)
        {
            Span<T> row = output.GetRowSpan(i);
            VectorMath.Sigmoid(row, row, options);
        }
    }

    /// <summary>Requires every target to be in [0, 1].</summary>
    /// <param name="targets">N × n.</param>
    /// <exception cref="ArgumentException">A target is not; the message names its row.</exception>
    public void CheckTargets(ReadOnlySpan2D<T> targets)
    {
        for (int i = 0; i < targets.Height; i++)
        {
            foreach (T y in targets.GetRowSpan(i))
            {
                if (!(y >= T.Zero && y <= T.One))
                {
                    throw new ArgumentException($"A target of sample {i} is {y}; binary cross-entropy takes 0 to 1.", nameof(targets));
                }
            }
        }
    }

    // softplus(z) − y·z written so that nothing cancels: for z > 0 it is softplus(−z) + (1 − y)·z.
    private static double Cost(double z, double y)
    {
        double tail = VectorMath.Softplus<double, ScalarIsa<double>, double>(-Math.Abs(z));
        return z > 0 ? tail + ((1 - y) * z) : tail - (y * z);
    }
}
