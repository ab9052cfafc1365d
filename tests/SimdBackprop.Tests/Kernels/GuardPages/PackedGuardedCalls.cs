using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Packing, and products with what is packed.</summary>
internal static class PackedGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
    [
        new("PackedMatrix.new", Packings(lanes, static (trans, m) => new PackedMatrix<T>(trans, m.Matrix(0), m.Options).Dispose())),
        new("PackedMatrix.Pack", Packings(lanes, static (trans, m) =>
        {
            using PackedMatrix<T> packed = new(trans, m.Matrix(0), m.Options);
            packed.Pack(trans, m.Matrix(0), m.Options);
        })),
        new("Blas.Gemm: a packed B", Products(lanes)),
        new("Dense.Forward: packed weights", Layers(lanes)),
    ];

    private static IEnumerable<GuardedCase<T>> Packings(int lanes, Action<Transpose, GuardedOperands<T>> call)
    {
        GuardedChoice choice = new();
        (int Rows, int Columns)[] shapes =
        [
            .. from rows in GuardedSizes.TwiceAndOne(8) from columns in GuardedSizes.Columns(lanes) select (rows, columns),
            (GemmBlocking.KBlock + 1, lanes + 1), (531, 401),
        ];
        return from trans in GuardedChoice.Transposes
               from shape in shapes
               select new GuardedCase<T>(
                   $"{trans} ", [choice.Matrix(trans, shape.Rows, shape.Columns)], m => call(trans, m), shape.Columns > 400 ? 3 : 1);
    }

    private static IEnumerable<GuardedCase<T>> Products(int lanes)
    {
        GuardedChoice choice = new();
        (int M, int N, int K)[] shapes =
        [
            .. from m in GuardedSizes.Rows from n in GuardedSizes.Columns(lanes) from k in new[] { 1, 2, 3, 33 } select (m, n, k),
            .. GuardedSizes.Far<T>(lanes, GemmBlocking.FarBytes).Where(static shape => shape.M <= 8),
            (2, 2_051, 129), (211, 35, 129), (9, lanes + 1, GemmBlocking.KBlock + 1),
        ];
        return from transA in GuardedChoice.Transposes
               from shape in shapes
               select Product(transA, shape.M, shape.N, shape.K, choice);
    }

    private static GuardedCase<T> Product(Transpose transA, int m, int n, int k, GuardedChoice choice)
    {
        Transpose transB = choice.Flag ? Transpose.No : Transpose.Yes;
        (double alpha, double beta) = (choice.Flag ? 1 : 1.5, choice.Beta);
        (T a, T b) = (ElementType.FromDouble<T>(alpha), ElementType.FromDouble<T>(beta));
        return new(
            $"{transA}, {transB}, alpha {alpha}, beta {beta} ",
            [choice.Matrix(transA, m, k), choice.Matrix(transB, k, n), choice.Matrix(m, n)],
            o =>
            {
                using PackedMatrix<T> packed = new(transB, o.Matrix(1), o.Options);
                Blas.Gemm(transA, a, o.Matrix(0), packed, b, o.Matrix(2), o.Options);
            },
            m * n > 5_000 ? 3 : 1);
    }

    private static IEnumerable<GuardedCase<T>> Layers(int lanes)
    {
        GuardedChoice choice = new();
        return from batch in GuardedSizes.Rows
               from outputs in GuardedSizes.Columns(lanes)
               from inputs in new[] { 1, 2, 9 }
               select new GuardedCase<T>(
                   "",
                   [
                       choice.Matrix(batch, inputs),
                       choice.Matrix(outputs, inputs),
                       Extent.Vector(choice.Flag ? outputs : 0),
                       choice.Flag ? choice.Matrix(batch, outputs) : default,
                       choice.Matrix(batch, outputs),
                   ],
                   static m =>
                   {
                       using PackedMatrix<T> weights = new(Transpose.Yes, m.Matrix(1), m.Options);
                       Dense.Forward<T, TestRelu<T>>(m.Matrix(0), weights, m.Vector(2), m.Matrix(3), m.Matrix(4), default, m.Options);
                   });
    }
}
