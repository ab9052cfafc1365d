using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The innermost loop of every product: one source for all instruction sets and all sizes of tiles.</summary>
internal static unsafe class GemmMicroKernel
{
    /// <summary>
    /// Terms in a round of the innermost loop, within which packed factors need no address arithmetic; one in kernels that work beside. Four would save two more instructions of 150, but with them
    /// the code generator gives up inlining.
    /// </summary>
    internal const int TermsPerRound = 2;

    /// <summary>
    /// C ← A·B + β·C for neighbouring tiles of TRows rows × TVectors vectors, from left to right: element (i, j) starts at β·c and takes one
    /// fused multiply-add a term, in order. Where the product is added it starts at +0 instead, and C ← fma(factor, A·B, C) at the end. A kernel that works beside does not read β: it is 0.
    /// </summary>
    /// <remarks>
    /// <code>
    ///              b0   b1   b2     row p of B, or of its packed panel: up to 3 vectors
    /// a[0, p] │   c00  c01  c02 │
    ///    …    │          …      │   column p of A: up to 8 elements, each broadcast
    /// a[7, p] │   c70  c71  c72 │
    /// </code>
    /// The accumulators are separate locals because the code generator keeps those in registers, and no call may be made while they live.
    /// What TRows, TVectors, TPanel and TOutput exclude is no code: they are constants to the code generator. A is read with any two strides, so it needs
    /// no packing for the kernel's sake. Where C ends inside the last vector, that vector is moved back to end with C: it shares columns with
    /// its neighbour and computes the same bits there, because all of a tile, or of a row of it that is added to, is loaded before any of it is stored.
    /// </remarks>
    /// <param name="strip">What the tiles have in common.</param>
    /// <param name="tiles">How many tiles, at least 1.</param>
    /// <param name="a">The first term of A's first row.</param>
    /// <param name="b">The first row of the first tile's columns of B, in place or packed.</param>
    /// <param name="c">The first tile's first element.</param>
    /// <param name="last">Where in each tile its last vector starts.</param>
    /// <param name="packed">Where a packing kernel leaves the panels it has read, one after the other.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T, TIsa, TVec, TRows, TVectors, TLeft, TPanel, TOutput>(
        GemmStrip<T>* strip, nint tiles, T* a, T* b, T* c, nint last, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
        where TPanel : struct, IPanel
        where TOutput : struct, IOutput<T>
    {
        nint middle = TVectors.Value == 2 ? last : TIsa.Lanes;
        nint aRow = strip->ARow, aRow3 = 3 * aRow;
        nint aColumn = strip->AColumn, bRow = strip->BRow, ahead = strip->BAhead;
        int width = TVectors.Value * TIsa.Lanes;
        for (; tiles > 0; tiles--)
        {
            TVec c00 = TIsa.Zero, c01 = TIsa.Zero, c02 = TIsa.Zero;
            TVec c10 = TIsa.Zero, c11 = TIsa.Zero, c12 = TIsa.Zero;
            TVec c20 = TIsa.Zero, c21 = TIsa.Zero, c22 = TIsa.Zero;
            TVec c30 = TIsa.Zero, c31 = TIsa.Zero, c32 = TIsa.Zero;
            TVec c40 = TIsa.Zero, c41 = TIsa.Zero, c42 = TIsa.Zero;
            TVec c50 = TIsa.Zero, c51 = TIsa.Zero, c52 = TIsa.Zero;
            TVec c60 = TIsa.Zero, c61 = TIsa.Zero, c62 = TIsa.Zero;
            TVec c70 = TIsa.Zero, c71 = TIsa.Zero, c72 = TIsa.Zero;

            nint cRow = strip->CRow;
            T* row = c;
            if (!TOutput.AddsProduct && !TOutput.WorksBeside && !T.IsZero(strip->Beta))
            {
                Load<T, TIsa, TVec, TRows, TVectors>(0, ref row, cRow, middle, last, ref c00, ref c01, ref c02);
                Load<T, TIsa, TVec, TRows, TVectors>(1, ref row, cRow, middle, last, ref c10, ref c11, ref c12);
                Load<T, TIsa, TVec, TRows, TVectors>(2, ref row, cRow, middle, last, ref c20, ref c21, ref c22);
                Load<T, TIsa, TVec, TRows, TVectors>(3, ref row, cRow, middle, last, ref c30, ref c31, ref c32);
                Load<T, TIsa, TVec, TRows, TVectors>(4, ref row, cRow, middle, last, ref c40, ref c41, ref c42);
                Load<T, TIsa, TVec, TRows, TVectors>(5, ref row, cRow, middle, last, ref c50, ref c51, ref c52);
                Load<T, TIsa, TVec, TRows, TVectors>(6, ref row, cRow, middle, last, ref c60, ref c61, ref c62);
                Load<T, TIsa, TVec, TRows, TVectors>(7, ref row, cRow, middle, last, ref c70, ref c71, ref c72);

                if (strip->Beta != T.One)
                {
                    TVec beta = TIsa.Broadcast(strip->Beta);
                    Scale<T, TIsa, TVec, TRows, TVectors>(0, beta, ref c00, ref c01, ref c02);
                    Scale<T, TIsa, TVec, TRows, TVectors>(1, beta, ref c10, ref c11, ref c12);
                    Scale<T, TIsa, TVec, TRows, TVectors>(2, beta, ref c20, ref c21, ref c22);
                    Scale<T, TIsa, TVec, TRows, TVectors>(3, beta, ref c30, ref c31, ref c32);
                    Scale<T, TIsa, TVec, TRows, TVectors>(4, beta, ref c40, ref c41, ref c42);
                    Scale<T, TIsa, TVec, TRows, TVectors>(5, beta, ref c50, ref c51, ref c52);
                    Scale<T, TIsa, TVec, TRows, TVectors>(6, beta, ref c60, ref c61, ref c62);
                    Scale<T, TIsa, TVec, TRows, TVectors>(7, beta, ref c70, ref c71, ref c72);
                }
            }

            T* low = a, high = At(a, 4 * aRow), source = b;
            T* following = At(c, tiles > 1 ? strip->CNext : strip->CAfter);
            nint terms = strip->Terms, rounds = TOutput.WorksBeside ? terms : terms / TermsPerRound;
            nint asks = TOutput.WorksBeside ? strip->Asks : TPanel.LooksAhead ? strip->Asks + TRows.Value : 0;
            nint between = TOutput.WorksBeside || TPanel.LooksAhead ? strip->RoundsBetween : 0;
            TVec b0, b1, b2;

            // Where nothing is asked for or done beside, asks stays a constant, and the outer loop is no code.
            for (rounds -= asks * between; ; rounds = between, asks = TOutput.WorksBeside || TPanel.LooksAhead ? asks - 1 : 0)
            {
                for (; rounds != 0; rounds--)
                {
                    Right<T, TIsa, TVec, TVectors, TPanel>(0, ref source, bRow, ahead, middle, last, ref packed, out b0, out b1, out b2);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(0, 0, low, high, aRow, aRow3, b0, b1, b2, ref c00, ref c01, ref c02);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(1, 0, low, high, aRow, aRow3, b0, b1, b2, ref c10, ref c11, ref c12);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(2, 0, low, high, aRow, aRow3, b0, b1, b2, ref c20, ref c21, ref c22);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(3, 0, low, high, aRow, aRow3, b0, b1, b2, ref c30, ref c31, ref c32);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(4, 0, low, high, aRow, aRow3, b0, b1, b2, ref c40, ref c41, ref c42);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(5, 0, low, high, aRow, aRow3, b0, b1, b2, ref c50, ref c51, ref c52);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(6, 0, low, high, aRow, aRow3, b0, b1, b2, ref c60, ref c61, ref c62);
                    Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(7, 0, low, high, aRow, aRow3, b0, b1, b2, ref c70, ref c71, ref c72);
                    low = TLeft.Next(low, aColumn, TOutput.WorksBeside ? 1 : 0, TRows.Value);
                    high = TLeft.Next(high, aColumn, TOutput.WorksBeside ? 1 : 0, TRows.Value);
                    if (!TOutput.WorksBeside)
                    {
                        Right<T, TIsa, TVec, TVectors, TPanel>(1, ref source, bRow, ahead, middle, last, ref packed, out b0, out b1, out b2);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(0, 1, low, high, aRow, aRow3, b0, b1, b2, ref c00, ref c01, ref c02);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(1, 1, low, high, aRow, aRow3, b0, b1, b2, ref c10, ref c11, ref c12);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(2, 1, low, high, aRow, aRow3, b0, b1, b2, ref c20, ref c21, ref c22);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(3, 1, low, high, aRow, aRow3, b0, b1, b2, ref c30, ref c31, ref c32);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(4, 1, low, high, aRow, aRow3, b0, b1, b2, ref c40, ref c41, ref c42);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(5, 1, low, high, aRow, aRow3, b0, b1, b2, ref c50, ref c51, ref c52);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(6, 1, low, high, aRow, aRow3, b0, b1, b2, ref c60, ref c61, ref c62);
                        Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(7, 1, low, high, aRow, aRow3, b0, b1, b2, ref c70, ref c71, ref c72);
                        low = TLeft.Next(low, aColumn, TermsPerRound, TRows.Value);
                        high = TLeft.Next(high, aColumn, TermsPerRound, TRows.Value);
                    }

                    source += TPanel.IsPacked ? (TOutput.WorksBeside ? 1 : TermsPerRound) * TVectors.Value * TIsa.Lanes : 0;
                }

                if (asks == 0)
                {
                    break;
                }

                if (TOutput.WorksBeside)
                {
                    TOutput.Beside<TIsa, TVec>(strip);
                }
                else if (asks <= TRows.Value)
                {
                    Prefetch<T, TIsa, TVec, TVectors>(following);
                    following = At(following, strip->AfterRow);
                }
                else
                {
                    strip->Upcoming.Ask<T, TIsa, TVec>();
                }
            }

            if (!TOutput.WorksBeside && terms % TermsPerRound != 0)
            {
                Right<T, TIsa, TVec, TVectors, TPanel>(0, ref source, bRow, ahead, middle, last, ref packed, out b0, out b1, out b2);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(0, 0, low, high, aRow, aRow3, b0, b1, b2, ref c00, ref c01, ref c02);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(1, 0, low, high, aRow, aRow3, b0, b1, b2, ref c10, ref c11, ref c12);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(2, 0, low, high, aRow, aRow3, b0, b1, b2, ref c20, ref c21, ref c22);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(3, 0, low, high, aRow, aRow3, b0, b1, b2, ref c30, ref c31, ref c32);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(4, 0, low, high, aRow, aRow3, b0, b1, b2, ref c40, ref c41, ref c42);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(5, 0, low, high, aRow, aRow3, b0, b1, b2, ref c50, ref c51, ref c52);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(6, 0, low, high, aRow, aRow3, b0, b1, b2, ref c60, ref c61, ref c62);
                Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(7, 0, low, high, aRow, aRow3, b0, b1, b2, ref c70, ref c71, ref c72);
                source += TPanel.IsPacked ? TVectors.Value * TIsa.Lanes : 0;
            }

            if (TOutput.AddsProduct)
            {
                TVec factor = TIsa.Broadcast(strip->Factor);
                row = c;
                Add<T, TIsa, TVec, TRows, TVectors>(0, factor, ref row, cRow, middle, last, ref c00, ref c01, ref c02);
                Add<T, TIsa, TVec, TRows, TVectors>(1, factor, ref row, cRow, middle, last, ref c10, ref c11, ref c12);
                Add<T, TIsa, TVec, TRows, TVectors>(2, factor, ref row, cRow, middle, last, ref c20, ref c21, ref c22);
                Add<T, TIsa, TVec, TRows, TVectors>(3, factor, ref row, cRow, middle, last, ref c30, ref c31, ref c32);
                Add<T, TIsa, TVec, TRows, TVectors>(4, factor, ref row, cRow, middle, last, ref c40, ref c41, ref c42);
                Add<T, TIsa, TVec, TRows, TVectors>(5, factor, ref row, cRow, middle, last, ref c50, ref c51, ref c52);
                Add<T, TIsa, TVec, TRows, TVectors>(6, factor, ref row, cRow, middle, last, ref c60, ref c61, ref c62);
                Add<T, TIsa, TVec, TRows, TVectors>(7, factor, ref row, cRow, middle, last, ref c70, ref c71, ref c72);
            }

            row = c;
            Store<T, TIsa, TVec, TRows, TVectors>(0, ref row, cRow, middle, last, c00, c01, c02);
            Store<T, TIsa, TVec, TRows, TVectors>(1, ref row, cRow, middle, last, c10, c11, c12);
            Store<T, TIsa, TVec, TRows, TVectors>(2, ref row, cRow, middle, last, c20, c21, c22);
            Store<T, TIsa, TVec, TRows, TVectors>(3, ref row, cRow, middle, last, c30, c31, c32);
            Store<T, TIsa, TVec, TRows, TVectors>(4, ref row, cRow, middle, last, c40, c41, c42);
            Store<T, TIsa, TVec, TRows, TVectors>(5, ref row, cRow, middle, last, c50, c51, c52);
            Store<T, TIsa, TVec, TRows, TVectors>(6, ref row, cRow, middle, last, c60, c61, c62);
            Store<T, TIsa, TVec, TRows, TVectors>(7, ref row, cRow, middle, last, c70, c71, c72);

            b = TPanel.IsPacked ? source : b + width;
            c += width;
        }
    }

