using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>
/// The three products of a dense layer, each with what follows it: forward, the error of the layer below, the gradients. One sample
/// a row; weights are n_out × n_in, row-major: entry (j, k) goes to neuron j from neuron k. The overloads with spans take one sample,
/// the textbook's column vectors.
/// </summary>
/// <remarks>
/// T is float or double. Destinations may share no element with an input or with each other. Arguments are checked before
/// anything is written. Results are defined bit for bit by <see cref="Reference.Dense"/>.
/// </remarks>
public static unsafe partial class Dense
{
    /// <summary>
    /// Z = X·Wᵀ + b, A = f(Z). Each element is the chain of <c>Blas.Gemm</c>; with exactly one row it is the lane sum of
    /// <see cref="Blas.Dot"/>. The bias is added once, after the complete sum.
    /// </summary>
    /// <param name="x">B × n_in.</param>
    /// <param name="weights">n_out × n_in.</param>
    /// <param name="bias">n_out, or empty for none.</param>
    /// <param name="preActivation">B × n_out, overwritten with Z; empty if Z is not wanted.</param>
    /// <param name="output">B × n_out, overwritten with A. If it is empty, nothing happens.</param>
    /// <param name="activation">f.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Forward<T, TActivation>(
        ReadOnlySpan2D<T> x,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan<T> bias,
        Span2D<T> preActivation,
        Span2D<T> output,
        TActivation activation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(output))
        {
            return;
        }

        Guard.EmptyTogether(x, nameof(x), weights, nameof(weights));
        if (!Guard.IsEmpty(x))
        {
            Guard.Shape(x, nameof(x), output.Height, x.Width, "x has a row for each row of output");
            Guard.Shape(weights, nameof(weights), output.Width, x.Width, "weights are n_out x n_in");
        }

        Guard.LengthOrNone(bias, nameof(bias), output.Width, "there is a bias for each output");
        Guard.ShapeOrNone<T>(preActivation, nameof(preActivation), output.Height, output.Width, "it has the shape of output");

        fixed (T* px = &x.DangerousGetReference(), pw = &weights.DangerousGetReference(), pb = bias)
        fixed (T* pz = &preActivation.DangerousGetReference(), pa = &output.DangerousGetReference())
        {
            MatrixView<T> input = new(x, px);
            MatrixView<T> w = new(weights, pw);
            MatrixView<T> b = MatrixView<T>.Row(pb, bias.Length);
            MatrixView<T> z = new(preActivation, pz);
            MatrixView<T> a = new(output, pa);
            Guard.Disjoint(a, nameof(output), z, nameof(preActivation));
            DisjointFromInputs(a, nameof(output), input, nameof(x), w, nameof(weights), b, nameof(bias));
            DisjointFromInputs(z, nameof(preActivation), input, nameof(x), w, nameof(weights), b, nameof(bias));

            MatrixView<T> sum = z.IsEmpty ? a : z;
            BiasActivationEpilogue<T, TActivation> epilogue = new(pb, a, activation);
            if (output.Height == 1)
            {
                RowProductKernel<T, BiasActivationEpilogue<T, TActivation>>.Run(w, px, sum, epilogue, options);
            }
            else
            {
                GemmArguments<T> product = new(false, true, T.One, input, w, T.Zero, sum);
                GemmKernel<T, BiasActivationEpilogue<T, TActivation>>.Run(product, epilogue, options);
            }
        }
    }

    /// <summary>z = W·x + b, a = f(z) for one sample.</summary>
    /// <param name="x">n_in.</param>
    /// <param name="weights">n_out × n_in.</param>
    /// <param name="bias">n_out, or empty for none.</param>
    /// <param name="preActivation">n_out, overwritten with z; empty if z is not wanted.</param>
    /// <param name="output">n_out, overwritten with a.</param>
    /// <param name="activation">f.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination shares an element with another operand.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Forward<T, TActivation>(
        ReadOnlySpan<T> x,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan<T> bias,
        Span<T> preActivation,
        Span<T> output,
        TActivation activation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T> =>
        Forward(x.AsRow(), weights, bias, preActivation.AsRow(), output.AsRow(), activation, options);

    private static void DisjointFromInputs<T>(
        in MatrixView<T> destination,
        string name,
        in MatrixView<T> first,
        string firstName,
        in MatrixView<T> second,
        string secondName,
        in MatrixView<T> third,
        string thirdName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.Disjoint(destination, name, first, firstName);
        Guard.Disjoint(destination, name, second, secondName);
        Guard.Disjoint(destination, name, third, thirdName);
    }
}
