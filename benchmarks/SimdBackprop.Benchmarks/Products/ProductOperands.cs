using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// The matrices of one product, aligned to 64 bytes, that ours and the peers share: the same addresses for all, so that none is lucky with its
/// pages, and no more in the cache than one product needs.
/// </summary>
internal sealed unsafe class ProductOperands<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ProductOperands(Product product)
    {
        Product = product;
        RandomSource random = new(1);
        A = RandomTensor.Of<T>(random, product.ShapeOfA);
        B = RandomTensor.Of<T>(random, product.ShapeOfB);
        C = PooledTensor<T>.Rent(product.M, product.N);
    }

    internal Product Product { get; }

    internal PooledTensor<T> A { get; }

    internal PooledTensor<T> B { get; }

    internal PooledTensor<T> C { get; }

    /// <summary>For native code. The pool's arrays are pinned, so addresses hold as long as the tensors are not disposed.</summary>
    internal T* PointerA => PointerTo(A);

    internal T* PointerB => PointerTo(B);

    internal T* PointerC => PointerTo(C);

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        C.Dispose();
    }

    private static T* PointerTo(PooledTensor<T> tensor) => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.Span));
}
