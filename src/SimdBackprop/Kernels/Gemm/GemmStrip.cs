using System.Numerics;

namespace SimdBackprop;

/// <summary>What the tiles of one strip of C have in common; distances are in bytes.</summary>
internal struct GemmStrip<T>
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

    /// <summary>From a row of B to the one to prefetch while it is used, where B is read in place from afar.</summary>
    internal nint BAhead;

    /// <summary>From one row of C to the next.</summary>
    internal nint CRow;

    /// <summary>From a tile to the next of the same strip, or to what else will be needed then, which is prefetched.</summary>
    internal nint CNext;

    /// <summary>The same for the last of the tiles.</summary>
    internal nint CAfter;

    /// <summary>From one row to the next of what is prefetched.</summary>
    internal nint AfterRow;

    /// <summary>What is done beside the tiles by a kernel that does so.</summary>
    internal PendingUpdate<T> Pending;

    /// <summary>What is asked for during the tiles, beside the next tile of C.</summary>
    internal PrefetchCursor Upcoming;

    /// <summary>Pieces of it that each tile asks for, or vectors that are done beside each.</summary>
    internal nint Asks;

    /// <summary>
    /// Rounds of the innermost loop from one ask, or one vector that is done beside, to the next. A tile asks for each row of the next tile of C as well, and counts rounds down to zero: no more than the rounds by the asks.
    /// </summary>
    internal nint RoundsBetween;

    /// <summary>0: C is not read; 1: C as it is; else C is multiplied by it first.</summary>
    internal T Beta;

    /// <summary>What the product is multiplied by where the kernel adds it to C.</summary>
    internal T Factor;

    /// <summary>Spreads what tiles of a height ask for over their last rounds, or over all of them if there is much. Where that is more than there are rounds, it follows the last of them at once.</summary>
    internal void SpreadAsks(nint height)
    {
        nint rounds = Terms / GemmMicroKernel.TermsPerRound, asks = Asks + height;
        RoundsBetween = nint.Min(GemmBlocking.RoundsAhead / height, rounds / asks);
    }

    /// <summary>
    /// Spreads the vectors of what is pending over so many tiles: each does some, as many as it has terms at most, one at a time. More at a time leave the multiply-adds waiting: two, three and six with 32 samples took 1.04, 1.1 and 1.14
    /// times as long for 2,048² weights with Adam, all of a tile's at its end 1.3 times (float, AVX-512, one thread, AMD).
    /// </summary>
    internal void SpreadPending(nint tiles, int lanes)
    {
        nint vectors = Pending.Rows * (Pending.Columns / lanes);
        Asks = nint.Min((vectors + tiles - 1) / tiles, Terms);
        RoundsBetween = Asks == 0 ? 0 : Terms / Asks;
    }

    /// <summary>Sets how far ahead B is prefetched where it is read in place: not at all if the columns end before that.</summary>
    internal void AheadOf(nint terms) => BAhead = terms > GemmBlocking.PrefetchRows ? GemmBlocking.PrefetchRows * BRow : 0;
}
