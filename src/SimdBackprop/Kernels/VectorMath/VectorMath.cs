using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// Elementary functions with the same bits on every tier: over spans for callers, over vectors for kernels and activations.
/// </summary>
/// <remarks>
/// Each function is one fixed sequence of the operations of <see cref="IIsa{T, TVec}"/> per element: no branch on data, no call
/// into the platform's C library. Errors are in units in the last place of the exact result, subnormal results included: the
/// largest measured over every 97th float and the neighbourhoods of all range cuts, and over 480,000 random and edge doubles.
/// NaN gives NaN everywhere.
/// </remarks>
public static partial class VectorMath
{
    private static unsafe void Map<T, TOperator>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperator : struct, IUnaryOperator<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (x.Length != destination.Length)
        {
            throw new ArgumentException(
                $"The destination has {destination.Length} elements and x has {x.Length}; the lengths must be equal.",
                nameof(destination));
        }

        if (x.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"The destination starts {-offset} elements from x and overlaps it; it may be the same span or a separate one.",
                nameof(destination));
        }

        fixed (T* source = x, target = destination)
        {
            MapArguments<T> arguments = new() { Source = source, Destination = target, Length = x.Length };
            SimdDispatch.Run<T, MapKernel<T, TOperator>, MapArguments<T>>(KernelOptions.TierOf(options), ref arguments);
        }
    }
}
