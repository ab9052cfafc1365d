using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>The operations by the library, and by the naive twins that define them.</summary>
internal static class OurVectors
{
    internal static Action<VectorOperands<T>> Kernel<T>(VectorOperation operation, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => operation switch
        {
            VectorOperation.GemvByRows => o => Blas.Gemv(Transpose.No, T.One, o.Matrix, o.ShortX, T.Zero, o.ShortY, options),
            VectorOperation.GemvTransposed => o => Blas.Gemv(Transpose.Yes, T.One, o.Matrix, o.ShortX, T.Zero, o.ShortY, options),
            VectorOperation.Ger => o => Blas.Ger(o.Scalar, o.ShortX, o.ShortY, o.Matrix, options),
            VectorOperation.Dot => o => o.Number[0] = Blas.Dot<T>(o.X, o.Y, options),
            VectorOperation.Axpy => o => Blas.Axpy(o.Scalar, o.X, o.Y, options),
            VectorOperation.Scal => o => Blas.Scal(o.Scalar, o.X, options),
            VectorOperation.Nrm2 => o => o.Number[0] = Blas.Nrm2<T>(o.X, options),
            VectorOperation.Asum => o => o.Number[0] = Blas.Asum<T>(o.X, options),
            _ => o => o.Number[0] = Blas.Sum<T>(o.X, options),
        };

    internal static Action<VectorOperands<T>> Definition<T>(VectorOperation operation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => operation switch
        {
            VectorOperation.GemvByRows => o => Reference.Blas.Gemv(Transpose.No, T.One, o.Matrix, o.ShortX, T.Zero, o.ShortY),
            VectorOperation.GemvTransposed => o => Reference.Blas.Gemv(Transpose.Yes, T.One, o.Matrix, o.ShortX, T.Zero, o.ShortY),
            VectorOperation.Ger => o => Reference.Blas.Ger(o.Scalar, o.ShortX, o.ShortY, o.Matrix),
            VectorOperation.Dot => o => o.Number[0] = Reference.Blas.Dot<T>(o.X, o.Y),
            VectorOperation.Axpy => o => Reference.Blas.Axpy(o.Scalar, o.X, o.Y),
            VectorOperation.Scal => o => Reference.Blas.Scal(o.Scalar, o.X),
            VectorOperation.Nrm2 => o => o.Number[0] = Reference.Blas.Nrm2<T>(o.X),
            VectorOperation.Asum => o => o.Number[0] = Reference.Blas.Asum<T>(o.X),
            _ => o => o.Number[0] = Reference.Blas.Sum<T>(o.X),
        };
}
