using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Benchmarks;

/// <summary>The triple loop that everyone writes first, which is also the specification. Small products must not lose to it.</summary>
internal sealed class NaivePeer : IProductPeer
{
    /// <inheritdoc/>
    public string Name => PeerNames.Naive;

    /// <inheritdoc/>
    public string Description => "SimdBackprop.Reference";

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Transpose transA, Transpose transB) = (operands.Product.TransA, operands.Product.TransB);
        yield return new ProductRoutine(nameof(Reference.Blas.Gemm), calls =>
        {
            ReadOnlySpan2D<T> a = operands.A.AsSpan2D();
            ReadOnlySpan2D<T> b = operands.B.AsSpan2D();
            Span2D<T> c = operands.C.AsSpan2D();
            for (; calls > 0; calls--)
            {
                Reference.Blas.Gemm(transA, transB, T.One, a, b, T.Zero, c);
            }
        });
    }
}
