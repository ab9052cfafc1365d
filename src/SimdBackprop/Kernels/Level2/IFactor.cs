using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The α of a product, compiled into its kernel: α = 1 costs no multiplication.</summary>
internal interface IFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TVec Times<TIsa, TVec>(TVec alpha, TVec a)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>α = 1: a itself.</summary>
internal readonly struct NoFactor<T> : IFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Times<TIsa, TVec>(TVec alpha, TVec a)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => a;
}

/// <summary>α·a.</summary>
internal readonly struct AnyFactor<T> : IFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Times<TIsa, TVec>(TVec alpha, TVec a)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Multiply(alpha, a);
}
