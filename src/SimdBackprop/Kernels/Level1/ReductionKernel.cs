using System.Numerics;

namespace SimdBackprop;

/// <summary>A reduction as <see cref="SimdDispatch"/> runs it.</summary>
internal readonly unsafe struct ReductionKernel<T, TStep> : IKernel<T, ReductionKernel<T, TStep>.Arguments>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStep : struct, ILaneStep<T>
{
    internal struct Arguments
    {
        internal T* X;
        internal T* Y;
        internal nint Length;
        internal T Result;
    }

    public static void Run<TIsa, TVec>(ref Arguments arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        arguments.Result = LaneReduction.Reduce<T, TIsa, TVec, TStep>(arguments.X, arguments.Y, arguments.Length);

    /// <summary>The reduction of two pinned vectors, or of one that is passed twice.</summary>
    internal static T Reduce(T* x, T* y, nint length, KernelOptions? options)
    {
        Arguments arguments = new() { X = x, Y = y, Length = length };
        SimdDispatch.Run<T, ReductionKernel<T, TStep>, Arguments>(KernelOptions.TierOf(options), ref arguments);
        return arguments.Result;
    }
}
