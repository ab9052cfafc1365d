namespace SimdBackprop;

/// <summary>A number known when code is generated: a type argument instead of a variable, so that loops over it unroll and branches on it vanish.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct One : ICount
{
    public static int Value => 1;
}

internal readonly struct Two : ICount
{
    public static int Value => 2;
}

internal readonly struct Three : ICount
{
    public static int Value => 3;
}

internal readonly struct Four : ICount
{
    public static int Value => 4;
}

internal readonly struct Five : ICount
{
    public static int Value => 5;
}

internal readonly struct Six : ICount
{
    public static int Value => 6;
}

internal readonly struct Seven : ICount
{
    public static int Value => 7;
}

internal readonly struct Eight : ICount
{
    public static int Value => 8;
}

internal readonly struct Nine : ICount
{
    public static int Value => 9;
}

internal readonly struct Ten : ICount
{
    public static int Value => 10;
}

internal readonly struct Eleven : ICount
{
    public static int Value => 11;
}

internal readonly struct Twelve : ICount
{
    public static int Value => 12;
}

internal readonly struct Sixteen : ICount
{
    public static int Value => 16;
}

internal readonly struct Twenty : ICount
{
    public static int Value => 20;
}

internal readonly struct TwentyFour : ICount
{
    public static int Value => 24;
}

/// <summary>How a micro-kernel finds its rows of A.</summary>
internal interface ILeft
{
    /// <summary>The elements of one term lie side by side; else those of one row do.</summary>
    static abstract bool RowsAreNeighbours { get; }

    /// <summary>One term follows the other without a gap.</summary>
    static abstract bool IsPacked { get; }
}

/// <summary>A row-major A where the caller has it.</summary>
internal readonly struct RowMajorLeft : ILeft
{
    public static bool RowsAreNeighbours => false;

    public static bool IsPacked => false;
}

/// <summary>A transposed A where the caller has it.</summary>
internal readonly struct ColumnMajorLeft : ILeft
{
    public static bool RowsAreNeighbours => true;

    public static bool IsPacked => false;
}

/// <summary>A copied tile.</summary>
internal readonly struct PackedLeft : ILeft
{
    public static bool RowsAreNeighbours => true;

    public static bool IsPacked => true;
}

/// <summary>How a micro-kernel finds its columns of B.</summary>
internal interface IPanel
{
    /// <summary>The rows of a panel lie one after the other, as wide as the tile; else B is read where the caller has it.</summary>
    static abstract bool IsPacked { get; }

    /// <summary>The kernel leaves a packed copy of what it reads: the stores are free beside its arithmetic.</summary>
    static abstract bool Packs { get; }

    /// <summary>The kernel asks for what it will read a while before it does.</summary>
    static abstract bool Prefetches { get; }

    /// <summary>The kernel asks for what comes after its tile, the next tile of C and what will be copied.</summary>
    static abstract bool LooksAhead { get; }
}

/// <summary>B where the caller has it, in a near cache.</summary>
internal readonly struct InPlacePanel : IPanel
{
    public static bool IsPacked => false;

    public static bool Packs => false;

    public static bool Prefetches => false;

    public static bool LooksAhead => false;
}

/// <summary>B where the caller has it, from afar.</summary>
internal readonly struct StreamedInPlacePanel : IPanel
{
    public static bool IsPacked => false;

    public static bool Packs => false;

    public static bool Prefetches => true;

    public static bool LooksAhead => false;
}

/// <summary>B where the caller has it, copied on the way. That keeps the memory and the registers busy enough.</summary>
internal readonly struct PackingPanel : IPanel
{
    public static bool IsPacked => false;

    public static bool Packs => true;

    public static bool Prefetches => true;

    public static bool LooksAhead => false;
}

/// <summary>A packed panel of B in a near cache.</summary>
internal readonly struct PackedPanel : IPanel
{
    public static bool IsPacked => true;

    public static bool Packs => false;

    public static bool Prefetches => false;

    public static bool LooksAhead => true;
}

/// <summary>A packed panel of B that comes from afar.</summary>
internal readonly struct StreamedPanel : IPanel
{
    public static bool IsPacked => true;

    public static bool Packs => false;

    public static bool Prefetches => true;

    public static bool LooksAhead => true;
}

/// <summary>What becomes of C.</summary>
internal interface IOutput
{
    /// <summary>C ← fma(factor, product, C) with the complete product; else C ← product + β·C, the chain that starts there.</summary>
    static abstract bool AddsProduct { get; }
}

/// <summary>C is the product.</summary>
internal readonly struct ProductOutput : IOutput
{
    public static bool AddsProduct => false;
}

/// <summary>C gets the product added.</summary>
internal readonly struct AddedOutput : IOutput
{
    public static bool AddsProduct => true;
}
