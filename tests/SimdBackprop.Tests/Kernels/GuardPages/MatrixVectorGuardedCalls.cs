using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Level 2 of Blas, and what it does with whole matrices element by element.</summary>
internal static class MatrixVectorGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows that all columns of a transposed product pass before the next; a rank-one update takes half as many.</summary>
    private const int RowsAtOnce = 16;

    internal static IEnumerable<GuardedEntry<T>> WithoutOptions => [new("Blas.Transpose", Transposes())];

    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
    [
        new("Blas.Gemv", Products(Transpose.No)),
        new("Blas.Gemv: transposed", Products(Transpose.Yes)),
        new("Blas.Ger", RankOnes()),
        new("Blas.Hadamard: of matrices", Hadamards(lanes)),
    ];

    private static IEnumerable<GuardedCase<T>> Products(Transpose transA)
    {
        GuardedChoice choice = new();
        foreach (int rows in GuardedSizes.TwiceAndOne(RowsAtOnce))
        {
            foreach (int columns in GuardedSizes.Elements<T>())
            {
                yield return Product(transA, rows, columns, choice);
            }
        }

        // More sums than are kept at once, and what threads share.
        foreach ((int rows, int columns) in new[] { (255, 17), (256, 17), (257, 17), (601, 703), (703, 601) })
        {
            yield return Product(transA, rows, columns, choice) with { Degree = 3 };
        }
    }

    private static GuardedCase<T> Product(Transpose transA, int rows, int columns, GuardedChoice choice)
    {
        (int inputs, int outputs) = transA == Transpose.Yes ? (rows, columns) : (columns, rows);
        (double alpha, double beta) = (choice.Flag ? 1 : 1.5, choice.Beta);
        (T a, T b) = (ElementType.FromDouble<T>(alpha), ElementType.FromDouble<T>(beta));

        // One of A and x alone must not be empty.
        (Extent matrix, int x) = rows == 0 || columns == 0 ? (default, 0) : (choice.Matrix(rows, columns), inputs);
        return new(
            $"alpha {alpha}, beta {beta} ",
            [matrix, Extent.Vector(x), Extent.Vector(outputs)],
            m => Blas.Gemv(transA, a, m.Matrix(0), m.Vector(1), b, m.Vector(2), m.Options));
    }

    private static IEnumerable<GuardedCase<T>> RankOnes()
    {
        GuardedChoice choice = new();
        T alpha = ElementType.FromDouble<T>(1.5);
        foreach ((int rows, int columns) in Combinations(GuardedSizes.TwiceAndOne(RowsAtOnce / 2), GuardedSizes.Elements<T>(), (601, 703)))
        {
            yield return new(
                "",
                [Extent.Vector(rows), Extent.Vector(columns), choice.Matrix(rows, columns)],
                m => Blas.Ger(alpha, m.Vector(0), m.Vector(1), m.Matrix(2), m.Options),
                rows > 600 ? 3 : 1);
        }
    }

    private static IEnumerable<GuardedCase<T>> Transposes()
    {
        GuardedChoice choice = new();
        int most = SimdDispatch.Lanes<T>(SimdTier.Avx512);
        foreach ((int rows, int columns) in Combinations(GuardedSizes.TwiceAndOne(most), GuardedSizes.TwiceAndOne(most), (9, 1_024)))
        {
            yield return new("", [choice.Matrix(rows, columns), choice.Matrix(columns, rows)], static m => Blas.Transpose<T>(m.Matrix(0), m.Matrix(1)));
        }
    }

    private static IEnumerable<GuardedCase<T>> Hadamards(int lanes)
    {
        GuardedChoice choice = new();
        foreach ((int rows, int columns) in Combinations([0, 1, 2, 3], GuardedSizes.TwiceAndOne(4 * lanes), (601, 703)))
        {
            yield return new(
                "",
                [choice.Matrix(rows, columns), choice.Matrix(rows, columns), choice.Matrix(rows, columns)],
                static m => Blas.Hadamard<T>(m.Matrix(0), m.Matrix(1), m.Matrix(2), m.Options),
                rows > 600 ? 3 : 1);
        }
    }

    private static IEnumerable<(int Rows, int Columns)> Combinations(IEnumerable<int> rows, IEnumerable<int> columns, (int Rows, int Columns) large) =>
        (from r in rows from c in columns select (r, c)).Append(large);
}
