using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>An operation on the elements at one index of its operands, for one vector of any width.</summary>
internal interface IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes the elements from <paramref name="index"/> on, as many as the marker has lanes.</summary>
    void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>The loop over contiguous elements that every element-wise kernel shares.</summary>
internal static class Elementwise
{
    /// <summary>
    /// Runs the step over all elements: whole vectors first, then the rest one by one with the scalar marker, which gives the
    /// same bits by the definition of a tier.
    /// </summary>
    internal static void ForEach<T, TIsa, TVec, TStep>(in TStep step, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        nint whole = length - (length % TIsa.Lanes);
        Steps<T, TIsa, TVec, TStep>(step, 0, whole);
        Steps<T, ScalarIsa<T>, T, TStep>(step, whole, length);
    }

    // A method of its own, so that the scalar loop is compiled once for every tier's rest and neither loop spends the other's
    // inlining budget.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Steps<T, TIsa, TVec, TStep>(TStep step, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        for (nint i = start; i < end; i += TIsa.Lanes)
        {
            step.Step<TIsa, TVec>(i);
        }
    }

    /// <summary>Runs the step over <paramref name="length"/> elements on the tier.</summary>
    internal static void Run<T, TStep>(in TStep step, nint length, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, IElementStep<T>
    {
        Call<TStep> call = new() { Step = step, Length = length };
        SimdDispatch.Run<T, Kernel<T, TStep>, Call<TStep>>(tier, ref call);
    }

    private struct Call<TStep>
    {
        internal TStep Step;
        internal nint Length;
    }

    private readonly struct Kernel<T, TStep> : IKernel<T, Call<TStep>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, IElementStep<T>
    {
        public static void Run<TIsa, TVec>(ref Call<TStep> call)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => ForEach<T, TIsa, TVec, TStep>(in call.Step, call.Length);
    }
}
