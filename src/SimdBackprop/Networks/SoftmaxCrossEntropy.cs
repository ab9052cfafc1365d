using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// Softmax with cross-entropy on logits: p = softmax(z), J_i = −Σ_j y_j·ln p_j, and for targets that add up to one
/// ∂J_i/∂z = p − y. Targets are one-hot rows or any probabilities.
/// </summary>
/// <remarks>
/// Each row is shifted by its maximum m before the exponentials, so none overflows: with s = Σ e^(z_j − m),
/// ln p_j = z_j − m − ln s; the exponentials and s (summed in lanes) are in T, the rest of J in double.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class SoftmaxCrossEntropy<T> : ICost<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public string Name => "cross-entropy";

    /// <inheritdoc/>
    public bool TakesLogits => true;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, Span<double> costs, KernelOptions? options = null)
    {
        CostShapes.Check(output, targets, costs);
        using PooledScratch<T> scratch = new(output.Width);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> z = output.GetRowSpan(i);
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            (T maximum, T total) = Exponentials(z, scratch.Span, options);
            double logarithm = VectorMath.Log<double, ScalarIsa<double>, double>(ElementType.ToDouble(total));
            double cost = 0;
            for (int j = 0; j < z.Length; j++)
            {
                // 0·∞ must not turn an impossible class that nobody asked for into NaN.
                double target = ElementType.ToDouble(y[j]);
                cost += target == 0 ? 0 : target * (logarithm + ElementType.ToDouble(maximum) - ElementType.ToDouble(z[j]));
            }

            costs[i] = cost;
        }
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, KernelOptions? options = null)
    {
        CostShapes.Check<T>(output, targets, gradient);
        for (int i = 0; i < output.Height; i++)
        {
            ReadOnlySpan<T> y = targets.GetRowSpan(i);
            Span<T> delta = gradient.GetRowSpan(i);
            (_, T total) = Exponentials(output.GetRowSpan(i), delta, options);
            for (int j = 0; j < delta.Length; j++)
            {
                delta[j] = ((delta[j] / total) - y[j]) * scale;
            }
        }
    }

    /// <summary>Turns logits into probabilities, row by row.</summary>
    /// <param name="output">B × n, updated.</param>
    /// <param name="options">The tier; this runs on the caller's thread.</param>
    public void ToPrediction(Span2D<T> output, KernelOptions? options = null)
    {
        for (int i = 0; i < output.Height; i++)
        {
            Span<T> row = output.GetRowSpan(i);
            (_, T total) = Exponentials(row, row, options);
            foreach (ref T p in row)
            {
                p /= total;
            }
        }
    }

    /// <inheritdoc/>
    public void CheckOutputs(int outputs)
    {
        if (outputs < 2)
        {
            throw new ArgumentException(
                $"Softmax over {outputs} output is always 1; use at least two outputs, or {nameof(SigmoidCrossEntropy<T>)} for one.", nameof(outputs));
        }
    }

    /// <summary>Requires every row to be probabilities: not negative, adding up to one within 1e-3.</summary>
    /// <param name="targets">N × n.</param>
    /// <exception cref="ArgumentException">A row is not; the message names it.</exception>
    public void CheckTargets(ReadOnlySpan2D<T> targets)
    {
        for (int i = 0; i < targets.Height; i++)
        {
            double total = 0;
            foreach (T y in targets.GetRowSpan(i))
            {
                // A NaN makes the total NaN and is refused below.
                total += T.IsNegative(y) && !T.IsZero(y) ? double.NaN : ElementType.ToDouble(y);
            }

            if (!(Math.Abs(total - 1) <= 1e-3))
            {
                throw new ArgumentException($"The targets of sample {i} are not probabilities that add up to one.", nameof(targets));
            }
        }
    }

    /// <summary>e^(z − max) into <paramref name="destination"/>, which may be z; returns the maximum and the sum.</summary>
    private static (T Maximum, T Total) Exponentials(ReadOnlySpan<T> z, Span<T> destination, KernelOptions? options)
    {
        T maximum = z[0];
        foreach (T value in z)
        {
            maximum = value > maximum ? value : maximum;
        }

        for (int j = 0; j < z.Length; j++)
        {
            destination[j] = z[j] - maximum;
        }

        VectorMath.Exp(destination[..z.Length], destination[..z.Length], options);
        return (maximum, Blas.Sum<T>(destination[..z.Length], options));
    }
}
