using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>y ← fma(α, x, y).</summary>
internal readonly unsafe struct AxpyStep<T>(T alpha, T* x, T* y) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool TakesFour => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        TIsa.Store(y + index, TIsa.MultiplyAdd(TIsa.Broadcast(alpha), TIsa.Load(x + index), TIsa.Load(y + index)));
}

/// <summary>x ← α · x.</summary>
internal readonly unsafe struct ScaleStep<T>(T alpha, T* x) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool TakesFour => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Store(x + index, TIsa.Multiply(TIsa.Broadcast(alpha), TIsa.Load(x + index)));
}

/// <summary>z ← x · y.</summary>
internal readonly unsafe struct HadamardStep<T>(T* x, T* y, T* z) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool TakesFour => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Store(z + index, TIsa.Multiply(TIsa.Load(x + index), TIsa.Load(y + index)));
}

/// <summary>The β rule of every kernel: y ← β · y, where β = 0 writes +0 without reading and β = 1 leaves y alone.</summary>
internal static unsafe class BetaRule
{
    internal static void Apply<T>(T beta, T* y, nint length, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsZero(beta))
        {
            for (nint done = 0; done < length; done += int.MaxValue)
            {
                new Span<T>(y + done, (int)nint.Min(length - done, int.MaxValue)).Clear();
            }
        }
        else if (beta != T.One)
        {
            Elementwise.Run<T, ScaleStep<T>>(new ScaleStep<T>(beta, y), length, tier);
        }
    }
}
