using System.Numerics;
using System.Numerics.Tensors;

namespace SimdBackprop.Benchmarks;

internal sealed partial class TensorPrimitivesPeer
{
    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => operands.Product.Letters switch
        {
            "NT" => [new ProductRoutine(nameof(TensorPrimitives.Dot), Repeated(operands, ByDots))],
            "NN" or "TN" => [new ProductRoutine(nameof(TensorPrimitives.MultiplyAdd), Repeated(operands, ByMultiples))],
            _ => [],
        };

    private static Action<int> Repeated<T>(ProductOperands<T> operands, Action<ProductOperands<T>> multiply)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => calls =>
        {
            for (; calls > 0; calls--)
            {
                multiply(operands);
            }
        };

    private static void ByDots<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int m, int n, int k) = (operands.Product.M, operands.Product.N, operands.Product.K);
        ReadOnlySpan<T> a = operands.A.Span;
        ReadOnlySpan<T> b = operands.B.Span;
        Span<T> c = operands.C.Span;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                c[(i * n) + j] = TensorPrimitives.Dot(a.Slice(i * k, k), b.Slice(j * k, k));
            }
        }
    }

    private static void ByMultiples<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int m, int n, int k) = (operands.Product.M, operands.Product.N, operands.Product.K);
        ReadOnlySpan<T> a = operands.A.Span;
        ReadOnlySpan<T> b = operands.B.Span;
        Span<T> c = operands.C.Span;
        (int stepI, int stepP) = operands.Product.TransA == Transpose.No ? (k, 1) : (1, m);
        for (int i = 0; i < m; i++)
        {
            Span<T> row = c.Slice(i * n, n);
            row.Clear();
            for (int p = 0; p < k; p++)
            {
                TensorPrimitives.MultiplyAdd(b.Slice(p * n, n), a[(i * stepI) + (p * stepP)], row, row);
            }
        }
    }
}
