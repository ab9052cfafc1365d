using System.Numerics;

namespace SimdBackprop;

/// <summary>What the tiles of one strip of C have in common; distances are in bytes.</summary>
internal unsafe struct GemmStrip<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Terms of each element's chain, at least 1.</summary>
    internal nint Terms;

    /// <summary>From one row of A to the next.</summary>
    internal nint ARow;

    /// <summary>From one term of A to the next; not 0.</summary>
    internal nint AColumn;

    /// <summary>From one row of B to the next, where B is read in place.</summary>
    internal nint BRow;

    /// <summary>From a row of B to the one to prefetch while it is used, where B is read in place.</summary>
    internal nint BAhead;

    /// <summary>From one row of C to the next.</summary>
    internal nint CRow;

    /// <summary>From the last tile of C to the one that follows it.</summary>
    internal nint CAfter;

    /// <summary>What is read of A after this strip, and from one row of it to the next: each tile asks for a piece of it as wide as itself.</summary>
    internal T* LaterA;

    /// <summary>From one row to the next there.</summary>
    internal nint LaterARow;

    /// <summary>What is read of B after these panels; each tile asks for a piece of it as wide as itself.</summary>
    internal T* LaterB;

    /// <summary>From one row to the next there.</summary>
    internal nint LaterBRow;

    /// <summary>0: C is not read; 1: C as it is; else C is multiplied by it first.</summary>
    internal T Beta;

    /// <summary>Sets how far ahead B is prefetched where it is read in place: not at all if the columns end before that.</summary>
    internal void AheadOf(nint terms) => BAhead = terms > GemmBlocking.PrefetchRows ? GemmBlocking.PrefetchRows * BRow : 0;
}
