using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// Elementary functions with the same bits on every tier: over spans for callers, over vectors for kernels and activations.
/// </summary>
/// <remarks>
/// Each function is one fixed sequence of the operations of <see cref="IIsa{T, TVec}"/> per element: no branch on data, no call
/// into the platform's C library. Errors are in units in the last place of the exact result, subnormal results included: over
/// all 2³² floats, and the largest measured over six million random and edge doubles.
/// NaN gives NaN everywhere.
/// </remarks>
public static partial class VectorMath
{
    // A method of its own: inlined into a large one, it uses up what the code generator inlines there, and what is called and copied then shows. 16 exponentials took 21 ns instead of 9 so
    // (float, AVX-512, AMD).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Map<T, TOperator>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperator : struct, IUnaryOperator<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        Guard.Length<T>(destination, nameof(destination), x.Length, "x and destination have one length");
        fixed (T* source = x, target = destination)
        {
            Guard.DisjointOrSame(
                MatrixView<T>.Row(target, destination.Length), nameof(destination), MatrixView<T>.Row(source, x.Length), nameof(x));
            MapCall<T> call = new(source, target, x.Length);
            SimdDispatch.Run<T, MapKernel<T, TOperator>, MapCall<T>>(KernelOptions.TierOf(options), ref call);
        }
    }
}
