using System.Numerics;

namespace SimdBackprop;

/// <summary>What the first half of an elementary function leaves to the second.</summary>
internal readonly struct Halfway<TVec>(TVec first, TVec second, TVec third = default)
    where TVec : struct
{
    internal readonly TVec First = first;
    internal readonly TVec Second = second;
    internal readonly TVec Third = third;
}

/// <summary>A function of one element, as a body that knows no vector width, in two halves: by and large the reduction of its argument, and the function of what that leaves.</summary>
internal interface IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Whether <see cref="MapKernel{T, TOperator}"/> may take four vectors at once. Of a long function the code generator does not inline four copies: GELU then runs at 0.3, erf at 0.6 of one vector
    /// after the other; two at once are alike.
    /// </summary>
    static virtual bool FitsFourTimes => true;

    /// <summary>The first half.</summary>
    static abstract Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;

    /// <summary>The second: f(x) from x and what the first has left.</summary>
    static abstract TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}
