using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// The lane sums of rows of a matrix with one vector, as <see cref="LaneReduction"/> defines them for each row. Rows are taken in pairs, so that a
/// vector of x is loaded once for both and eight sums are under way, which is what the latency of a fused multiply-add asks for.
/// </summary>
internal static unsafe class RowSums
{
    /// <summary>sums[i] ← the lane sum of row (row + i) of A with x.</summary>
    internal static void Run<T, TIsa, TVec>(in MatrixView<T> a, nint row, nint rows, T* x, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        byte* memory = stackalloc byte[(2 * LaneReduction.LaneBytes) + LaneReduction.ScratchBytes];
        T* xRest = LaneReduction.Align<T>(memory);
        T* lanes = xRest + LaneReduction.LaneCount<T>();
        nint pairedRows = rows - (rows % 2);

        // All rows of a piece of x before its next piece: x stays in the second-level cache.
        nint start = 0;
        do
        {
            nint length = nint.Min(LaneReduction.PieceLength, a.Columns - start);
            CopyRest<T, TIsa, TVec>(x + start, length, xRest);
            Pairs<T, TIsa, TVec>(a.RowAt(row) + start, a.Pitch, pairedRows, x + start, xRest, length, lanes, sums, start > 0);
            if (pairedRows < rows)
            {
                DotStep<T> step = new(a.RowAt(row + pairedRows), x);
                T sum = LaneReduction.PieceSum<T, TIsa, TVec, DotStep<T>>(step, start, length);
                sums[pairedRows] = start > 0 ? sums[pairedRows] + sum : sum;
            }

            start += length;
        }
        while (start < a.Columns);
    }

    /// <summary>
    /// What is left of x after whole rounds of the lanes, filled up with −0. With a row's rest, which is filled up with +0, that gives products of −0: adding one
    /// changes no lane, not even a −0.
    /// </summary>
    private static void CopyRest<T, TIsa, TVec>(T* x, nint length, T* xRest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int count = LaneReduction.LaneCount<T>();
        int rest = (int)(length % count);
        for (int i = 0; i < count; i += TIsa.Lanes)
        {
            TIsa.Store(xRest + i, TIsa.Broadcast(T.NegativeZero));
        }

        new ReadOnlySpan<T>(x + length - rest, rest).CopyTo(new Span<T>(xRest, rest));
    }

