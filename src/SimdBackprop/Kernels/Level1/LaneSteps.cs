using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>What a reduction does with the elements at one index of its operands and the lanes they fall to, for one vector of any width.</summary>
internal interface ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The lanes with the elements from <paramref name="index"/> on, as many as the marker has lanes.</summary>
    TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;

    /// <summary>Asks for the elements that <see cref="Accumulate"/> takes at the index, which may lie beyond the operands.</summary>
    void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>lane ← fma(x, y, lane).</summary>
internal readonly unsafe struct DotStep<T>(T* x, T* y) : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.MultiplyAdd(TIsa.Load(x + index), TIsa.Load(y + index), lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TIsa.Prefetch(x + index);
        TIsa.Prefetch(y + index);
    }
}

/// <summary>lane ← lane + x.</summary>
internal readonly unsafe struct SumStep<T>(T* x) : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Add(lanes, TIsa.Load(x + index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Prefetch(x + index);
}

/// <summary>lane ← lane + |x|.</summary>
internal readonly unsafe struct AsumStep<T>(T* x) : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec magnitudeBits = TIsa.Broadcast(ElementType.FromBits<T>(int.MaxValue, long.MaxValue));
        return TIsa.Add(lanes, TIsa.BitAnd(TIsa.Load(x + index), magnitudeBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Prefetch(x + index);
}

/// <summary>lane ← fma(x, x, lane) in double, whatever x is.</summary>
internal readonly unsafe struct SquareStep<T>(T* x) : ILaneStep<double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct
    {
        TVec wide = typeof(T) == typeof(float) ? TIsa.LoadSingle((float*)x + index) : TIsa.Load((double*)x + index);
        return TIsa.MultiplyAdd(wide, wide, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => TIsa.Prefetch((double*)(x + index));
}

/// <summary>lane ← fma(s·x, s·x, lane), s a power of two.</summary>
internal readonly unsafe struct ScaledSquareStep(double* x, double scale) : ILaneStep<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct
    {
        TVec scaled = TIsa.Multiply(TIsa.Load(x + index), TIsa.Broadcast(scale));
        return TIsa.MultiplyAdd(scaled, scaled, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => TIsa.Prefetch(x + index);
}

/// <summary>lane ← fma(x, 0, lane): stays zero as long as every x is finite.</summary>
internal readonly unsafe struct FiniteStep<T>(T* x) : ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Accumulate<TIsa, TVec>(TVec lanes, nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.MultiplyAdd(TIsa.Load(x + index), TIsa.Zero, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Prefetch(x + index);
}
