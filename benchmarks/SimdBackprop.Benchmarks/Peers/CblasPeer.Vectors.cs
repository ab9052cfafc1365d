using System.Numerics;

namespace SimdBackprop.Benchmarks;

internal sealed unsafe partial class CblasPeer
{
    /// <inheritdoc/>
    public VectorRoutine<T>? RoutineFor<T>(StreamedCase streamed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string? routine = streamed.Operation switch
        {
            VectorOperation.GemvByRows or VectorOperation.GemvTransposed => "gemv",
            VectorOperation.Sum => null, // a BLAS only has the sum of magnitudes
            _ => streamed.Operation.ToString().ToLowerInvariant(),
        };
        return routine is not null && AddressOf<T>(routine) is var address and not 0
            ? new VectorRoutine<T>(Routine<T>(routine), Call<T>(streamed, address))
            : null;
    }

    private static Action<VectorOperands<T>> Call<T>(StreamedCase streamed, nint address)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int rows, int columns, int n) = (streamed.Rows, streamed.Columns, streamed.Elements);
        return streamed.Operation switch
        {
            VectorOperation.GemvByRows => o => Gemv(o, NoTranspose),
            VectorOperation.GemvTransposed => o => Gemv(o, Transposed),
            VectorOperation.Ger => o => ((delegate* unmanaged<int, int, int, T, T*, int, T*, int, T*, int, void>)address)(
                RowMajor, rows, columns, o.Scalar, Pointer(o.ShortX), 1, Pointer(o.ShortY), 1, Pointer(o.X), columns),
            VectorOperation.Dot => o => o.Number[0] = ((delegate* unmanaged<int, T*, int, T*, int, T>)address)(n, Pointer(o.X), 1, Pointer(o.Y), 1),
            VectorOperation.Axpy => o => ((delegate* unmanaged<int, T, T*, int, T*, int, void>)address)(n, o.Scalar, Pointer(o.X), 1, Pointer(o.Y), 1),
            VectorOperation.Scal => o => ((delegate* unmanaged<int, T, T*, int, void>)address)(n, o.Scalar, Pointer(o.X), 1),
            _ => o => o.Number[0] = ((delegate* unmanaged<int, T*, int, T>)address)(n, Pointer(o.X), 1),
        };

        void Gemv(VectorOperands<T> o, int transpose) =>
            ((delegate* unmanaged<int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)address)(
                RowMajor, transpose, rows, columns, T.One, Pointer(o.X), columns, Pointer(o.ShortX), 1, T.Zero, Pointer(o.ShortY), 1);

        static T* Pointer(Span<T> span) => VectorOperands<T>.Pointer(span);
    }
}
