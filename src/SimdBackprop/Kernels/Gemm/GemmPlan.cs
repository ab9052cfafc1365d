using System.Numerics;

namespace SimdBackprop;

/// <summary>How one rectangle of C is computed: its cuts, what is packed, and how much scratch that takes.</summary>
internal readonly struct GemmPlan
{
    internal readonly int TileRows;
    internal readonly nint KBlock;
    internal readonly nint MBlock;
    internal readonly GemmColumns Columns;

    internal readonly nint ChunkRows;

    /// <summary>Panels that pass by a strip of A before the next strip follows.</summary>
    internal readonly nint GroupPanels;

    /// <summary>Whether A is copied, tile by tile.</summary>
    internal readonly bool PacksA;

    /// <summary>Elements of scratch for a group of panels of B.</summary>
    internal readonly nint BLength;

    /// <summary>Elements of scratch for a block of A.</summary>
    internal readonly nint ALength;

    /// <summary>Elements of scratch for a block of C, where the result is stored transposed.</summary>
    internal readonly nint CLength;

    private unsafe GemmPlan(in GemmColumns columns, int lanes, int tileRows, nint m, nint n, nint k, int elementBytes, bool transposesB, bool packsA, bool swapped)
    {
        Columns = columns;
        TileRows = tileRows;
        KBlock = GemmBlocking.Even(k, transposesB ? GemmBlocking.KBlockTransposed : GemmBlocking.KBlock);
        nint panelLength = KBlock * GemmTile.Vectors * lanes;
        nint mostPanels = nint.Max((nint)(GemmBlocking.GroupBytes / (panelLength * elementBytes)), 1);
        GroupPanels = GemmBlocking.Even(columns.Panels, mostPanels);

        // Whole tiles, so that only the last block has smaller ones.
        nint bytesOfRow = swapped ? n * elementBytes : 1;
        nint rows = swapped ? nint.Max((nint)(GemmBlocking.ABlockBytes / bytesOfRow), 8 * tileRows) : m;
        MBlock = nint.Min((GemmBlocking.Even(m, rows) + tileRows - 1) / tileRows * tileRows, m);

        PacksA = packsA;
        ChunkRows = packsA ? nint.Min(MBlock, GemmBlocking.ChunkRows) : MBlock;
        BLength = GroupPanels * panelLength;
        ALength = packsA ? (ChunkRows * KBlock) + lanes : 0;
        CLength = swapped ? MBlock * n : 0;
    }

    /// <summary>The plan for m × n elements of the product's result.</summary>
    internal static unsafe GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, nint m, nint n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        GemmColumns columns = GemmColumns.Of<T, TIsa, TVec>(n);
        int tileRows = GemmTile.Rows<T, TIsa, TVec>(columns.Vectors);
        bool packsA = GemmBlocking.PA >= 0 ? GemmBlocking.PA == 1 || (product.Alpha != T.One && !product.Swapped) : GemmRouting.PacksA(product, columns.Panels);
        return new GemmPlan(columns, TIsa.Lanes, tileRows, m, n, product.K, sizeof(T), product.BColumn != 1, packsA, product.Swapped);
    }
}
