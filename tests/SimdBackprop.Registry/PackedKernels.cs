using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>Packing, and products with what is packed.</summary>
internal static class PackedKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        new("PackedMatrix.new", Packings(lanes, packsAgain: false)),
        new("PackedMatrix.Pack", Packings(lanes, packsAgain: true)),
        new("Blas.Gemm: a packed B", Products(lanes)),
        new("Dense.Forward: packed weights", Layers(lanes)),
    ];

    /// <summary>Packing leaves its operand as it was; what it made shows in the products.</summary>
    private static IEnumerable<KernelCase<T>> Packings(int lanes, bool packsAgain)
    {
        KernelChoice choice = new();
        (int Rows, int Columns)[] shapes =
        [
            .. from rows in KernelSizes.Rows from columns in KernelSizes.Columns(lanes) select (rows, columns),
            (GemmBlocking.KBlock + 1, lanes + 1), (531, 401),
        ];
        return from trans in KernelChoice.Transposes
               from shape in shapes
               select new KernelCase<T>(
                   $"{trans} ",
                   [choice.Matrix(trans, shape.Rows, shape.Columns)],
                   packsAgain ? o => o.Packed!.Pack(trans, o.Matrix(0), o.Options) : o => new PackedMatrix<T>(trans, o.Matrix(0), o.Options).Dispose(),
                   static _ => { })
               {
                   Prepare = packsAgain ? Pack(trans, operand: 0) : null,
                   Degree = shape.Columns > 400 ? 3 : 1,
                   Extents = KernelSizes.Tile(shape.Rows, shape.Columns, lanes),
               };
    }

    private static IEnumerable<KernelCase<T>> Products(int lanes)
    {
        KernelChoice choice = new();
        (int M, int N, int K)[] shapes =
        [
            .. from m in KernelSizes.Rows from n in KernelSizes.Columns(lanes) from k in new[] { 1, 2, 3, 33 } select (m, n, k),
            .. KernelSizes.Far<T>(lanes, GemmBlocking.FarBytes).Where(static shape => shape.M <= 8),
            (9, lanes + 1, GemmBlocking.KBlock + 1), (2, 2_051, 129), (211, 35, 129),
        ];
        return from transA in KernelChoice.Transposes
               from shape in shapes
               select Product(transA, shape.M, shape.N, shape.K, choice) with { Extents = KernelSizes.Tile(shape.M, shape.N, lanes) };
    }

    private static KernelCase<T> Product(Transpose transA, int m, int n, int k, KernelChoice choice)
    {
        Transpose transB = choice.Flag ? Transpose.No : Transpose.Yes;
        (double alpha, double beta) = (choice.Flag ? 1 : 1.5, choice.Beta);
        (T a, T b) = (ElementType.FromDouble<T>(alpha), ElementType.FromDouble<T>(beta));
        KernelCase<T> product = new(
            $"{transA}, {transB}, alpha {alpha}, beta {beta} ",
            [choice.Matrix(transA, m, k), choice.Matrix(transB, k, n), choice.Destination(beta, m, n)],
            o => Blas.Gemm(transA, a, o.Matrix(0), o.Packed!, b, o.Matrix(2), o.Options),
            o => Reference.Blas.Gemm(transA, transB, a, o.Matrix(0), o.Matrix(1), b, o.Matrix(2)))
        {
            Degree = m * n > 5_000 ? 3 : 1,
        };
        return Packed(product, transB);
    }

    private static IEnumerable<KernelCase<T>> Layers(int lanes)
    {
        KernelChoice choice = new();
        return from batch in KernelSizes.Rows
               from outputs in KernelSizes.Columns(lanes)
               from inputs in new[] { 1, 2, 9 }
               let layer = new KernelCase<T>(
                   "",
                   [
                       choice.Matrix(batch, inputs),
                       choice.Matrix(outputs, inputs),
                       Operand.Vector(choice.Flag ? outputs : 0),
                       choice.Flag ? choice.Matrix(batch, outputs).Unread : default,
                       choice.Matrix(batch, outputs).Unread,
                   ],
                   static o => Dense.Forward<T, TestRelu<T>>(o.Matrix(0), o.Packed!, o.Vector(2), o.Matrix(3), o.Matrix(4), default, o.Options),
                   static o => Reference.Dense.ForwardByChain<T, TestRelu<T>>(o.Matrix(0), o.Matrix(1), o.Vector(2), o.Matrix(3), o.Matrix(4)))
               {
                   Extents = KernelSizes.Tile(batch, outputs, lanes),
               }
               select Packed(layer, Transpose.Yes);
    }

    /// <summary>The case with its second operand packed beforehand.</summary>
    private static KernelCase<T> Packed(KernelCase<T> one, Transpose trans) => one with { Prepare = Pack(trans, operand: 1), PackedOperand = 1 };

    private static Action<KernelOperands<T>> Pack(Transpose trans, int operand) => o => o.Packed = new PackedMatrix<T>(trans, o.Matrix(operand), o.Options);
}
