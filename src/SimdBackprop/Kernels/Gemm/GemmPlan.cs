using System.Numerics;

namespace SimdBackprop;

/// <summary>How one part of C is computed: its cuts, what is packed, and how much scratch that takes.</summary>
internal readonly struct GemmPlan
{
    /// <summary>The rows and columns of C.</summary>
    internal readonly GemmRectangle Part;

    /// <summary>The columns, cut into panels, and which of those are computed.</summary>
    internal readonly GemmColumns Columns;
    internal readonly nint FirstPanel;
    internal readonly nint EndPanel;

    internal readonly int TileRows;
    internal readonly nint KBlock;
    internal readonly nint MBlock;

    /// <summary>Rows of A that are packed together, and of C that are finished together.</summary>
    internal readonly nint ChunkRows;

    /// <summary>Panels that pass by all strips of A before the next ones follow.</summary>
    internal readonly nint GroupPanels;

    /// <summary>Whether A is copied, tile by tile.</summary>
    internal readonly bool PacksA;

    /// <summary>Whether B is packed already, and if so, whether it is too large for the second-level cache.</summary>
    internal readonly bool IsPacked;
    internal readonly bool IsFar;

    /// <summary>Elements of scratch for a group of panels of B.</summary>
    internal readonly nint BLength;

    /// <summary>Elements of scratch for a chunk of A.</summary>
    internal readonly nint ALength;

    /// <summary>From one row to the next of a C that is stored transposed, in scratch.</summary>
    internal readonly nint TransposedRow;

    private readonly nint _cLength;
    private readonly PackedLayout _layout;

    private unsafe GemmPlan(in GemmRectangle part, in GemmColumns columns, nint firstPanel, nint endPanel, int lanes, int tileRows, nint k, int elementBytes, bool swapped)
    {
        Part = part;
        Columns = columns;
        FirstPanel = firstPanel;
        EndPanel = endPanel;
        TileRows = tileRows;
        KBlock = GemmBlocking.Even(k, GemmBlocking.KBlock);
        ChunkRows = GemmBlocking.ChunkTiles * tileRows;

        nint panelLength = KBlock * GemmTile.Vectors * lanes;
        nint panels = endPanel - firstPanel;
        GroupPanels = GemmBlocking.Even(panels, nint.Clamp((nint)(GemmBlocking.GroupBytes / (panelLength * elementBytes)), 1, panels));
        BLength = GroupPanels * panelLength;

        // Whole chunks, so that only the last block has a smaller one.
        MBlock = part.Rows;
        if (swapped)
        {
            nint rows = nint.Max((nint)(GemmBlocking.TransposedCBytes / (part.Columns * elementBytes)), 1);
            MBlock = nint.Min((GemmBlocking.Even(part.Rows, rows) + ChunkRows - 1) / ChunkRows * ChunkRows, part.Rows);
            TransposedRow = GemmBlocking.Unaliased(part.Columns, lanes);
            _cLength = MBlock * TransposedRow;
        }
    }

    private GemmPlan(in GemmPlan plan, bool packsA, int lanes)
    {
        this = plan;
        PacksA = packsA;
        ALength = packsA ? (nint.Min(ChunkRows, Part.Rows) * KBlock) + lanes : 0;
    }

    private unsafe GemmPlan(in GemmPlan plan, in PackedLayout layout, int elementBytes)
    {
        this = plan;
        _layout = layout;
        IsPacked = true;
        IsFar = layout.Terms * layout.Width * elementBytes > GemmBlocking.FarBytes;
        BLength = 0;
    }

    /// <summary>Elements of scratch.</summary>
    internal int ScratchLength => checked((int)(BLength + ALength + _cLength));

    /// <summary>The plan for a rectangle of the product's result.</summary>
    internal static unsafe GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        GemmColumns columns = GemmColumns.Of<T, TIsa, TVec>(part.Columns);
        return Of<T, TIsa, TVec>(product, part, columns, 0, columns.Panels);
    }

    /// <summary>The plan for a part of the product's result where B is packed.</summary>
    internal static unsafe GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, in PackedLayout layout, in PackedPart part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        GemmRectangle rows = new(part.Row, 0, part.Rows, product.N);
        return new GemmPlan(Of<T, TIsa, TVec>(product, rows, layout.Columns, part.Panel, part.EndPanel), layout, sizeof(T));
    }

    /// <summary>Where a panel of a packed B starts, by its first term and column.</summary>
    internal nint OffsetOfPacked(nint p, nint column) => _layout.OffsetOf(p, column);

    private static unsafe GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, in GemmRectangle part, in GemmColumns columns, nint panel, nint endPanel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int tileRows = GemmTile.Rows<T, TIsa, TVec>(columns.Vectors);
        GemmPlan plan = new(part, columns, panel, endPanel, TIsa.Lanes, tileRows, product.K, sizeof(T), product.Swapped);
        return new GemmPlan(plan, GemmRouting.PacksA(product, part.Rows, endPanel - panel), TIsa.Lanes);
    }
}
