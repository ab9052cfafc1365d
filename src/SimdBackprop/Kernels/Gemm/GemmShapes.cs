using System.Numerics;
using System.Runtime.CompilerServices;

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

/// <summary>How a micro-kernel finds its rows of A. Single expressions: the code generator makes locals for anything more, and stops inlining when a method has 512.</summary>
internal unsafe interface ILeft
{
    /// <summary>A row's element of A, counted from the first or the fifth row of the tile.</summary>
    /// <param name="row">The row.</param>
    /// <param name="term">The term within the round.</param>
    /// <param name="rows">Rows of the tile.</param>
    /// <param name="low">The first row.</param>
    /// <param name="high">The fifth row.</param>
    /// <param name="aRow">Bytes from one row to the next.</param>
    /// <param name="aRow3">Three times as many.</param>
    static abstract T* Element<T>(int row, int term, int rows, T* low, T* high, nint aRow, nint aRow3)
        where T : unmanaged;

    /// <summary>On to the next term; in a packed tile on by the terms of a round that ends, and by none before, because within it terms have fixed places. Kernels that work beside have rounds of one term.</summary>
    static abstract T* Next<T>(T* a, nint aColumn, int terms, int rows)
        where T : unmanaged;
}

/// <summary>A row-major A where the caller has it.</summary>
internal readonly unsafe struct RowMajorLeft : ILeft
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Element<T>(int row, int term, int rows, T* low, T* high, nint aRow, nint aRow3)
        where T : unmanaged => (T*)((byte*)(row < 4 ? low : high) + (row % 4 == 0 ? 0 : row % 4 == 1 ? aRow : row % 4 == 2 ? 2 * aRow : aRow3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* a, nint aColumn, int terms, int rows)
        where T : unmanaged => a + 1;
}

/// <summary>A transposed A where the caller has it.</summary>
internal readonly unsafe struct ColumnMajorLeft : ILeft
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Element<T>(int row, int term, int rows, T* low, T* high, nint aRow, nint aRow3)
        where T : unmanaged => low + row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* a, nint aColumn, int terms, int rows)
        where T : unmanaged => (T*)((byte*)a + aColumn);
}

/// <summary>A copied tile.</summary>
internal readonly unsafe struct PackedLeft : ILeft
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Element<T>(int row, int term, int rows, T* low, T* high, nint aRow, nint aRow3)
        where T : unmanaged => low + ((term * rows) + row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* a, nint aColumn, int terms, int rows)
        where T : unmanaged => a + (terms * rows);
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
internal unsafe interface IOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>C ← fma(factor, product, C) with the complete product; else C ← product + β·C, the chain that starts there.</summary>
    static abstract bool AddsProduct { get; }

    /// <summary>
    /// Whether the kernel does a part of something else every few terms, and then asks for nothing. C is the product then, with β = 0, and a round has one term: both leave the code generator
    /// locals for the other work.
    /// </summary>
    static abstract bool WorksBeside { get; }

    /// <summary>That part. It is inlined where a tile's accumulators fill the registers: whatever it needs of them for more than a moment costs more than it saves.</summary>
    static abstract void Beside<TIsa, TVec>(GemmStrip<T>* strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>C is the product.</summary>
internal readonly unsafe struct ProductOutput<T> : IOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool AddsProduct => false;

    public static bool WorksBeside => false;

    public static void Beside<TIsa, TVec>(GemmStrip<T>* strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }
}

/// <summary>C gets the product added.</summary>
internal readonly unsafe struct AddedOutput<T> : IOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool AddsProduct => true;

    public static bool WorksBeside => false;

    public static void Beside<TIsa, TVec>(GemmStrip<T>* strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }
}

/// <summary>C is the product, a gradient, and the rule is run beside it on a gradient that was complete before.</summary>
internal readonly unsafe struct UpdateOutput<T, TRule> : IOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    public static bool AddsProduct => false;

    public static bool WorksBeside => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Beside<TIsa, TVec>(GemmStrip<T>* strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (strip->Pending.Rows > 0)
        {
            strip->Pending.Step<TRule, TIsa, TVec>();
        }
    }
}
