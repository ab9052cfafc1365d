using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Dense
{
    /// <summary>
    /// The gradients of a layer, ∇W ← δᵀ·X + β·∇W and ∇b ← Σ δ + β·∇b over the samples: δ·aᵀ of the column form, summed. The same β
    /// for both: 0 overwrites, 1 accumulates over calls.
    /// </summary>
    /// <param name="delta">δ of the layer, B × n_out.</param>
    /// <param name="input">The layer's input, B × n_in.</param>
    /// <param name="beta">The factor β; with 0 the gradients are overwritten unread.</param>
    /// <param name="weightGradient">∇W, n_out × n_in; updated.</param>
    /// <param name="biasGradient">∇b, n_out; updated. Empty for a layer without bias.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardWeights<T>(
        ReadOnlySpan2D<T> delta,
        ReadOnlySpan2D<T> input,
        T beta,
        Span2D<T> weightGradient,
        Span<T> biasGradient,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(weightGradient) && biasGradient.IsEmpty)
        {
            return;
        }

        CheckGradientShapes<T>(delta, input, weightGradient, biasGradient, nameof(biasGradient));
        fixed (T* pd = &delta.DangerousGetReference(), px = &input.DangerousGetReference(), pb = biasGradient)
        fixed (T* pw = &weightGradient.DangerousGetReference())
        {
            MatrixView<T> d = new(delta, pd);
            MatrixView<T> x = new(input, px);
            MatrixView<T> dw = new(weightGradient, pw);
            MatrixView<T> db = MatrixView<T>.Row(pb, biasGradient.Length);
            Guard.Disjoint(dw, nameof(weightGradient), db, nameof(biasGradient));
            Guard.Disjoint(dw, nameof(weightGradient), d, nameof(delta));
            Guard.Disjoint(dw, nameof(weightGradient), x, nameof(input));
            Guard.Disjoint(db, nameof(biasGradient), d, nameof(delta));
            Guard.Disjoint(db, nameof(biasGradient), x, nameof(input));

            if (!dw.IsEmpty)
            {
                GemmArguments<T> product = new(true, false, T.One, d, x, beta, dw);
                GemmKernel<T, NoEpilogue<T>>.Run(product, default, options);
            }

            if (!db.IsEmpty)
            {
                ColumnSums<T>.Run(d, beta, db, KernelOptions.TierOf(options));
            }
        }
    }

    /// <summary>∇W ← δ·aᵀ + β·∇W and ∇b ← δ + β·∇b for one sample.</summary>
    /// <param name="delta">δ of the layer, n_out.</param>
    /// <param name="input">The layer's input, n_in.</param>
    /// <param name="beta">The factor β; with 0 the gradients are overwritten unread.</param>
    /// <param name="weightGradient">∇W, n_out × n_in; updated.</param>
    /// <param name="biasGradient">∇b, n_out; updated. Empty for a layer without bias.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardWeights<T>(
        ReadOnlySpan<T> delta,
        ReadOnlySpan<T> input,
        T beta,
        Span2D<T> weightGradient,
        Span<T> biasGradient,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        BackwardWeights(delta.AsRow(), input.AsRow(), beta, weightGradient, biasGradient, options);

    /// <summary>What δ and X must be for the gradients, or for the parameters, of a layer, of which the weights or the biases may be missing.</summary>
    private static void CheckGradientShapes<T>(
        ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input, ReadOnlySpan2D<T> weights, ReadOnlySpan<T> bias, string biasName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int outputs = bias.IsEmpty ? weights.Height : bias.Length;
        if (!Guard.IsEmpty(weights))
        {
            Guard.LengthOrNone(bias, biasName, weights.Height, "there is a bias for each output");
            Guard.EmptyTogether(delta, nameof(delta), input, nameof(input));
        }

        if (!Guard.IsEmpty(delta))
        {
            Guard.Shape(delta, nameof(delta), delta.Height, outputs, "delta has a column for each output");
        }

        if (!Guard.IsEmpty(input) && !Guard.IsEmpty(weights))
        {
            Guard.Shape(input, nameof(input), delta.Height, weights.Width, "input has a row for each row of delta");
        }
    }
}
