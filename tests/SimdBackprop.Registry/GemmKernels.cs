using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>Products of two matrices, by every way that the routing knows.</summary>
internal static class GemmKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The factor α and the terms: none, about a round of two in the innermost loop and of eight or four in the transposing one, beyond what is small.
    /// With another factor than one a product goes by packed panels whatever its size.
    /// </summary>
    private static readonly (double Alpha, int Terms)[] Innermost =
        [(1, 0), (1, 1), (1, 2), (1, 3), (1, 8), (1, 9), (1, 19), (1, 65), (1.5, 1), (1.5, 2), (1.5, 33)];

    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        new("Blas.Gemm", Tiles(lanes)),
        new("Blas.Gemm: several blocks and panels", Blocks(lanes)),
        new("Blas.Gemm: a B from afar", Far(lanes)),
        new("Blas.Gemm: shared among threads", Shared(lanes)),
        new("Blas.GemmBatched", Batches(lanes)),
    ];

    private static IEnumerable<KernelCase<T>> Tiles(int lanes)
    {
        KernelChoice choice = new();
        return from transA in KernelChoice.Transposes
               from transB in KernelChoice.Transposes
               from m in KernelSizes.Rows
               from n in KernelSizes.Columns(lanes)
               from inner in Innermost
               select Product(transA, transB, m, n, inner.Terms, inner.Alpha, choice) with { Extents = KernelSizes.Tile(m, n, lanes) };
    }

    /// <summary>More terms than a block has; so many panels that A is copied for them.</summary>
    private static IEnumerable<KernelCase<T>> Blocks(int lanes)
    {
        KernelChoice choice = new();
        int panels = 8 * GemmTile.Vectors * lanes;
        (int M, int N, int K)[] shapes =
        [
            .. from m in new[] { 1, 3, 8, 9, 13 } from n in new[] { 1, lanes + 1, (3 * lanes) + 1, 65 } select (m, n, GemmBlocking.KBlock + 1),
            .. from m in new[] { 2, 9, 17 } from n in new[] { panels, panels + 1, panels + (2 * lanes) - 1 } from k in new[] { 5, 65 } select (m, n, k),
            (9, 401, GemmBlocking.KBlock + 1), (17, 403, GemmBlocking.KBlock + 2),
        ];
        return from transA in KernelChoice.Transposes
               from transB in KernelChoice.Transposes
               from shape in shapes
               select Product(transA, transB, shape.M, shape.N, shape.K, 1, choice);
    }

    /// <summary>Tiles of every height and of one to three vectors, with so many terms that B is asked for beforehand or packed on the way.</summary>
    private static IEnumerable<KernelCase<T>> Far(int lanes)
    {
        KernelChoice choice = new();
        return from transA in KernelChoice.Transposes
               from transB in KernelChoice.Transposes
               from shape in KernelSizes.Far<T>(lanes, GemmBlocking.SecondLevelBytes / 4)
               select Product(transA, transB, shape.M, shape.N, shape.K, 1, choice);
    }

    private static IEnumerable<KernelCase<T>> Shared(int lanes)
    {
        KernelChoice choice = new();
        (int M, int N, int K)[] shapes = [(83, 89, 79), (3, (7 * lanes) + 1_021, 257), (1_021, 5, 131), (1, 1_021, 601)];
        return from transA in KernelChoice.Transposes
               from transB in KernelChoice.Transposes
               from shape in shapes
               select Product(transA, transB, shape.M, shape.N, shape.K, 1, choice) with { Degree = 3 };
    }

    private static KernelCase<T> Product(Transpose transA, Transpose transB, int m, int n, int k, double alpha, KernelChoice choice)
    {
        double beta = choice.Beta;
        (T a, T b) = (ElementType.FromDouble<T>(alpha), ElementType.FromDouble<T>(beta));

        // Without terms or elements the factors are both empty.
        bool empty = m == 0 || n == 0 || k == 0;
        return new(
            $"{Letter(transA)}{Letter(transB)}, alpha {alpha}, beta {beta} ",
            [empty ? default : choice.Matrix(transA, m, k), empty ? default : choice.Matrix(transB, k, n), choice.Destination(beta, m, n)],
            o => Blas.Gemm(transA, transB, a, o.Matrix(0), o.Matrix(1), b, o.Matrix(2), o.Options),
            o => Reference.Blas.Gemm(transA, transB, a, o.Matrix(0), o.Matrix(1), b, o.Matrix(2)));
    }

    private static IEnumerable<KernelCase<T>> Batches(int lanes)
    {
        KernelChoice choice = new();
        (int Count, int M, int N, int K)[] shapes =
        [
            .. from m in KernelSizes.Rows from n in KernelSizes.TwiceAndOne(lanes) from k in new[] { 1, 2, 9 } select (3, m, n, k),
            (37, 31, 29, 17), (1_201, 4, 5, 23),
        ];
        return from transA in KernelChoice.Transposes
               from transB in KernelChoice.Transposes
               from shape in shapes
               select Batch(transA, transB, shape.Count, shape.M, shape.N, shape.K, choice) with
               {
                   Extents = [new(shape.M, KernelSizes.HighestTile), new(shape.N, lanes)],
               };
    }

    private static KernelCase<T> Batch(Transpose transA, Transpose transB, int count, int m, int n, int k, KernelChoice choice)
    {
        double beta = choice.Beta;
        T b = ElementType.FromDouble<T>(beta);
        Operand Stack(Operand one) => one with { Rows = count * one.Rows };
        return new(
            $"{count} times {Letter(transA)}{Letter(transB)}, beta {beta} ",
            [Stack(choice.Matrix(transA, m, k)), Stack(choice.Matrix(transB, k, n)), Stack(choice.Destination(beta, m, n))],
            o => Blas.GemmBatched(count, transA, transB, T.One, o.Matrix(0), o.Matrix(1), b, o.Matrix(2), o.Options),
            o => Reference.Blas.GemmBatched(count, transA, transB, T.One, o.Matrix(0), o.Matrix(1), b, o.Matrix(2)))
        {
            Degree = count > 3 ? 3 : 1,
        };
    }

    private static char Letter(Transpose transpose) => transpose == Transpose.Yes ? 'T' : 'N';
}
