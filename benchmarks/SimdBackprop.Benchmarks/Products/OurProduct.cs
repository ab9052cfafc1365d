using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Benchmarks;

/// <summary>Our way to a product.</summary>
internal static class OurProduct
{
    /// <summary>One row of a forward pass goes the way a network takes it; everything else is the plain product.</summary>
    internal static Action<int> On<T>(ProductOperands<T> operands, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => operands switch
        {
            ProductOperands<float> single when DefiningProgram.IsForwardOfOneRow(operands.Product) => Forward<float, Identity>(single, options),
            ProductOperands<double> twice when DefiningProgram.IsForwardOfOneRow(operands.Product) => Forward<double, Identity>(twice, options),
            _ => Gemm(operands, options),
        };

    private static Action<int> Gemm<T>(ProductOperands<T> operands, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Transpose transA, Transpose transB) = (operands.Product.TransA, operands.Product.TransB);
        return calls =>
        {
            ReadOnlySpan2D<T> a = operands.A.AsSpan2D();
            ReadOnlySpan2D<T> b = operands.B.AsSpan2D();
            Span2D<T> c = operands.C.AsSpan2D();
            for (; calls > 0; calls--)
            {
                Blas.Gemm(transA, transB, T.One, a, b, T.Zero, c, options);
            }
        };
    }

    private static Action<int> Forward<T, TIdentity>(ProductOperands<T> operands, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIdentity : struct, IActivation<T> => calls =>
        {
            ReadOnlySpan2D<T> x = operands.A.AsSpan2D();
            ReadOnlySpan2D<T> weights = operands.B.AsSpan2D();
            Span2D<T> output = operands.C.AsSpan2D();
            for (; calls > 0; calls--)
            {
                Dense.Forward<T, TIdentity>(x, weights, default, default, output, default, options);
            }
        };
}
