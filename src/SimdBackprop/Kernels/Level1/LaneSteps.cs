using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>lane ← fma(x, y, lane).</summary>
internal readonly struct DotStep<T> : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Accumulate<TIsa, TVec>(TVec lane, TVec x, TVec y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.MultiplyAdd(x, y, lane);
}

/// <summary>lane ← lane + x.</summary>
internal readonly struct SumStep<T> : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Accumulate<TIsa, TVec>(TVec lane, TVec x, TVec y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Add(lane, x);
}

/// <summary>lane ← lane + |x|.</summary>
internal readonly struct AsumStep<T> : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Accumulate<TIsa, TVec>(TVec lane, TVec x, TVec y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Add(lane, TIsa.BitAnd(x, TIsa.Broadcast(ElementType.FromBits<T>(int.MaxValue, long.MaxValue))));
}

/// <summary>lane ← fma(x, 0, lane): stays zero as long as every x is finite.</summary>
internal readonly struct FiniteStep<T> : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Accumulate<TIsa, TVec>(TVec lane, TVec x, TVec y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.MultiplyAdd(x, TIsa.Zero, lane);
}
