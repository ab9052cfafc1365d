using System.Numerics;

namespace SimdBackprop;

/// <summary>How C is cut for the worker team: bands of whole tiles along its rows or its columns.</summary>
internal readonly record struct GemmPartition(int Parts, bool ByRows, nint Band)
{
    /// <summary>The part's rectangle of C; empty if there are fewer bands than parts.</summary>
    internal (nint Row, nint Column, nint Rows, nint Columns) RectangleOf(int part, nint m, nint n)
    {
        nint extent = ByRows ? m : n;
        nint start = nint.Min(part * Band, extent);
        nint length = nint.Min(Band, extent - start);
        return ByRows ? (start, 0, length, n) : (0, start, m, length);
    }
}

/// <summary>Which way a product takes, by named thresholds.</summary>
internal static class GemmRouting
{
    /// <summary>
    /// Multiply-adds below which a product stays on the caller's thread: about 2 µs of work on one core, ten times what it
    /// costs to hand half of it to a spinning worker.
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
        nint tilesPerPart = (tiles + parts - 1) / parts;
        return new GemmPartition((int)parts, byRows, tilesPerPart * (byRows ? GemmBlocking.TileRows : tileColumns));
    }
}
