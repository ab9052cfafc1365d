using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>A function of one element, as a body that knows no vector width.</summary>
internal interface IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TVec Apply<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>destination[i] ← TOperator(source[i]); the two may be the same memory.</summary>
internal readonly unsafe struct MapStep<T, TOperator>(T* source, T* destination) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOperator : struct, IUnaryOperator<T>
{
    public static bool IsLight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Store(destination + index, TOperator.Apply<TIsa, TVec>(TIsa.Load(source + index)));
}
