using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// Neighbouring tiles of a transposed A, equally high, copied one after the other: term by term through all of them, because each term is on cache lines of its own. Columns that are
/// no whole number of vectors high end with a vector moved back.
/// </summary>
/// <remarks>
/// The tier is chosen once for a run of tiles, so that hardly anything but loads and stores lies between one term's lines and the next one's, and many of them are under way together. With the choice made for each
/// column of a tile the copy took 1.8 to 2.5 times as long, products of 512³ 1.03 times (float, AVX-512, one thread of an AMD processor).
/// </remarks>
internal readonly unsafe struct TileCopyKernel<T> : IKernel<T, TileCopyKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal T* Source;
        internal nint SourceTerm;
        internal T* Destination;
        internal nint Tiles;
        internal nint Height;
        internal nint Terms;
    }

    /// <summary>destination[t, p, i] ← source[p, t · height + i] for t &lt; tiles, p &lt; terms, i &lt; height; the distance of terms in elements.</summary>
    internal static void Run(SimdTier tier, T* source, nint sourceTerm, T* destination, nint tiles, nint height, nint terms)
    {
        Call call = new()
        {
            Source = source,
            SourceTerm = sourceTerm,
            Destination = destination,
            Tiles = tiles,
            Height = height,
            Terms = terms,
        };
        SimdDispatch.Run<T, TileCopyKernel<T>, Call>(SimdDispatch.Narrow<T>(tier, height), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint height = call.Height, last = height - TIsa.Lanes, tile = height * call.Terms;
        T* source = call.Source, destination = call.Destination;
        for (nint p = 0; p < call.Terms; p++)
        {
            T* from = source, to = destination;
            for (nint t = 0; t < call.Tiles; t++)
            {
                for (nint i = 0; i < last; i += TIsa.Lanes)
                {
                    TIsa.Store(to + i, TIsa.Load(from + i));
                }

                TIsa.Store(to + last, TIsa.Load(from + last));
                from += height;
                to += tile;
            }

            source += call.SourceTerm;
            destination += height;
        }
    }
}
