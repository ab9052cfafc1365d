using System.Numerics;

namespace SimdBackprop;

/// <summary>Copies of blocks of the factors, for where they cannot be read in place or not often enough.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>
    /// A block of α·op(A) whose rows are contiguous, as they were but without the caller's pitch. The pitch here is a vector more than whole vectors: rows
    /// a power of two apart would crowd into few sets of the first-level cache.
    /// </summary>
    internal static void PackRows<T, TIsa, TVec>(T alpha, T* source, nint sourceRow, nint rows, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec factor = TIsa.Broadcast(alpha);
        nint pitch = RowPitch<T, TIsa, TVec>(terms);
        for (; rows > 0; rows--)
        {
            nint p = 0;
            for (; p <= terms - TIsa.Lanes; p += TIsa.Lanes)
            {
                TIsa.Store(packed + p, TIsa.Multiply(factor, TIsa.Load(source + p)));
            }

            for (; p < terms; p++)
            {
                packed[p] = alpha * source[p];
            }

            source += sourceRow;
            packed += pitch;
        }
    }

    /// <summary>The distance between the rows that <see cref="PackRows{T, TIsa, TVec}"/> leaves.</summary>
    internal static nint RowPitch<T, TIsa, TVec>(nint terms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => ((terms + TIsa.Lanes - 1) / TIsa.Lanes * TIsa.Lanes) + TIsa.Lanes;

    /// <summary>
    /// A block of α·op(A) for A transposed, where the rows of a tile are contiguous: tile after tile, term after term.
    /// </summary>
    /// <remarks>
    /// Whole vectors are stored although a tile may be narrower: what is too much lands where the next term, or the next tile, is written next. So
    /// <paramref name="packed"/> needs room for a vector more. Of each row of A, <paramref name="readable"/> elements may be read.
    /// </remarks>
    internal static void PackTiles<T, TIsa, TVec>(
        T alpha, T* source, nint sourceTerm, TileCut tiles, nint terms, nint readable, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec factor = TIsa.Broadcast(alpha);
        for (nint tile = 0; tile < tiles.Count; tile++)
        {
            nint start = tiles.StartOf(tile), height = tiles.StartOf(tile + 1) - start;
            nint whole = (height + TIsa.Lanes - 1) / TIsa.Lanes * TIsa.Lanes;
            T* from = source + start;
            for (nint p = 0; p < terms; p++)
            {
                if (start + whole <= readable)
                {
                    for (nint i = 0; i < height; i += TIsa.Lanes)
                    {
                        TIsa.Store(packed + i, TIsa.Multiply(factor, TIsa.Load(from + i)));
                    }
                }
                else
                {
                    for (nint i = 0; i < height; i++)
                    {
                        packed[i] = alpha * from[i];
                    }
                }

                from += sourceTerm;
                packed += height;
            }
        }
    }
}
