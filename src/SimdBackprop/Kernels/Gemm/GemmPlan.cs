using System.Numerics;

namespace SimdBackprop;

/// <summary>How A comes to the kernel.</summary>
internal enum APacking
{
    /// <summary>Where the caller has it.</summary>
    None,

    /// <summary>Copied row by row.</summary>
    Rows,

    /// <summary>Copied tile by tile, from a transposed A.</summary>
    Tiles,
}

/// <summary>How one rectangle of C is computed: its cuts, what is packed, and how much scratch that takes.</summary>
internal readonly struct GemmPlan
{
    internal readonly nint KBlock;
    internal readonly nint MBlock;

    internal readonly GemmColumns Columns;

    /// <summary>Panels that pass by a strip of A before the next strip follows.</summary>
    internal readonly nint GroupPanels;

    internal readonly APacking PacksA;

    /// <summary>Elements of scratch for a group of panels of B.</summary>
    internal readonly nint BLength;

    /// <summary>Elements of scratch for a block of A.</summary>
    internal readonly nint ALength;

    /// <summary>Elements of scratch for a block of C, where the result is stored transposed.</summary>
    internal readonly nint CLength;

    private GemmPlan(nint kBlock, nint mBlock, GemmColumns columns, nint groupPanels, APacking packsA, nint bLength, nint aLength, nint cLength)
    {
        KBlock = kBlock;
        MBlock = mBlock;
        Columns = columns;
        GroupPanels = groupPanels;
        PacksA = packsA;
        BLength = bLength;
        ALength = aLength;
        CLength = cLength;
    }

    /// <summary>The plan for m × n elements of the product's result.</summary>
    internal static unsafe GemmPlan Of<T, TIsa, TVec>(in GemmArguments<T> product, nint m, nint n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int tileRows = GemmTile.Rows<T, TIsa, TVec>();
        nint kBlock = GemmBlocking.EvenKBlock(product.K);
        GemmColumns columns = GemmColumns.Of<T, TIsa, TVec>(n);

        nint panelLength = kBlock * GemmTile.Vectors * TIsa.Lanes;
        nint groupPanels = nint.Clamp((nint)(GemmBlocking.GroupBytes / (panelLength * sizeof(T))), 1, columns.Panels.Count);
        nint bytesOfRow = (kBlock + (product.Swapped ? n : 0)) * sizeof(T);
        nint mBlock = nint.Max((nint)(GemmBlocking.ABlockBytes / bytesOfRow), 8 * tileRows);
        mBlock = Even(m, mBlock, tileRows);

        APacking packsA = GemmRouting.PacksA(product, columns.Panels.Count);
        return new GemmPlan(
            kBlock,
            mBlock,
            columns,
            groupPanels,
            packsA,
            groupPanels * panelLength,
            packsA switch
            {
                APacking.Rows => mBlock * GemmPacking.RowPitch<T, TIsa, TVec>(kBlock),
                APacking.Tiles => (mBlock * kBlock) + TIsa.Lanes,
                _ => 0,
            },
            product.Swapped ? mBlock * n : 0);
    }

    /// <summary>An extent cut into equal blocks of whole tiles, none longer than the largest unless a tile is.</summary>
    private static nint Even(nint extent, nint largest, nint tile)
    {
        nint blocks = (extent + largest - 1) / largest;
        nint even = (extent + blocks - 1) / blocks;
        return nint.Min((even + tile - 1) / tile * tile, extent);
    }
}
