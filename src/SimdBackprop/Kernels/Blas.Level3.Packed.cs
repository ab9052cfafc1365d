using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Blas
{
    /// <summary>
    /// C ← α·op(A)·B + β·C with a B that is packed already: the bits of
    /// <see cref="Gemm{T}(Transpose, Transpose, T, ReadOnlySpan2D{T}, ReadOnlySpan2D{T}, T, Span2D{T}, KernelOptions?)"/>, for any number of rows.
    /// </summary>
    /// <param name="transA">Whether op(A) is A or Aᵀ.</param>
    /// <param name="alpha">The factor α; with 0, A and B are not read and C ← β·C.</param>
    /// <param name="a">m × k, or k × m with Aᵀ; any row pitch.</param>
    /// <param name="b">k × n. It may be disposed while the product runs; the memory stays until the product ends.</param>
    /// <param name="beta">The factor β; with 0, C is overwritten unread.</param>
    /// <param name="c">m × n, any row pitch; updated. If it is empty, nothing happens. What lies between width and pitch is not touched.</param>
    /// <param name="options">The most threads to use; the tier is that of B, and may only be named if it is.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, exactly one of A and B is empty, C shares an element with A, or the options name another tier than B is packed for.
    /// </exception>
    /// <exception cref="ObjectDisposedException">B has been disposed.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Gemm<T>(
        Transpose transA, T alpha, ReadOnlySpan2D<T> a, PackedMatrix<T> b, T beta, Span2D<T> c, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(b);
        using PackedUse<T> use = new(b, nameof(b), options);
        if (Guard.IsEmpty<T>(c))
        {
            return;
        }

        bool flipA = transA == SimdBackprop.Transpose.Yes;
        Guard.EmptyTogether(a, nameof(a), b, nameof(b));
        if (!b.IsEmpty)
        {
            Guard.Shape(a, nameof(a), flipA ? b.Rows : c.Height, flipA ? c.Height : b.Rows, "op(A) is as high as C and as wide as B is high");
            Guard.Shape(b, nameof(b), b.Rows, c.Width, "B is as wide as C");
        }

        fixed (T* pa = &a.DangerousGetReference(), pc = &c.DangerousGetReference())
        {
            MatrixView<T> left = new(a, pa);
            MatrixView<T> result = new(c, pc);
            Guard.Disjoint(result, nameof(c), left, nameof(a));
            GemmArguments<T> product = new(flipA, transB: false, alpha, left, use.View, beta, result);
            PackedKernel<T, NoEpilogue<T>>.Run(product, default, b.Tier, options);
        }
    }
}
