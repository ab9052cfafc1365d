using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Blas
{
    /// <summary>
    /// Cᵢ ← α·op(Aᵢ)·op(Bᵢ) + β·Cᵢ for i = 0 … batch − 1: as many products of one shape, the operands of each kind stacked one below the other. Each has the
    /// bits of <see cref="Gemm{T}(Transpose, Transpose, T, ReadOnlySpan2D{T}, ReadOnlySpan2D{T}, T, Span2D{T}, KernelOptions?)"/>. Threads take whole
    /// products where there are enough of them.
    /// </summary>
    /// <param name="batch">The number of products.</param>
    /// <param name="transA">Whether op(Aᵢ) is Aᵢ or Aᵢᵀ.</param>
    /// <param name="transB">Whether op(Bᵢ) is Bᵢ or Bᵢᵀ.</param>
    /// <param name="alpha">The factor α; with 0, A and B are not read and Cᵢ ← β·Cᵢ.</param>
    /// <param name="a">(batch·m) × k, or (batch·k) × m with Aᵀ; any row pitch.</param>
    /// <param name="b">(batch·k) × n, or (batch·n) × k with Bᵀ; any row pitch.</param>
    /// <param name="beta">The factor β; with 0, C is overwritten unread.</param>
    /// <param name="c">(batch·m) × n, any row pitch; updated. If it is empty, nothing happens.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is negative.</exception>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, a height is no multiple of the batch, exactly one of A and B is empty, or C shares an element with A or B.
    /// </exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void GemmBatched<T>(
        int batch,
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
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        if (Guard.IsEmpty<T>(c))
        {
            return;
        }

        bool flipA = transA == SimdBackprop.Transpose.Yes;
        bool flipB = transB == SimdBackprop.Transpose.Yes;
        int m = Guard.RowsOfEach<T>(c, nameof(c), batch), n = c.Width, k = 0;
        Guard.EmptyTogether(a, nameof(a), b, nameof(b));
        if (!Guard.IsEmpty(a))
        {
            k = flipA ? Guard.RowsOfEach(a, nameof(a), batch) : a.Width;
            Guard.Stack(a, nameof(a), batch, flipA ? k : m, flipA ? m : k, "each op(A) is as high as its C");
            Guard.Stack(b, nameof(b), batch, flipB ? n : k, flipB ? k : n, "each op(B) is as high as its op(A) is wide, and as wide as C");
        }

        fixed (T* pa = &a.DangerousGetReference(), pb = &b.DangerousGetReference(), pc = &c.DangerousGetReference())
        {
            MatrixView<T> left = new(a, pa);
            MatrixView<T> right = new(b, pb);
            MatrixView<T> result = new(c, pc);
            Guard.Disjoint(result, nameof(c), left, nameof(a));
            Guard.Disjoint(result, nameof(c), right, nameof(b));
            MatrixView<T> firstA = left.Top(flipA ? k : m), firstB = right.Top(flipB ? n : k), firstC = result.Top(m);
            GemmBatch<T> products = new()
            {
                First = new GemmArguments<T>(flipA, flipB, alpha, firstA, firstB, beta, firstC),
                Count = batch,
                AStep = firstA.Rows * firstA.Pitch,
                BStep = firstB.Rows * firstB.Pitch,
                CStep = firstC.Rows * firstC.Pitch,
                Tier = KernelOptions.TierOf(options),
            };
            products.RunOn(KernelOptions.DegreeOf(options));
        }
    }
}
