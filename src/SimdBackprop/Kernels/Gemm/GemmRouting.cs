using System.Numerics;

namespace SimdBackprop;

/// <summary>How C is cut for the worker team: bands of whole tiles along its rows or its columns, no two of them more than a tile apart.</summary>
/// <param name="Parts">The number of bands, at most one a tile.</param>
/// <param name="ByRows">Whether the bands lie along the rows.</param>
/// <param name="Tiles">Tiles along that dimension.</param>
/// <param name="Tile">Rows or columns of a tile.</param>
internal readonly record struct GemmPartition(int Parts, bool ByRows, nint Tiles, int Tile)
{
    /// <summary>The part's rectangle of C.</summary>
    internal (nint Row, nint Column, nint Rows, nint Columns) RectangleOf(int part, nint m, nint n)
    {
        nint extent = ByRows ? m : n;
        nint start = nint.Min(Tiles * part / Parts * Tile, extent);
        nint length = nint.Min(Tiles * (part + 1) / Parts * Tile, extent) - start;
        return ByRows ? (start, 0, length, n) : (0, start, m, length);
    }
}

/// <summary>Which way a product takes, by named thresholds.</summary>
internal static class GemmRouting
{
    /// <summary>
    /// Multiply-adds below which a product stays on the caller's thread. 64 × 64 × 64, just above it, took 11.7 µs on one thread and 9.9 on two
    /// (float, AVX-512; docs/benchmarks.md); handing work to a spinning worker costs a fraction of a microsecond, to a parked one 5 to 70.
    /// </summary>
    internal const long LeastParallelWork = 200_000;

    /// <summary>Cuts C along the dimension with more tiles, a band of whole tiles a part.</summary>
    internal static GemmPartition Partition<T>(in GemmArguments<T> product, int tileColumns, int degree)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint rowTiles = (product.M + GemmBlocking.TileRows - 1) / GemmBlocking.TileRows;
        nint columnTiles = (product.N + tileColumns - 1) / tileColumns;
        bool byRows = rowTiles >= columnTiles;
        nint tiles = byRows ? rowTiles : columnTiles;
        bool alone = degree == 1 || (double)product.M * product.N * product.K < LeastParallelWork;
        nint parts = alone ? 1 : nint.Min(degree, tiles);
        return new GemmPartition((int)parts, byRows, tiles, byRows ? GemmBlocking.TileRows : tileColumns);
    }
}
