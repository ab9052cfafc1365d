using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Blas
{
    /// <summary>
    /// y ← α·op(A)·x + β·y. Untransposed, each row is a lane sum s as <see cref="Dot"/> and y ← fma(α, s, β·y); transposed, each
    /// element is a chain of fused multiply-adds over the rows of A, as in <c>Gemm</c>.
    /// </summary>
    /// <param name="transA">Whether op(A) is A or Aᵀ.</param>
    /// <param name="alpha">The factor α; with 0, A and x are not read and y ← β·y.</param>
    /// <param name="a">m × n.</param>
    /// <param name="x">n elements, or m with Aᵀ.</param>
    /// <param name="beta">The factor β; with 0, y is overwritten unread.</param>
    /// <param name="y">m elements, or n with Aᵀ; updated.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, exactly one of A and x is empty, or y shares an element with A or x.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Gemv<T>(
        Transpose transA, T alpha, ReadOnlySpan2D<T> a, ReadOnlySpan<T> x, T beta, Span<T> y, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (y.IsEmpty)
        {
            return;
        }

        bool transposed = transA == SimdBackprop.Transpose.Yes;
        bool noTerms = Guard.IsEmpty(a) && x.IsEmpty;
        if (!noTerms)
        {
            (int rows, int columns) = transposed ? (x.Length, y.Length) : (y.Length, x.Length);
            Guard.Shape(a, nameof(a), rows, columns, "y is as long as op(A) is high and x as long as it is wide");
        }

        fixed (T* pa = &a.DangerousGetReference(), px = x, py = y)
        {
            GemvArguments<T> call = new() { Alpha = alpha, A = new MatrixView<T>(a, pa), X = px, Beta = beta, Y = py, Degree = KernelOptions.DegreeOf(options) };
            MatrixView<T> destination = MatrixView<T>.Row(py, y.Length);
            Guard.Disjoint(destination, nameof(y), call.A, nameof(a));
            Guard.Disjoint(destination, nameof(y), MatrixView<T>.Row(px, x.Length), nameof(x));

            SimdTier tier = KernelOptions.TierOf(options);
            if (noTerms || T.IsZero(alpha))
            {
                BetaRule.Apply(beta, py, y.Length, tier);
            }
            else if (transposed)
            {
                SimdDispatch.Run<T, GemvTransposedKernel<T>, GemvArguments<T>>(tier, ref call);
            }
            else
            {
                SimdDispatch.Run<T, GemvByRowsKernel<T>, GemvArguments<T>>(tier, ref call);
            }
        }
    }

    /// <summary>A ← α·x·yᵀ + A, the rank-one update: a[i, j] ← fma(α·x[i], y[j], a[i, j]).</summary>
    /// <param name="alpha">The factor α; with 0, x and y are not read and A stays as it is.</param>
    /// <param name="x">m elements.</param>
    /// <param name="y">n elements.</param>
    /// <param name="a">m × n, updated.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or A shares an element with x or y.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Ger<T>(T alpha, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span2D<T> a, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(a))
        {
            return;
        }

        Guard.Length(x, nameof(x), a.Height, "x is as long as A is high");
        Guard.Length(y, nameof(y), a.Width, "y is as long as A is wide");
        fixed (T* px = x, py = y, pa = &a.DangerousGetReference())
        {
            MatrixView<T> destination = new(a, pa);
            Guard.Disjoint(destination, nameof(a), MatrixView<T>.Row(px, x.Length), nameof(x));
            Guard.Disjoint(destination, nameof(a), MatrixView<T>.Row(py, y.Length), nameof(y));
            if (T.IsZero(alpha))
            {
                return;
            }

            GerKernel<T>.Call call = new() { Alpha = alpha, X = px, Y = py, A = destination, Degree = KernelOptions.DegreeOf(options) };
            SimdDispatch.Run<T, GerKernel<T>, GerKernel<T>.Call>(KernelOptions.TierOf(options), ref call);
        }
    }

    /// <summary>B ← Aᵀ, for every bit pattern.</summary>
    /// <param name="a">m × n.</param>
    /// <param name="b">n × m, overwritten.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or B shares an element with A.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Transpose<T>(ReadOnlySpan2D<T> a, Span2D<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(b))
        {
            return;
        }

        Guard.Shape(a, nameof(a), b.Width, b.Height, "A is the transpose of B");
        fixed (T* pa = &a.DangerousGetReference(), pb = &b.DangerousGetReference())
        {
            MatrixView<T> source = new(a, pa);
            MatrixView<T> destination = new(b, pb);
            Guard.Disjoint(destination, nameof(b), source, nameof(a));
            TransposeTiles(source, destination);
        }
    }

    // Square tiles, so that the lines read and the lines written both stay in the first-level cache.
    private static void TransposeTiles<T>(in MatrixView<T> source, in MatrixView<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Tile = 16;
        for (nint top = 0; top < source.Rows; top += Tile)
        {
            for (nint left = 0; left < source.Columns; left += Tile)
            {
                nint bottom = nint.Min(top + Tile, source.Rows);
                nint right = nint.Min(left + Tile, source.Columns);
                for (nint column = left; column < right; column++)
                {
                    T* row = destination.RowAt(column);
                    for (nint i = top; i < bottom; i++)
                    {
                        row[i] = source.RowAt(i)[column];
                    }
                }
            }
        }
    }
}
