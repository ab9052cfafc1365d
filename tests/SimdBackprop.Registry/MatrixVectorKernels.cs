using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>Level 2 of Blas, and what it does with whole matrices element by element.</summary>
internal static class MatrixVectorKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows that all columns of a transposed product pass before the next; a rank-one update takes half as many.</summary>
    private const int RowsAtOnce = 16;

    internal static IEnumerable<KernelEntry<T>> WithoutOptions => [new("Blas.Transpose", Transposes())];

    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        new("Blas.Gemv", Products(Transpose.No)),
        new("Blas.Gemv: transposed", Products(Transpose.Yes)),
        new("Blas.Ger", RankOnes()),
        new("Blas.Hadamard: of matrices", Hadamards(lanes)),
    ];

    private static IEnumerable<KernelCase<T>> Products(Transpose transA)
    {
        KernelChoice choice = new();
        foreach (int rows in KernelSizes.TwiceAndOne(RowsAtOnce))
        {
            foreach (int columns in KernelSizes.Elements<T>())
            {
                yield return Product(transA, rows, columns, choice);
            }
        }

        // More sums than are kept at once, and what threads share.
        foreach ((int rows, int columns) in new[] { (255, 17), (256, 17), (257, 17), (601, 703), (703, 601) })
        {
            yield return Product(transA, rows, columns, choice) with { Degree = rows > 600 ? 3 : 1 };
        }
    }

    private static KernelCase<T> Product(Transpose transA, int rows, int columns, KernelChoice choice)
    {
        (int inputs, int outputs) = transA == Transpose.Yes ? (rows, columns) : (columns, rows);
        (double alpha, double beta) = (choice.Flag ? 1 : 1.5, choice.Beta);
        (T a, T b) = (ElementType.FromDouble<T>(alpha), ElementType.FromDouble<T>(beta));

        // One of A and x alone must not be empty.
        (Operand matrix, int x) = rows == 0 || columns == 0 ? (default, 0) : (choice.Matrix(rows, columns), inputs);
        Operand y = Operand.Vector(outputs);
        return new(
            $"alpha {alpha}, beta {beta} ",
            [matrix, Operand.Vector(x), beta == 0 ? y.Unread : y],
            o => Blas.Gemv(transA, a, o.Matrix(0), o.Vector(1), b, o.Vector(2), o.Options),
            o => Reference.Blas.Gemv(transA, a, o.Matrix(0), o.Vector(1), b, o.Vector(2)))
        {
            Extents = [new(rows, RowsAtOnce), new(columns, LaneReduction.LaneCount<T>())],
        };
    }

    private static IEnumerable<KernelCase<T>> RankOnes()
    {
        KernelChoice choice = new();
        T alpha = ElementType.FromDouble<T>(1.5);
        int rowsAtOnce = RowsAtOnce / 2;
        return from shape in Combinations(KernelSizes.TwiceAndOne(rowsAtOnce), KernelSizes.Elements<T>(), (601, 703))
               select new KernelCase<T>(
                   "",
                   [Operand.Vector(shape.Rows), Operand.Vector(shape.Columns), choice.Matrix(shape.Rows, shape.Columns)],
                   o => Blas.Ger(alpha, o.Vector(0), o.Vector(1), o.Matrix(2), o.Options),
                   o => Reference.Blas.Ger(alpha, o.Vector(0), o.Vector(1), o.Matrix(2)))
               {
                   Degree = shape.Rows > 600 ? 3 : 1,
                   Extents = [new(shape.Rows, rowsAtOnce), new(shape.Columns, LaneReduction.LaneCount<T>())],
               };
    }

    private static IEnumerable<KernelCase<T>> Transposes()
    {
        KernelChoice choice = new();
        int most = SimdDispatch.Lanes<T>(SimdTier.Avx512);
        return from shape in Combinations(KernelSizes.TwiceAndOne(most), KernelSizes.TwiceAndOne(most), (9, 1_024))
               select new KernelCase<T>(
                   "",
                   [choice.Matrix(shape.Rows, shape.Columns), choice.Matrix(shape.Columns, shape.Rows).Unread],
                   static o => Blas.Transpose<T>(o.Matrix(0), o.Matrix(1)),
                   static o => Reference.Blas.Transpose<T>(o.Matrix(0), o.Matrix(1)))
               {
                   Extents = [new(shape.Rows, most), new(shape.Columns, most)],
               };
    }

    private static IEnumerable<KernelCase<T>> Hadamards(int lanes)
    {
        KernelChoice choice = new();
        return from shape in Combinations(KernelSizes.TwiceAndOne(1), KernelSizes.TwiceAndOne(4 * lanes), (601, 703))
               select new KernelCase<T>(
                   "",
                   [choice.Matrix(shape.Rows, shape.Columns), choice.Matrix(shape.Rows, shape.Columns), choice.Matrix(shape.Rows, shape.Columns).Unread],
                   static o => Blas.Hadamard<T>(o.Matrix(0), o.Matrix(1), o.Matrix(2), o.Options),
                   static o => Reference.Blas.Hadamard<T>(o.Matrix(0), o.Matrix(1), o.Matrix(2)))
               {
                   Extents = [new(shape.Rows, 1), new(shape.Columns, 4 * lanes)],
               };
    }

    private static IEnumerable<(int Rows, int Columns)> Combinations(IEnumerable<int> rows, IEnumerable<int> columns, (int Rows, int Columns) large) =>
        (from r in rows from c in columns select (r, c)).Append(large);
}
