using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Dense
{
    /// <summary>
    /// The error of the layer below, δ_prev = (δ·W) ⊙ f′: the transpose-times-δ step, Wᵀδ ⊙ f′ of the column form. f is the activation
    /// of the layer below; its f′ is computed from its z or its a, whichever it declares. Identity with both operands
    /// empty gives ∂J/∂X.
    /// </summary>
    /// <param name="delta">δ of this layer, B × n_out.</param>
    /// <param name="weights">This layer's W, n_out × n_in.</param>
    /// <param name="previousPreActivation">z of the layer below, B × n_in; may be empty if f′ does not come from it.</param>
    /// <param name="previousOutput">a of the layer below, B × n_in; may be empty if f′ does not come from it.</param>
    /// <param name="previousDelta">B × n_in, overwritten. If it is empty, nothing happens.</param>
    /// <param name="previousActivation">f.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, the operand f′ needs is missing, or the destination shares an element with an input.
    /// </exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardData<T, TActivation>(
        ReadOnlySpan2D<T> delta,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan2D<T> previousPreActivation,
        ReadOnlySpan2D<T> previousOutput,
        Span2D<T> previousDelta,
        TActivation previousActivation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(previousDelta))
        {
            return;
        }

        (int rows, int columns) = (previousDelta.Height, previousDelta.Width);
        Guard.EmptyTogether(delta, nameof(delta), weights, nameof(weights));
        if (!Guard.IsEmpty(delta))
        {
            Guard.Shape(delta, nameof(delta), rows, delta.Width, "delta has a row for each row of previousDelta");
            Guard.Shape(weights, nameof(weights), delta.Width, columns, "weights are n_out x n_in");
        }

        ReadOnlySpan2D<T> operand = DerivativeOperandOf<T, TActivation>(
            previousPreActivation, nameof(previousPreActivation), previousOutput, nameof(previousOutput), rows, columns);

        fixed (T* pd = &delta.DangerousGetReference(), pw = &weights.DangerousGetReference(), pp = &previousDelta.DangerousGetReference())
        fixed (T* pz = &previousPreActivation.DangerousGetReference(), pa = &previousOutput.DangerousGetReference())
        fixed (T* po = &operand.DangerousGetReference())
        {
            MatrixView<T> d = new(delta, pd);
            MatrixView<T> w = new(weights, pw);
            MatrixView<T> z = new(previousPreActivation, pz);
            MatrixView<T> a = new(previousOutput, pa);
            MatrixView<T> previous = new(previousDelta, pp);
            Guard.Disjoint(previous, nameof(previousDelta), d, nameof(delta));
            Guard.Disjoint(previous, nameof(previousDelta), w, nameof(weights));
            Guard.Disjoint(previous, nameof(previousDelta), z, nameof(previousPreActivation));
            Guard.Disjoint(previous, nameof(previousDelta), a, nameof(previousOutput));

            GemmArguments<T> product = new(false, false, T.One, d, w, T.Zero, previous);
            DerivativeEpilogue<T, TActivation> epilogue = new(new MatrixView<T>(operand, po), previousActivation);
            GemmKernel<T, DerivativeEpilogue<T, TActivation>>.Run(product, epilogue, options);
        }
    }

    /// <summary>δ_prev = Wᵀδ ⊙ f′ for one sample.</summary>
    /// <param name="delta">δ of this layer, n_out.</param>
    /// <param name="weights">This layer's W, n_out × n_in.</param>
    /// <param name="previousPreActivation">z of the layer below, n_in; may be empty if f′ does not come from it.</param>
    /// <param name="previousOutput">a of the layer below, n_in; may be empty if f′ does not come from it.</param>
    /// <param name="previousDelta">n_in, overwritten.</param>
    /// <param name="previousActivation">f.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, the operand f′ needs is missing, or the destination shares an element with an input.
    /// </exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardData<T, TActivation>(
        ReadOnlySpan<T> delta,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan<T> previousPreActivation,
        ReadOnlySpan<T> previousOutput,
        Span<T> previousDelta,
        TActivation previousActivation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T> =>
        BackwardData(
            delta.AsRow(),
            weights,
            previousPreActivation.AsRow(),
            previousOutput.AsRow(),
            previousDelta.AsRow(),
            previousActivation,
            options);
}
