using System.Numerics;

namespace SimdBackprop;

/// <summary>A part of a product with a packed matrix: some rows of C times some panels.</summary>
internal readonly record struct PackedPart(nint Row, nint Rows, nint Panel, nint EndPanel);

/// <summary>How C is cut for the worker team: bands of whole panels, or of whole tiles of rows.</summary>
/// <param name="Parts">The number of bands.</param>
/// <param name="ByRows">Whether the bands are of rows.</param>
/// <param name="Tiles">The tiles of rows.</param>
/// <param name="Panels">The panels.</param>
internal readonly record struct PackedPartition(int Parts, bool ByRows, TileCut Tiles, nint Panels)
{
    /// <summary>
    /// Bands of panels, so that each thread reads its own share of the packed matrix and no more; of rows where those come out more even by more
    /// than an eighth.
    /// </summary>
    internal static PackedPartition Of<T>(in GemmArguments<T> product, int tileRows, nint panels, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TileCut tiles = new(product.M, tileRows);
        bool byRows = Sharing.IsMuchMoreEven(tiles.Count, panels, threads);
        nint parts = nint.Min(threads, byRows ? tiles.Count : panels);
        return new PackedPartition((int)parts, byRows, tiles, panels);
    }

    internal PackedPart this[int part]
    {
        get
        {
            nint units = ByRows ? Tiles.Count : Panels, start = units * part / Parts, end = units * (part + 1) / Parts;
            return ByRows
                ? new PackedPart(Tiles.StartOf(start), Tiles.StartOf(end) - Tiles.StartOf(start), 0, Panels)
                : new PackedPart(0, Tiles.Extent, start, end);
        }
    }
}
