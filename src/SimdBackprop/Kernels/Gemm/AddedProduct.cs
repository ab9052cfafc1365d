using System.Numerics;

namespace SimdBackprop;

/// <summary>C ← fma(factor, A·B, C), by the micro-kernel itself: the step w ← w − α·g on weights that lie in C, whose gradient nobody else sees.</summary>
internal readonly unsafe struct AddedProduct<T>(T factor) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool TakesProduct => false;

    public static bool AddsProduct => true;

    public T Factor => factor;

    public void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip)
    {
    }

    public PrefetchCursor Ahead(in GemmRectangle place) => default;

    public void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }
}
