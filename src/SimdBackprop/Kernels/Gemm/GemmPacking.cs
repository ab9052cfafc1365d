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
    internal static void PackColumnMajor<T, TIsa, TVec>(T alpha, T* source, nint sourceTerm, in TileCut tiles, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint next;
        for (nint tile = 0; tile < tiles.Count; tile = next)
        {
            // Equally high ones together: two of eight rows of float share a cache line.
            nint top = tiles.StartOf(tile), height = tiles.StartOf(tile + 1) - top;
            next = tile + 1;
            while (next < tiles.Count && tiles.StartOf(next + 1) - tiles.StartOf(next) == height)
            {
                next++;
            }

            TileCopyKernel<T>.Run(TIsa.Tier, source + top, sourceTerm, packed + (top * terms), next - tile, height, terms);
        }

        Scale<T, TIsa, TVec>(alpha, packed, tiles.Extent * terms);
    }
}
