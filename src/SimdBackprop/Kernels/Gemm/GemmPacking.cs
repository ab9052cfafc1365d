using System.Numerics;
using System.Runtime.CompilerServices;

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
    internal static void PackColumnMajor<T, TIsa, TVec>(T alpha, T* source, nint sourceTerm, in TileCut tiles, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        // Term by term through all tiles, because each term is on cache lines of its own.
        for (nint p = 0; p < terms; p++)
        {
            nint end;
            for (nint tile = 0, top = 0; top < tiles.Extent; top = end)
            {
                end = tiles.StartOf(++tile);
                CopyColumn<T, TIsa, TVec>(source + top, packed + (top * terms) + (p * (end - top)), end - top);
            }

            source += sourceTerm;
        }

        Scale<T, TIsa, TVec>(alpha, packed, tiles.Extent * terms);
    }

    // The height of a full tile is one vector of one width or another; the last tiles may have any.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyColumn<T, TIsa, TVec>(T* source, T* destination, nint height)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (height == TIsa.Lanes)
        {
            TIsa.Store(destination, TIsa.Load(source));
        }
        else if (height == Vector256Isa<T>.Lanes && TIsa.Lanes > height)
        {
            Vector256Isa<T>.Store(destination, Vector256Isa<T>.Load(source));
        }
        else if (height == Vector128Isa<T>.Lanes && TIsa.Lanes > height)
        {
            Vector128Isa<T>.Store(destination, Vector128Isa<T>.Load(source));
        }
        else
        {
            for (nint i = 0; i < height; i++)
            {
                destination[i] = source[i];
            }
        }
    }
}
