using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Dense
{
    /// <summary>
    /// Z = X·Wᵀ + b, A = f(Z) with weights packed once for many batches. Each element is the chain of <see cref="Blas.Gemm{T}(Transpose, T,
    /// ReadOnlySpan2D{T}, PackedMatrix{T}, T, Span2D{T}, KernelOptions?)"/> for any number of rows, one included, so a sample's result does not depend on the batch
    /// it comes in. The bias is added once, after the complete chain.
    /// </summary>
    /// <param name="x">B × n_in.</param>
    /// <param name="weights">Wᵀ, n_in × n_out: packed from weights of n_out × n_in with <see cref="Transpose.Yes"/>.</param>
    /// <param name="bias">n_out, or empty for none.</param>
    /// <param name="preActivation">B × n_out, overwritten with Z; empty if Z is not wanted.</param>
    /// <param name="output">B × n_out, overwritten with A. If it is empty, nothing happens.</param>
    /// <param name="activation">f.</param>
    /// <param name="options">The most threads to use; the tier is that of the weights, and may only be named if it is.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, a destination shares an element with another operand, or the options name another tier than the weights are packed for.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The weights have been disposed.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Forward<T, TActivation>(
        ReadOnlySpan2D<T> x,
        PackedMatrix<T> weights,
        ReadOnlySpan<T> bias,
        Span2D<T> preActivation,
        Span2D<T> output,
        TActivation activation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        using PackedUse<T> use = new(weights, nameof(weights), options);
        if (Guard.IsEmpty<T>(output))
        {
            return;
        }

        Guard.EmptyTogether(x, nameof(x), weights, nameof(weights));
        if (!weights.IsEmpty)
        {
            Guard.Shape(x, nameof(x), output.Height, weights.Rows, "x has a row for each row of output and is as wide as the weights are high");
            Guard.Shape(weights, nameof(weights), weights.Rows, output.Width, "packed weights are n_in x n_out");
        }

        Guard.LengthOrNone(bias, nameof(bias), output.Width, "there is a bias for each output");
        Guard.ShapeOrNone<T>(preActivation, nameof(preActivation), output.Height, output.Width, "it has the shape of output");

        fixed (T* px = &x.DangerousGetReference(), pb = bias, pz = &preActivation.DangerousGetReference(), pa = &output.DangerousGetReference())
        {
            MatrixView<T> input = new(x, px);
            MatrixView<T> b = MatrixView<T>.Row(pb, bias.Length);
            MatrixView<T> z = new(preActivation, pz);
            MatrixView<T> a = new(output, pa);
            Guard.Disjoint(a, nameof(output), z, nameof(preActivation));
            DisjointFromInputs(a, nameof(output), input, nameof(x), b, nameof(bias));
            DisjointFromInputs(z, nameof(preActivation), input, nameof(x), b, nameof(bias));

            MatrixView<T> sum = z.IsEmpty ? a : z;
            BiasActivationEpilogue<T, TActivation> epilogue = new(pb, a, activation);
            GemmArguments<T> product = new(transA: false, transB: false, T.One, input, use.View, T.Zero, sum);
            PackedKernel<T, BiasActivationEpilogue<T, TActivation>>.Run(product, epilogue, weights.Tier, options);
        }
    }

    private static void DisjointFromInputs<T>(
        in MatrixView<T> destination, string name, in MatrixView<T> first, string firstName, in MatrixView<T> second, string secondName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.Disjoint(destination, name, first, firstName);
        Guard.Disjoint(destination, name, second, secondName);
    }
}
