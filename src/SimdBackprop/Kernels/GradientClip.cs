using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>g ← −c, g or c: what lies outside of [−c, c] becomes the nearer end, and NaN stays NaN.</summary>
internal static unsafe class GradientClip
{
    internal static void ByValue<T>(Span<T> gradient, T limit, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* g = gradient)
        {
            Elementwise.Share<T, Step<T>>(new Step<T>(limit, g), gradient.Length, 2 * sizeof(T), options);
        }
    }

    /// <summary>The clipped vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Clip<T, TIsa, TVec>(T limit, TVec gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.AtLeast(TIsa.AtMost(gradient, TIsa.Broadcast(limit)), TIsa.Broadcast(-limit));

    private readonly struct Step<T>(T limit, T* gradient) : IElementStep<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static bool TakesFour => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IElementStep<T>.Step<TIsa, TVec>(nint index) =>
            TIsa.Store(gradient + index, Clip<T, TIsa, TVec>(limit, TIsa.Load(gradient + index)));
    }
}