    /// <summary>A row of B, of which a packing kernel leaves a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Right<T, TIsa, TVec, TVectors, TPanel>(
        int term, ref T* row, nint bRow, nint ahead, nint middle, nint last, ref T* packed, out TVec b0, out TVec b1, out TVec b2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TVectors : struct, ICount
        where TPanel : struct, IPanel
    {
        int start = term * TVectors.Value * TIsa.Lanes;
        b0 = TIsa.Load(TPanel.IsPacked ? row + start : row);
        b1 = TVectors.Value > 1 ? TIsa.Load(TPanel.IsPacked ? row + (start + TIsa.Lanes) : row + middle) : TIsa.Zero;
        b2 = TVectors.Value > 2 ? TIsa.Load(TPanel.IsPacked ? row + (start + (2 * TIsa.Lanes)) : row + last) : TIsa.Zero;
        if (TPanel.Prefetches)
        {
            // One address that moves, not three, and where the panel is or becomes packed a distance that is part of the address: there is no register left.
            T* later = At(row, TPanel.IsPacked ? GemmBlocking.StreamAheadBytes + (start * sizeof(T)) : TPanel.Packs ? GemmBlocking.PrefetchRows * bRow : ahead);
            TIsa.Prefetch(later);
            if (TVectors.Value > 1)
            {
                later += TIsa.Lanes;
                TIsa.Prefetch(later);
            }

            if (TVectors.Value > 2)
            {
                later += TIsa.Lanes;
                TIsa.Prefetch(later);
            }
        }

        row = TPanel.IsPacked ? row : At(row, bRow);
        if (TPanel.Packs)
        {
            TIsa.Store(packed, b0);
            if (TVectors.Value > 1)
            {
                TIsa.Store(packed + TIsa.Lanes, b1);
            }

            if (TVectors.Value > 2)
            {
                TIsa.Store(packed + (2 * TIsa.Lanes), b2);
            }

            packed += TVectors.Value * TIsa.Lanes;
        }
    }

