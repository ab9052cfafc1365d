using System.Numerics;
using System.Numerics.Tensors;

namespace SimdBackprop.Benchmarks;

internal sealed partial class TensorPrimitivesPeer
{
    /// <inheritdoc/>
    public VectorRoutine<T>? RoutineFor<T>(StreamedCase streamed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => streamed.Operation switch
        {
            VectorOperation.GemvByRows => new(nameof(TensorPrimitives.Dot), DotsOfRows),
            VectorOperation.GemvTransposed => new(nameof(TensorPrimitives.MultiplyAdd), MultiplesOfRows),
            VectorOperation.Ger => new(nameof(TensorPrimitives.MultiplyAdd), AddToRows),
            VectorOperation.Dot => new(nameof(TensorPrimitives.Dot), o => o.Number[0] = TensorPrimitives.Dot<T>(o.X, o.Y)),
            VectorOperation.Axpy => new(nameof(TensorPrimitives.MultiplyAdd), o => TensorPrimitives.MultiplyAdd(o.X, o.Scalar, o.Y, o.Y)),
            VectorOperation.Scal => new(nameof(TensorPrimitives.Multiply), o => TensorPrimitives.Multiply(o.X, o.Scalar, o.X)),
            VectorOperation.Nrm2 => new(nameof(TensorPrimitives.Norm), o => o.Number[0] = TensorPrimitives.Norm<T>(o.X)),
            VectorOperation.Asum => new(nameof(TensorPrimitives.SumOfMagnitudes), o => o.Number[0] = TensorPrimitives.SumOfMagnitudes<T>(o.X)),
            _ => new(nameof(TensorPrimitives.Sum), o => o.Number[0] = TensorPrimitives.Sum<T>(o.X)),
        };

    private static void DotsOfRows<T>(VectorOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = operands.Case.Columns;
        ReadOnlySpan<T> matrix = operands.X;
        ReadOnlySpan<T> x = operands.ShortX;
        Span<T> y = operands.ShortY;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = TensorPrimitives.Dot(matrix.Slice(i * columns, columns), x);
        }
    }

    private static void MultiplesOfRows<T>(VectorOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = operands.Case.Columns;
        ReadOnlySpan<T> matrix = operands.X;
        ReadOnlySpan<T> x = operands.ShortX;
        Span<T> y = operands.ShortY;
        y.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(matrix.Slice(i * columns, columns), x[i], y, y);
        }
    }

    private static void AddToRows<T>(VectorOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = operands.Case.Columns;
        Span<T> matrix = operands.X;
        ReadOnlySpan<T> x = operands.ShortX;
        ReadOnlySpan<T> y = operands.ShortY;
        for (int i = 0; i < x.Length; i++)
        {
            Span<T> row = matrix.Slice(i * columns, columns);
            TensorPrimitives.MultiplyAdd(y, operands.Scalar * x[i], row, row);
        }
    }
}
