using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Blas
{
    /// <summary>
    /// C ← α·op(A)·op(B) + β·C. Each element starts at β·c and takes one fused multiply-add per term, in order:
    /// c ← fma(α·a[i, p], b[p, j], c) for p = 0 … k − 1. So the error grows like k·u, and an infinity or NaN shows in exactly the elements it enters.
    /// </summary>
    /// <param name="transA">Whether op(A) is A or Aᵀ.</param>
    /// <param name="transB">Whether op(B) is B or Bᵀ.</param>
    /// <param name="alpha">The factor α; with 0, A and B are not read and C ← β·C.</param>
    /// <param name="a">m × k, or k × m with Aᵀ; any row pitch.</param>
    /// <param name="b">k × n, or n × k with Bᵀ; any row pitch.</param>
    /// <param name="beta">The factor β; with 0, C is overwritten unread.</param>
    /// <param name="c">m × n, any row pitch; updated. If it is empty, nothing happens. What lies between width and pitch is not touched.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, exactly one of A and B is empty, or C shares an element with A or B.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Gemm<T>(
        Transpose transA,
        Transpose transB,
        T alpha,
        ReadOnlySpan2D<T> a,
        ReadOnlySpan2D<T> b,
        T beta,
        Span2D<T> c,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        bool flipA = transA == SimdBackprop.Transpose.Yes;
        bool flipB = transB == SimdBackprop.Transpose.Yes;
        int k = flipA ? a.Height : a.Width;
        bool fits = (flipA ? a.Width : a.Height) == c.Height && (flipB ? b.Width : b.Height) == k && (flipB ? b.Height : b.Width) == c.Width;
        if (!fits || k == 0 || c.IsEmpty)
        {
            GemmOfEmpty(flipA, flipB, a, b, beta, c, options);
            return;
        }

        fixed (T* pa = &a.DangerousGetReference(), pb = &b.DangerousGetReference(), pc = &c.DangerousGetReference())
        {
            MatrixView<T> left = MatrixView<T>.OfFilled(a, pa);
            MatrixView<T> right = MatrixView<T>.OfFilled(b, pb);
            MatrixView<T> result = MatrixView<T>.OfFilled(c, pc);
            Guard.Disjoint(result, nameof(c), left, nameof(a));
            Guard.Disjoint(result, nameof(c), right, nameof(b));
            GemmArguments<T> product = new(flipA, flipB, alpha, left, right, beta, result);
            GemmKernel<T, NoEpilogue<T>>.Run(product, default, options);
        }
    }

    /// <summary>The product where a matrix is empty or the shapes do not fit. Apart, because what it needs would be cleared for tiny products, too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GemmOfEmpty<T>(
        bool flipA, bool flipB, ReadOnlySpan2D<T> a, ReadOnlySpan2D<T> b, T beta, Span2D<T> c, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Guard.IsEmpty<T>(c))
        {
            return;
        }

        Guard.EmptyTogether(a, nameof(a), b, nameof(b));
        if (!Guard.IsEmpty(a))
        {
            int k = flipA ? a.Height : a.Width;
            Guard.Shape(a, nameof(a), flipA ? k : c.Height, flipA ? c.Height : k, "op(A) is as high as C");
            Guard.Shape(b, nameof(b), flipB ? c.Width : k, flipB ? k : c.Width, "op(B) is as high as op(A) is wide, and as wide as C");
        }

        fixed (T* pc = &c.DangerousGetReference())
        {
            GemmArguments<T> product = new(false, false, T.One, default, default, beta, new MatrixView<T>(c, pc));
            GemmKernel<T, NoEpilogue<T>>.Run(product, default, options);
        }
    }
}
