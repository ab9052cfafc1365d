using System.Numerics;

namespace SimdBackprop;

/// <summary>Copies of blocks of α·op(A), tile after tile, the rows of a tile side by side, term after term.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>Copies from a row-major A.</summary>
    internal static void PackRowMajor<T, TIsa, TVec>(T alpha, T* source, nint sourceRow, in TileCut tiles, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* destination = packed;
        nint end;
        for (nint tile = 0, top = 0; top < tiles.Extent; top = end)
        {
            end = tiles.StartOf(++tile);
            nint height = end - top;
            TransposeKernel<T>.Run(TIsa.Tier, source, sourceRow, destination, height, height, terms);
            source += height * sourceRow;
            destination += height * terms;
        }

        Scale<T, TIsa, TVec>(alpha, packed, tiles.Extent * terms);
    }

    /// <summary>Multiplies what was packed by α, which only few products have.</summary>
    internal static void Scale<T, TIsa, TVec>(T alpha, T* packed, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (alpha != T.One)
        {
            Elementwise.ForEach<T, TIsa, TVec, ScaleStep<T>>(new ScaleStep<T>(alpha, packed), length);
        }
    }

    /// <summary>Copies from a transposed A, whose rows of a tile are side by side already.</summary>
    /// <remarks>
    /// Whole vectors are stored although a tile may be narrower: what is too much lands where the next term, or the next tile, is written next. So
    /// <paramref name="packed"/> needs room for a vector more. Of each row of A, <paramref name="readable"/> elements may be read.
    /// </remarks>
    internal static void PackColumnMajor<T, TIsa, TVec>(
        T alpha, T* source, nint sourceTerm, in TileCut tiles, nint terms, nint readable, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec factor = TIsa.Broadcast(alpha);
        nint end;
        for (nint tile = 0, top = 0; top < tiles.Extent; top = end)
        {
            end = tiles.StartOf(++tile);
            nint height = end - top;
            nint whole = (height + TIsa.Lanes - 1) / TIsa.Lanes * TIsa.Lanes;
            T* from = source + top;
            for (nint p = 0; p < terms; p++)
            {
                if (top + whole <= readable)
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