    // One method for all pairs, away from the stackalloc: short rows are over before a call would be.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Pairs<T, TIsa, TVec>(T* a, nint pitch, nint rows, T* x, T* xRest, nint length, T* lanes, T* sums, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint row = 0; row < rows; row += 2)
        {
            Pair<T, TIsa, TVec>(a, a + pitch, x, xRest, length, lanes, sums + row, add);
            a += 2 * pitch;
        }
    }

    /// <summary>sums[0] and sums[1] take the lane sums of the rows a and b with x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<T, TIsa, TVec>(T* a, T* b, T* x, T* xRest, nint length, T* lanes, T* sums, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int count = LaneReduction.LaneCount<T>();
        T* otherLanes = lanes + count;
        nint rest = length % count;
        nint whole = length - rest;
        nint block = 0;
        TVec a0 = TIsa.Zero, a1 = TIsa.Zero, a2 = TIsa.Zero, a3 = TIsa.Zero;
        TVec b0 = TIsa.Zero, b1 = TIsa.Zero, b2 = TIsa.Zero, b3 = TIsa.Zero;
        do
        {
            nint end = nint.Min(block + LaneReduction.BlockLength<T>(TIsa.Lanes), whole);
            for (int group = 0; group < count; group += 4 * TIsa.Lanes)
            {
                if (!LaneReduction.IsOneGroup<T>(TIsa.Lanes) && block == 0)
                {
                    a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = TIsa.Zero;
                }
                else if (!LaneReduction.IsOneGroup<T>(TIsa.Lanes))
                {
                    a0 = TIsa.Load(lanes + group);
                    a1 = TIsa.Load(lanes + group + TIsa.Lanes);
                    a2 = TIsa.Load(lanes + group + (2 * TIsa.Lanes));
                    a3 = TIsa.Load(lanes + group + (3 * TIsa.Lanes));
                    b0 = TIsa.Load(otherLanes + group);
                    b1 = TIsa.Load(otherLanes + group + TIsa.Lanes);
                    b2 = TIsa.Load(otherLanes + group + (2 * TIsa.Lanes));
                    b3 = TIsa.Load(otherLanes + group + (3 * TIsa.Lanes));
                }

                T* nextA = a + block + group;
                T* nextB = b + block + group;
                T* nextX = x + block + group;
                TVec xi;
                for (nint round = block; round < end; round += count)
                {
                    xi = TIsa.Load(nextX);
                    a0 = TIsa.MultiplyAdd(TIsa.Load(nextA), xi, a0);
                    b0 = TIsa.MultiplyAdd(TIsa.Load(nextB), xi, b0);
                    xi = TIsa.Load(nextX + TIsa.Lanes);
                    a1 = TIsa.MultiplyAdd(TIsa.Load(nextA + TIsa.Lanes), xi, a1);
                    b1 = TIsa.MultiplyAdd(TIsa.Load(nextB + TIsa.Lanes), xi, b1);
                    xi = TIsa.Load(nextX + (2 * TIsa.Lanes));
                    a2 = TIsa.MultiplyAdd(TIsa.Load(nextA + (2 * TIsa.Lanes)), xi, a2);
                    b2 = TIsa.MultiplyAdd(TIsa.Load(nextB + (2 * TIsa.Lanes)), xi, b2);
                    xi = TIsa.Load(nextX + (3 * TIsa.Lanes));
                    a3 = TIsa.MultiplyAdd(TIsa.Load(nextA + (3 * TIsa.Lanes)), xi, a3);
                    b3 = TIsa.MultiplyAdd(TIsa.Load(nextB + (3 * TIsa.Lanes)), xi, b3);
                    nextA += count;
                    nextB += count;
                    nextX += count;
                }

                nint left = end == whole ? rest - group : 0;
                if (left > 0)
                {
                    xi = TIsa.Load(xRest + group);
                    nint first = nint.Min(left, TIsa.Lanes);
                    a0 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextA, first), xi, a0);
                    b0 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextB, first), xi, b0);
                }

                if (left > TIsa.Lanes)
                {
                    xi = TIsa.Load(xRest + group + TIsa.Lanes);
                    nint first = nint.Min(left - TIsa.Lanes, TIsa.Lanes);
                    a1 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextA + TIsa.Lanes, first), xi, a1);
                    b1 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextB + TIsa.Lanes, first), xi, b1);
                }

                if (left > 2 * TIsa.Lanes)
                {
                    xi = TIsa.Load(xRest + group + (2 * TIsa.Lanes));
                    nint first = nint.Min(left - (2 * TIsa.Lanes), TIsa.Lanes);
                    a2 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextA + (2 * TIsa.Lanes), first), xi, a2);
                    b2 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextB + (2 * TIsa.Lanes), first), xi, b2);
                }

                if (left > 3 * TIsa.Lanes)
                {
                    xi = TIsa.Load(xRest + group + (3 * TIsa.Lanes));
                    nint first = nint.Min(left - (3 * TIsa.Lanes), TIsa.Lanes);
                    a3 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextA + (3 * TIsa.Lanes), first), xi, a3);
                    b3 = TIsa.MultiplyAdd(TIsa.LoadFirst(nextB + (3 * TIsa.Lanes), first), xi, b3);
                }

                if (!LaneReduction.IsOneGroup<T>(TIsa.Lanes))
                {
                    TIsa.Store(lanes + group, a0);
                    TIsa.Store(lanes + group + TIsa.Lanes, a1);
                    TIsa.Store(lanes + group + (2 * TIsa.Lanes), a2);
                    TIsa.Store(lanes + group + (3 * TIsa.Lanes), a3);
                    TIsa.Store(otherLanes + group, b0);
                    TIsa.Store(otherLanes + group + TIsa.Lanes, b1);
                    TIsa.Store(otherLanes + group + (2 * TIsa.Lanes), b2);
                    TIsa.Store(otherLanes + group + (3 * TIsa.Lanes), b3);
                }
            }

            block = end;
        }
        while (block < whole);

        T sumA, sumB;
        if (LaneReduction.IsOneGroup<T>(TIsa.Lanes))
        {
            sumA = LaneReduction.Tree<T, TIsa, TVec>(a0, a1, a2, a3);
            sumB = LaneReduction.Tree<T, TIsa, TVec>(b0, b1, b2, b3);
        }
        else
        {
            sumA = LaneReduction.Tree<T, TIsa, TVec>(lanes);
            sumB = LaneReduction.Tree<T, TIsa, TVec>(otherLanes);
        }

        sums[0] = add ? sums[0] + sumA : sumA;
        sums[1] = add ? sums[1] + sumB : sumB;
    }
}
