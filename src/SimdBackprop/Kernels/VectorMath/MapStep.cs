using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>destination[i] ← TOperator(source[i]); the two may be the same memory.</summary>
internal readonly unsafe struct MapStep<T, TOperator>(T* source, T* destination) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOperator : struct, IUnaryOperator<T>
{
    public static bool TakesFour => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec x = TIsa.Load(source + index);
        TIsa.Store(destination + index, TOperator.End<TIsa, TVec>(x, TOperator.Begin<TIsa, TVec>(x)));
    }
}
