using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Dense
{
    /// <summary>The operands of an update in the order in which <see cref="DisjointDestinations"/> takes them.</summary>
    private static readonly string[] UpdateOperands = ["weights", "bias", "weightState1", "weightState2", "biasState1", "biasState2", "delta", "input"];

    /// <summary>
    /// An optimiser's step on the weights and biases of a layer, straight from δ and the layer's input: the gradients ∇W = δᵀ·X and ∇b = Σ δ are used up while they are
    /// in cache and written nowhere. The bits are those of
    /// <see cref="BackwardWeights{T}(ReadOnlySpan2D{T}, ReadOnlySpan2D{T}, T, Span2D{T}, Span{T}, KernelOptions?)"/> with β = 0, followed by <see cref="Update"/>.
    /// Whoever needs δ·W takes it before this overwrites W.
    /// </summary>
    /// <param name="delta">δ of the layer, B × n_out.</param>
    /// <param name="input">The layer's input, B × n_in.</param>
    /// <param name="weights">W, n_out × n_in; updated.</param>
    /// <param name="bias">b, n_out; updated. Empty for a layer without bias.</param>
    /// <param name="weightState1">The first state of each weight, n_out × n_in, updated; empty if the rule keeps none.</param>
    /// <param name="weightState2">The second state of each weight, n_out × n_in, updated; empty if the rule keeps fewer than two.</param>
    /// <param name="biasState1">The first state of each bias, n_out, updated; empty without bias, or if the rule keeps none.</param>
    /// <param name="biasState2">The second state of each bias, n_out, updated; empty without bias, or if the rule keeps fewer than two.</param>
    /// <param name="step">The rule of this step.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardWeightsUpdate<T, TOptimizer>(
        ReadOnlySpan2D<T> delta,
        ReadOnlySpan2D<T> input,
        Span2D<T> weights,
        Span<T> bias,
        Span2D<T> weightState1,
        Span2D<T> weightState2,
        Span<T> biasState1,
        Span<T> biasState2,
        in TOptimizer step,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOptimizer : struct, IUpdateRule<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(weights) && bias.IsEmpty)
        {
            return;
        }

        CheckGradientShapes<T>(delta, input, weights, bias, nameof(bias));
        const string Why = "the rule decides how many states there are";
        StateShape<T>(weightState1, nameof(weightState1), weights, TOptimizer.StateCount >= 1, Why);
        StateShape<T>(weightState2, nameof(weightState2), weights, TOptimizer.StateCount >= 2, Why);
        Guard.Length<T>(biasState1, nameof(biasState1), TOptimizer.StateCount >= 1 ? bias.Length : 0, Why);
        Guard.Length<T>(biasState2, nameof(biasState2), TOptimizer.StateCount >= 2 ? bias.Length : 0, Why);

        fixed (T* pd = &delta.DangerousGetReference(), px = &input.DangerousGetReference(), pw = &weights.DangerousGetReference())
        fixed (T* p1 = &weightState1.DangerousGetReference(), p2 = &weightState2.DangerousGetReference())
        fixed (T* pb = bias, pb1 = biasState1, pb2 = biasState2)
        {
            MatrixView<T> d = new(delta, pd), x = new(input, px), w = new(weights, pw), s1 = new(weightState1, p1), s2 = new(weightState2, p2);
            DisjointDestinations(
                [w, MatrixView<T>.Row(pb, bias.Length), s1, s2, MatrixView<T>.Row(pb1, biasState1.Length), MatrixView<T>.Row(pb2, biasState2.Length), d, x]);
            UpdateKernel<T, TOptimizer>.Call call = new()
            {
                Product = new GemmArguments<T>(true, false, T.One, d, x, T.Zero, w) { M = Math.Max(w.Rows, bias.Length), C = null, CRow = 0 },
                Target = new UpdateTarget<T>(w, s1, s2),
                Delta = d,
                Bias = pb,
                Biases = bias.Length,
                BiasState1 = pb1,
                BiasState2 = pb2,
                Rule = step,
            };
            UpdateKernel<T, TOptimizer>.Run(ref call, options);
        }
    }

    /// <summary>The same for one sample: W and b take their step along δ·aᵀ and δ.</summary>
    /// <param name="delta">δ of the layer, n_out.</param>
    /// <param name="input">The layer's input, n_in.</param>
    /// <param name="weights">W, n_out × n_in; updated.</param>
    /// <param name="bias">b, n_out; updated. Empty for a layer without bias.</param>
    /// <param name="weightState1">The first state of each weight, n_out × n_in, updated; empty if the rule keeps none.</param>
    /// <param name="weightState2">The second state of each weight, n_out × n_in, updated; empty if the rule keeps fewer than two.</param>
    /// <param name="biasState1">The first state of each bias, n_out, updated; empty without bias, or if the rule keeps none.</param>
    /// <param name="biasState2">The second state of each bias, n_out, updated; empty without bias, or if the rule keeps fewer than two.</param>
    /// <param name="step">The rule of this step.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardWeightsUpdate<T, TOptimizer>(
        ReadOnlySpan<T> delta,
        ReadOnlySpan<T> input,
        Span2D<T> weights,
        Span<T> bias,
        Span2D<T> weightState1,
        Span2D<T> weightState2,
        Span<T> biasState1,
        Span<T> biasState2,
        in TOptimizer step,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOptimizer : struct, IUpdateRule<T> =>
        BackwardWeightsUpdate(delta.AsRow(), input.AsRow(), weights, bias, weightState1, weightState2, biasState1, biasState2, step, options);

    private static void StateShape<T>(ReadOnlySpan2D<T> state, string name, ReadOnlySpan2D<T> weights, bool isKept, string why)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (isKept && !Guard.IsEmpty(weights))
        {
            Guard.Shape(state, name, weights.Height, weights.Width, why);
        }
        else if (!Guard.IsEmpty(state))
        {
            Guard.ThrowShape(name, $"{state.Height} x {state.Width}", "empty", why);
        }
    }

    /// <exception cref="ArgumentException">One of the operands but the last two, which are inputs, shares an element with another.</exception>
    private static void DisjointDestinations<T>(ReadOnlySpan<MatrixView<T>> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The ends once: there are 27 pairs, and most updates of small layers take less than a microsecond.
        T** ends = stackalloc T*[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            ends[i] = operands[i].IsEmpty ? null : operands[i].RowAt(operands[i].Rows - 1) + operands[i].Columns;
        }

        for (int i = 0; i < operands.Length - 2; i++)
        {
            for (int j = i + 1; ends[i] != null && j < operands.Length; j++)
            {
                if (operands[i].Data < ends[j] && operands[j].Data < ends[i])
                {
                    Guard.Disjoint(operands[i], UpdateOperands[i], operands[j], UpdateOperands[j]);
                }
            }
        }
    }
}