    /// <summary>Row <paramref name="index"/> of C into its accumulators, if the tile has that row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T, TIsa, TVec, TRows, TVectors>(
        int index, ref T* row, nint cRow, nint middle, nint last, ref TVec c0, ref TVec c1, ref TVec c2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (index < TRows.Value)
        {
            c0 = TIsa.Load(row);
            if (TVectors.Value > 1)
            {
                c1 = TIsa.Load(row + middle);
            }

            if (TVectors.Value > 2)
            {
                c2 = TIsa.Load(row + last);
            }

            row = At(row, cRow);
        }
    }

    /// <summary>Asks for a row of the tile that comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T, TIsa, TVec, TVectors>(T* row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TVectors : struct, ICount
    {
        TIsa.Prefetch(row);
        if (TVectors.Value > 1)
        {
            TIsa.Prefetch(row + TIsa.Lanes);
        }

        if (TVectors.Value > 2)
        {
            TIsa.Prefetch(row + (2 * TIsa.Lanes));
        }
    }

    /// <summary>β·c in a row's accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<T, TIsa, TVec, TRows, TVectors>(int index, TVec beta, ref TVec c0, ref TVec c1, ref TVec c2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (index < TRows.Value)
        {
            c0 = TIsa.Multiply(beta, c0);
            if (TVectors.Value > 1)
            {
                c1 = TIsa.Multiply(beta, c1);
            }

            if (TVectors.Value > 2)
            {
                c2 = TIsa.Multiply(beta, c2);
            }
        }
    }

    /// <summary>One term of a row's chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<T, TIsa, TVec, TRows, TVectors, TLeft>(
        int index, int term, T* low, T* high, nint aRow, nint aRow3, TVec b0, TVec b1, TVec b2, ref TVec c0, ref TVec c1, ref TVec c2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        if (index < TRows.Value)
        {
            TVec ai = TIsa.Broadcast(*TLeft.Element(index, term, TRows.Value, low, high, aRow, aRow3));
            c0 = TIsa.MultiplyAdd(ai, b0, c0);
            if (TVectors.Value > 1)
            {
                c1 = TIsa.MultiplyAdd(ai, b1, c1);
            }

            if (TVectors.Value > 2)
            {
                c2 = TIsa.MultiplyAdd(ai, b2, c2);
            }
        }
    }

    /// <summary>A row of C with the product in a row's accumulators added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TIsa, TVec, TRows, TVectors>(
        int index, TVec factor, ref T* row, nint cRow, nint middle, nint last, ref TVec c0, ref TVec c1, ref TVec c2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (index < TRows.Value)
        {
            c0 = TIsa.MultiplyAdd(factor, c0, TIsa.Load(row));
            if (TVectors.Value > 1)
            {
                c1 = TIsa.MultiplyAdd(factor, c1, TIsa.Load(row + middle));
            }

            if (TVectors.Value > 2)
            {
                c2 = TIsa.MultiplyAdd(factor, c2, TIsa.Load(row + last));
            }

            row = At(row, cRow);
        }
    }

    /// <summary>A row's accumulators into C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TIsa, TVec, TRows, TVectors>(int index, ref T* row, nint cRow, nint middle, nint last, TVec c0, TVec c1, TVec c2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (index < TRows.Value)
        {
            TIsa.Store(row, c0);
            if (TVectors.Value > 1)
            {
                TIsa.Store(row + middle, c1);
            }

            if (TVectors.Value > 2)
            {
                TIsa.Store(row + last, c2);
            }

            row = At(row, cRow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* At<T>(T* address, nint bytes)
        where T : unmanaged => (T*)((byte*)address + bytes);
}
