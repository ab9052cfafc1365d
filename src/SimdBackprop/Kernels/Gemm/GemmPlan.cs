using System.Numerics;

namespace SimdBackprop;

/// <summary>How one part of C is computed: its cuts, what is packed, and how much scratch that takes.</summary>
internal readonly struct GemmPlan
{
    /// <summary>The rows and columns of C.</summary>
    internal GemmRectangle Part { get; private init; }

    /// <summary>The columns, cut into panels.</summary>
    internal GemmColumns Columns { get; private init; }

    /// <summary>The first panel that is computed.</summary>
    internal nint FirstPanel { get; private init; }

    /// <summary>The panel after the last that is computed.</summary>
    internal nint EndPanel { get; private init; }

    /// <summary>The most rows of a tile.</summary>
    internal int TileRows { get; private init; }

    /// <summary>The most terms between loading and storing C.</summary>
    internal nint KBlock { get; private init; }

    /// <summary>Rows of C that are computed together: all, unless the scratch for a packed A or a C in scratch would get too large.</summary>
    internal nint MBlock { get; private init; }

    /// <summary>Rows of A that are packed together.</summary>
    internal nint ChunkRows { get; private init; }

    /// <summary>Rows of C that are finished together: the chunks that make so many, or what is left at the end; 1 finishes every chunk by itself.</summary>
    internal nint FinishedRows { get; private init; }

    /// <summary>Panels that pass by all strips of A before the next ones follow.</summary>
    internal nint GroupPanels { get; private init; }

    /// <summary>Whether A is copied, tile by tile.</summary>
    internal bool PacksA { get; private init; }

    /// <summary>Whether the copy stays for all groups of panels; else each chunk's is overwritten by the next.</summary>
    internal bool KeepsA { get; private init; }

    /// <summary>Whether a chunk of A is asked for before it is copied or used.</summary>
    internal bool AsksForA { get; private init; }

    /// <summary>The fewest strips of a block that ask for what the next group copies of B; more than any block has where B is packed, or C is taken.</summary>
    internal nint StripsAskingForB { get; private init; }

    /// <summary>Where a B that is packed already has its panels; null if it is not.</summary>
    internal PackedLayout? Layout { get; private init; }

    /// <summary>Whether a packed B is too large for the second-level cache.</summary>
    internal bool IsFar { get; private init; }

    /// <summary>Whether every strip of a product that the epilogue takes reads B where the caller has it.</summary>
    internal bool ReadsBInPlace { get; private init; }

    /// <summary>Whether C is computed in scratch: because the caller's is stored transposed, or because the epilogue takes it.</summary>
    internal bool OwnsC { get; private init; }

    /// <summary>Whether that scratch is a group's part of a strip, used again and again: it is taken when it is complete. There are two of them, for an epilogue that takes one while the next is computed; where it does not, nobody touches the second.</summary>
    internal bool OwnsOneStrip { get; private init; }

    /// <summary>From one row of C in scratch to the next.</summary>
    internal nint OwnRow { get; private init; }

    /// <summary>Elements of scratch for a group of panels of B.</summary>
    internal nint BLength => Layout is null && !ReadsBInPlace ? GroupPanels * KBlock * PanelWidth : 0;

    /// <summary>Elements of scratch for a chunk of A, or for all of a block of rows where it is kept.</summary>
    internal nint ALength => !PacksA ? 0 : (KeepsA ? MBlock : nint.Min(ChunkRows, Part.Rows)) * KBlock;

    /// <summary>Elements of scratch.</summary>
    internal int ScratchLength => checked((int)(BLength + ALength + ((OwnsOneStrip ? 2 * TileRows : MBlock) * OwnRow)));

    private nint PanelWidth { get; init; }

    /// <summary>The panel after the group that starts with a panel.</summary>
    internal nint EndOfGroup(nint panel) => nint.Min(panel + GroupPanels, EndPanel);

    /// <summary>
    /// A rectangle's columns, cut where scratch for a chunk of a C that is stored transposed would get too large: few weights times very many samples. A C that the
    /// epilogue takes after several blocks of terms waits in scratch for the last, some panels at a time.
    /// </summary>
    internal static unsafe TileCut Slices<T, TIsa, TVec>(in GemmArguments<T> product, in GemmRectangle part, bool taken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint chunkRows = nint.Min(part.Rows, GemmBlocking.ChunkTiles * GemmTile.Rows<T, TIsa, TVec>(GemmTile.Vectors));
        nint most = product.Swapped ? (nint)(GemmBlocking.OwnCBytes / (chunkRows * sizeof(T)))
            : taken && product.K > GemmBlocking.KBlockOfTaken ? GemmBlocking.PanelsOfSlice * GemmTile.Vectors * TIsa.Lanes
            : part.Columns;
        return new TileCut(part.Columns, (int)nint.Min(most, int.MaxValue));
    }

    /// <summary>The plan for a rectangle of the product's result.</summary>
    internal static GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, in GemmRectangle part, bool taken, int mostTerms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        GemmColumns columns = GemmColumns.Of<T, TIsa, TVec>(part.Columns);
        return Of<T, TIsa, TVec>(product, part, columns, 0, columns.Panels, layout: null, taken, mostTerms);
    }

    /// <summary>The plan for a part of the product's result where B is packed.</summary>
    internal static GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, in PackedLayout layout, in PackedPart part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        Of<T, TIsa, TVec>(product, new GemmRectangle(part.Row, 0, part.Rows, product.N), layout.Columns, part.Panel, part.EndPanel, layout, taken: false, GemmBlocking.KBlock);

    private static unsafe GemmPlan Of<T, TIsa, TVec>(
        in GemmArguments<T> product, in GemmRectangle part, in GemmColumns columns, nint panel, nint endPanel, PackedLayout? layout, bool taken, int mostTerms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int tileRows = GemmTile.Rows<T, TIsa, TVec>(columns.Vectors);
        nint chunkRows = GemmBlocking.ChunkTiles * tileRows;
        nint kBlock = GemmBlocking.Even(product.K, mostTerms);
        nint panels = endPanel - panel, panelWidth = GemmTile.Vectors * TIsa.Lanes;
        nint mostInGroup = (nint)(GemmBlocking.GroupBytes / (kBlock * panelWidth * sizeof(T)));
        mostInGroup = taken ? nint.Min(mostInGroup, (nint)(((GemmBlocking.TakenRowBytes / sizeof(T)) + panelWidth - 1) / panelWidth)) : mostInGroup;
        nint group = layout is null && !taken && GemmRouting.GoesPanelByPanel(product, part.Rows, tileRows) ? 1 : GemmBlocking.Even(panels, nint.Clamp(mostInGroup, 1, panels));
        bool packsA = GemmRouting.PacksA(product, part, panels), keepsA = packsA && group < panels;
        bool ownsC = product.Swapped || taken, ownsOneStrip = taken && kBlock == product.K;

        // A strip of whole rows has no gaps between them, so that the rule can take it as one row, beside the next strip too; where it does not, that lost nothing, even with rows 8 KiB apart.
        nint ownRow = !ownsC ? 0 : ownsOneStrip && group == panels ? part.Columns : GemmBlocking.Unaliased(ownsOneStrip ? group * panelWidth : part.Columns, TIsa.Lanes);

        // Whole chunks, so that only the last block has a smaller one.
        nint most = part.Rows;
        most = keepsA ? nint.Min(most, (nint)(GemmBlocking.KeptABytes / (kBlock * sizeof(T)))) : most;
        most = ownsC && !ownsOneStrip ? nint.Min(most, (nint)(GemmBlocking.OwnCBytes / (ownRow * sizeof(T)))) : most;
        nint mBlock = nint.Min((GemmBlocking.Even(part.Rows, nint.Max(most, 1)) + chunkRows - 1) / chunkRows * chunkRows, part.Rows);

        return new GemmPlan
        {
            Part = part,
            Columns = columns,
            FirstPanel = panel,
            EndPanel = endPanel,
            TileRows = tileRows,
            KBlock = kBlock,
            MBlock = mBlock,
            ChunkRows = chunkRows,
            FinishedRows = product.Swapped ? GemmBlocking.TransposedRows : 1,
            GroupPanels = group,
            PacksA = packsA,
            KeepsA = keepsA,
            AsksForA = packsA || GemmRouting.IsFarA(product, part),
            StripsAskingForB = layout is null && !taken ? GemmRouting.StripsAskingForB(product, part) : nint.MaxValue,
            Layout = layout,
            IsFar = layout is { } packed && packed.Terms * packed.Width * sizeof(T) > GemmBlocking.FarBytes,
            ReadsBInPlace = taken && GemmRouting.StaysInPlace(product, part, tileRows),
            OwnsC = ownsC,
            OwnsOneStrip = ownsOneStrip,
            OwnRow = ownRow,
            PanelWidth = panelWidth,
        };
    }
}
