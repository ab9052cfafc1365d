using System.Numerics;

namespace SimdBackprop;

/// <summary>The way of a reduction from the public entry to its kernel.</summary>
internal static class Reduction
{
    /// <summary>
    /// Bytes of the operands from which on they are asked for ahead: the second-level cache. Nrm2 of 2 MiB there ran at 35 GB/s with and 21 without, of 1 MiB
    /// at 32 and 38 (float, AVX-512, 2 MiB of second-level cache).
    /// </summary>
    private static readonly long FarBytes = CacheInfo.DataBytes(level: 2, otherwise: 1 << 20);

    /// <summary>The reduction of pinned operands on the tier and threads of the options.</summary>
    /// <param name="step">What is done with each element; it holds the operands.</param>
    /// <param name="length">The elements.</param>
    /// <param name="elementBytes">The bytes read an element.</param>
    /// <param name="options">The options.</param>
    internal static T Run<T, TStep>(in TStep step, nint length, int elementBytes, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, ILaneStep<T>
    {
        double bytes = (double)length * elementBytes;
        return bytes < FarBytes
            ? Dispatch<T, TStep>(step, length, bytes, options)
            : Dispatch<T, AheadStep<T, TStep>>(new AheadStep<T, TStep>(step), length, bytes, options);
    }

    private static T Dispatch<T, TStep>(in TStep step, nint length, double bytes, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, ILaneStep<T>
    {
        ReductionKernel<T, TStep>.Call call = new(in step, length, bytes, KernelOptions.DegreeOf(options));
        SimdDispatch.Run<T, ReductionKernel<T, TStep>, ReductionKernel<T, TStep>.Call>(KernelOptions.TierOf(options), ref call);
        return call.Result;
    }
}
