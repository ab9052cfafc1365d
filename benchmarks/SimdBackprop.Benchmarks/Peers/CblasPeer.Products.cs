using System.Numerics;

namespace SimdBackprop.Benchmarks;

internal sealed unsafe partial class CblasPeer
{
    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return new ProductRoutine(Routine<T>("gemm"), Gemm(operands, AddressOf<T>("gemm")));
        if (operands.Product is { M: 1, TransA: Transpose.No } && AddressOf<T>("gemv") is var gemv and not 0)
        {
            yield return new ProductRoutine(Routine<T>("gemv"), Gemv(operands, gemv));
        }
    }

    private static Action<int> Gemm<T>(ProductOperands<T> operands, nint address)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gemm = (delegate* unmanaged<int, int, int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)address;
        Product product = operands.Product;
        T* a = operands.PointerA, b = operands.PointerB, c = operands.PointerC;
        (int transA, int transB) = (Letter(product.TransA), Letter(product.TransB));
        (int m, int n, int k) = (product.M, product.N, product.K);
        (int pitchA, int pitchB) = (product.ShapeOfA.Columns, product.ShapeOfB.Columns);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                gemm(RowMajor, transA, transB, m, n, k, T.One, a, pitchA, b, pitchB, T.Zero, c, n);
            }
        };
    }

    // One row times a matrix is the matrix, seen from the other side, times a column.
    private static Action<int> Gemv<T>(ProductOperands<T> operands, nint address)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gemv = (delegate* unmanaged<int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)address;
        Product product = operands.Product;
        T* x = operands.PointerA, matrix = operands.PointerB, y = operands.PointerC;
        int transpose = product.TransB == Transpose.Yes ? NoTranspose : Transposed;
        (int rows, int columns) = product.ShapeOfB;
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                gemv(RowMajor, transpose, rows, columns, T.One, matrix, columns, x, 1, T.Zero, y, 1);
            }
        };
    }
}
