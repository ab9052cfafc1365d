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
        CostOperands.CheckCosts(output, targets, costs);
        using PooledScratch<T> scratch = new(output.Width);
        Run(output, targets, scratch.Span.AsRow(), isScratch: true, T.Zero, costs, options);
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, KernelOptions? options = null)
    {
        CostOperands.CheckGradient<T>(output, targets, gradient);
        Run(output, targets, gradient, isScratch: false, scale, [], options);
    }

    /// <inheritdoc/>
    public void EvaluateWithGradient(
        ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, Span<double> costs, KernelOptions? options = null)
    {
        CostOperands.CheckBoth<T>(output, targets, gradient, costs);
        Run(output, targets, gradient, isScratch: false, scale, costs, options);
    }

    /// <summary>Turns logits into probabilities, row by row.</summary>
    /// <param name="output">B × n, updated.</param>
    /// <param name="options">The tier; this runs on the caller's thread.</param>
    public void ToPrediction(Span2D<T> output, KernelOptions? options = null) =>
        Run(output, default, output, isScratch: false, T.One, [], options);

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

    private static unsafe void Run(
        ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, Span2D<T> result, bool isScratch, T scale, Span<double> costs, KernelOptions? options)
    {
        fixed (T* z = &output.DangerousGetReference(), y = &targets.DangerousGetReference(), r = &result.DangerousGetReference())
        fixed (double* c = costs)
        {
            MatrixView<T> logits = new(output, z), probabilities = new(targets, y), destination = new(result, r);
            SoftmaxKernel<T>.Call call = new()
            {
                Z = logits,
                Targets = probabilities,
                Result = isScratch ? new MatrixView<T>(r, 1, output.Width, pitch: 0) : destination,
                Costs = c,
                Scale = scale,
            };
            SimdDispatch.Run<T, SoftmaxKernel<T>, SoftmaxKernel<T>.Call>(KernelOptions.TierOf(options), ref call);
        }
    }
}
