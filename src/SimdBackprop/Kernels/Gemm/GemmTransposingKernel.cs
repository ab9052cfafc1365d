using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// The innermost loop where B has the terms of a column side by side and few rows read it: a vector's width of columns is transposed in registers and used at once.
/// </summary>
internal static unsafe class GemmTransposingKernel
{
    /// <summary>
    /// The most rows of a tile: what the registers hold beside what they hold of B. None for scalars, which have nothing to transpose, and for <see cref="System.Numerics.Vector{T}"/>, whose
    /// shuffles go through the fixed vectors' and are too many calls for the code generator to inline.
    /// </summary>
    internal static int Rows(SimdTier tier) => tier switch
    {
        SimdTier.Avx512 => 12,
        SimdTier.Avx2 or SimdTier.Vector128 => 8,
        _ => 0,
    };

    /// <summary>Terms that are read together, and the fewest that a product may have: eight of float, four of double.</summary>
    internal static int Terms<T>()
        where T : unmanaged => 32 / sizeof(T);

    /// <summary>tile ← A·B + tile for some rows and a vector's width of columns: one fused multiply-add a term for each element, in order.</summary>
    /// <param name="rows">How many rows, from 1 to <see cref="Rows"/>.</param>
    /// <param name="terms">How many terms, at least <see cref="Terms"/>.</param>
    /// <param name="a">The first row of A; the terms of a row are neighbours.</param>
    /// <param name="aRow">From one row of A to the next, in elements.</param>
    /// <param name="b">The first column of B; the terms of a column are neighbours.</param>
    /// <param name="bColumn">From one column of B to the next, in elements.</param>
    /// <param name="tile">The rows of the tile, one after the other, each a vector.</param>
    internal static void Run<T, TIsa, TVec, TPanel>(int rows, nint terms, T* a, nint aRow, T* b, nint bColumn, T* tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel
    {
        nint rest = terms % Terms<T>();
        OfRows<T, TIsa, TVec, TPanel>(rows)(terms / Terms<T>(), a, aRow, b, bColumn, tile);
        if (rest != 0)
        {
            Rest<T, TIsa, TVec>(rows, rest, a + terms - rest, aRow, b + terms - Terms<T>(), bColumn, tile);
        }
    }

    /// <summary>The kernel for tiles of so many rows. Of the panel it matters only whether B is asked for ahead of time.</summary>
    internal static delegate*<nint, T*, nint, T*, nint, T*, void> OfRows<T, TIsa, TVec, TPanel>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => rows switch
        {
            1 => &Rounds<T, TIsa, TVec, One, TPanel>,
            2 => &Rounds<T, TIsa, TVec, Two, TPanel>,
            3 => &Rounds<T, TIsa, TVec, Three, TPanel>,
            4 => &Rounds<T, TIsa, TVec, Four, TPanel>,
            5 => &Rounds<T, TIsa, TVec, Five, TPanel>,
            6 => &Rounds<T, TIsa, TVec, Six, TPanel>,
            7 => &Rounds<T, TIsa, TVec, Seven, TPanel>,
            8 => &Rounds<T, TIsa, TVec, Eight, TPanel>,
            9 => &Rounds<T, TIsa, TVec, Nine, TPanel>,
            10 => &Rounds<T, TIsa, TVec, Ten, TPanel>,
            11 => &Rounds<T, TIsa, TVec, Eleven, TPanel>,
            _ => &Rounds<T, TIsa, TVec, Twelve, TPanel>,
        };

    /// <summary>The same as <see cref="Run"/> for rounds of <see cref="Terms"/>.</summary>
    /// <remarks>
    /// A round reads 32 bytes of every column. Halves are exchanged between vectors on the way, the first half is interleaved and used up, then the second, so B is read once and
    /// copied nowhere; vectors shorter than 64 bytes, of which there are fewer, read the halves one after the other. The accumulators are separate locals because the code generator keeps
    /// those in registers. The rows are written out because it stops inlining where calls make too much code for the method's own size; with a method for each row it did.
    /// The first row of every four is broadcast as a group, which takes shuffles instead of loads where the set has them: loads are what limits a kernel in which every
    /// multiply-add reads an element of its own. 64 × 10 × 512 ran 1.03 times as fast with two or three of its ten rows so, 64 × 12 × 520 1.05 times, 8 × 512 × 784 1.03 times and in double 1.08 times (AVX-512, AMD).
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rounds<T, TIsa, TVec, TRows, TPanel>(nint rounds, T* a, nint aRow, T* b, nint bColumn, T* tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TRows : struct, ICount
        where TPanel : struct, IPanel
    {
        int lanes = TIsa.Lanes, group = 16 / sizeof(T);
        TVec c0 = TIsa.Load(tile);
        TVec c1 = TRows.Value > 1 ? TIsa.Load(tile + lanes) : TIsa.Zero;
        TVec c2 = TRows.Value > 2 ? TIsa.Load(tile + (2 * lanes)) : TIsa.Zero;
        TVec c3 = TRows.Value > 3 ? TIsa.Load(tile + (3 * lanes)) : TIsa.Zero;
        TVec c4 = TRows.Value > 4 ? TIsa.Load(tile + (4 * lanes)) : TIsa.Zero;
        TVec c5 = TRows.Value > 5 ? TIsa.Load(tile + (5 * lanes)) : TIsa.Zero;
        TVec c6 = TRows.Value > 6 ? TIsa.Load(tile + (6 * lanes)) : TIsa.Zero;
        TVec c7 = TRows.Value > 7 ? TIsa.Load(tile + (7 * lanes)) : TIsa.Zero;
        TVec c8 = TRows.Value > 8 ? TIsa.Load(tile + (8 * lanes)) : TIsa.Zero;
        TVec c9 = TRows.Value > 9 ? TIsa.Load(tile + (9 * lanes)) : TIsa.Zero;
        TVec c10 = TRows.Value > 10 ? TIsa.Load(tile + (10 * lanes)) : TIsa.Zero;
        TVec c11 = TRows.Value > 11 ? TIsa.Load(tile + (11 * lanes)) : TIsa.Zero;

        T* low = a, middle = a + (4 * aRow), high = a + (8 * aRow), row;
        TVec w0 = TIsa.Zero, w1 = w0, w2 = w0, w3 = w0, a0, a1, a2, a3;
        for (nint halves = 2 * rounds; halves != 0; halves--)
        {
            TVec b0 = w0, b1 = w1, b2 = w2, b3 = w3;

            // Not the local: only what is constant from the beginning leaves no trace, and here it would be four registers.
            if (TIsa.Lanes * sizeof(T) < 64)
            {
                RegisterTranspose.Load<T, TIsa, TVec>(b, bColumn, out b0, out b1, out b2, out b3);
                b += group;
            }
            else if (halves % 2 == 0)
            {
                RegisterTranspose.LoadTwice<T, TIsa, TVec>(b, bColumn, out b0, out b1, out b2, out b3, out w0, out w1, out w2, out w3);
                b += 2 * group;
            }

            if (TPanel.Prefetches)
            {
                // A cache line lasts for two rounds, four halves: in each of them a quarter of the columns is asked for. The first lines of every column are not, and what lies behind
                // the last is.
                T* later = b + (GemmBlocking.TransposingAheadBytes / sizeof(T)) + ((halves & 3) * (lanes / 4) * bColumn);
                TIsa.Prefetch(later);
                if (lanes > 4)
                {
                    TIsa.Prefetch(later + bColumn);
                }

                if (lanes > 8)
                {
                    TIsa.Prefetch(later + (2 * bColumn));
                    TIsa.Prefetch(later + (3 * bColumn));
                }
            }

            RegisterTranspose.Interleave<T, TIsa, TVec>(ref b0, ref b1, ref b2, ref b3);
            TIsa.BroadcastGroup(low, out a0, out a1, out a2, out a3);
            c0 = TIsa.MultiplyAdd(a0, b0, c0);
            c0 = TIsa.MultiplyAdd(a1, b1, c0);
            if (sizeof(T) == sizeof(float))
            {
                c0 = TIsa.MultiplyAdd(a2, b2, c0);
                c0 = TIsa.MultiplyAdd(a3, b3, c0);
            }

            if (TRows.Value > 1)
            {
                row = low + aRow;
                c1 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c1);
                c1 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c1);
                if (sizeof(T) == sizeof(float))
                {
                    c1 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c1);
                    c1 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c1);
                }
            }

            if (TRows.Value > 2)
            {
                row = low + (2 * aRow);
                c2 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c2);
                c2 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c2);
                if (sizeof(T) == sizeof(float))
                {
                    c2 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c2);
                    c2 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c2);
                }
            }

            if (TRows.Value > 3)
            {
                row = low + (3 * aRow);
                c3 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c3);
                c3 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c3);
                if (sizeof(T) == sizeof(float))
                {
                    c3 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c3);
                    c3 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c3);
                }
            }

            if (TRows.Value > 4)
            {
                TIsa.BroadcastGroup(middle, out a0, out a1, out a2, out a3);
                c4 = TIsa.MultiplyAdd(a0, b0, c4);
                c4 = TIsa.MultiplyAdd(a1, b1, c4);
                if (sizeof(T) == sizeof(float))
                {
                    c4 = TIsa.MultiplyAdd(a2, b2, c4);
                    c4 = TIsa.MultiplyAdd(a3, b3, c4);
                }
            }

            if (TRows.Value > 5)
            {
                row = middle + aRow;
                c5 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c5);
                c5 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c5);
                if (sizeof(T) == sizeof(float))
                {
                    c5 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c5);
                    c5 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c5);
                }
            }

            if (TRows.Value > 6)
            {
                row = middle + (2 * aRow);
                c6 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c6);
                c6 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c6);
                if (sizeof(T) == sizeof(float))
                {
                    c6 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c6);
                    c6 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c6);
                }
            }

            if (TRows.Value > 7)
            {
                row = middle + (3 * aRow);
                c7 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c7);
                c7 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c7);
                if (sizeof(T) == sizeof(float))
                {
                    c7 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c7);
                    c7 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c7);
                }
            }

            if (TRows.Value > 8)
            {
                TIsa.BroadcastGroup(high, out a0, out a1, out a2, out a3);
                c8 = TIsa.MultiplyAdd(a0, b0, c8);
                c8 = TIsa.MultiplyAdd(a1, b1, c8);
                if (sizeof(T) == sizeof(float))
                {
                    c8 = TIsa.MultiplyAdd(a2, b2, c8);
                    c8 = TIsa.MultiplyAdd(a3, b3, c8);
                }
            }

            if (TRows.Value > 9)
            {
                row = high + aRow;
                c9 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c9);
                c9 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c9);
                if (sizeof(T) == sizeof(float))
                {
                    c9 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c9);
                    c9 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c9);
                }
            }

            if (TRows.Value > 10)
            {
                row = high + (2 * aRow);
                c10 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c10);
                c10 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c10);
                if (sizeof(T) == sizeof(float))
                {
                    c10 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c10);
                    c10 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c10);
                }
            }

            if (TRows.Value > 11)
            {
                row = high + (3 * aRow);
                c11 = TIsa.MultiplyAdd(TIsa.Broadcast(row[0]), b0, c11);
                c11 = TIsa.MultiplyAdd(TIsa.Broadcast(row[1]), b1, c11);
                if (sizeof(T) == sizeof(float))
                {
                    c11 = TIsa.MultiplyAdd(TIsa.Broadcast(row[2]), b2, c11);
                    c11 = TIsa.MultiplyAdd(TIsa.Broadcast(row[3]), b3, c11);
                }
            }

            low += group;
            middle += group;
            high += group;
        }

        TIsa.Store(tile, c0);
        if (TRows.Value > 1)
        {
            TIsa.Store(tile + lanes, c1);
        }

        if (TRows.Value > 2)
        {
            TIsa.Store(tile + (2 * lanes), c2);
        }

        if (TRows.Value > 3)
        {
            TIsa.Store(tile + (3 * lanes), c3);
        }

        if (TRows.Value > 4)
        {
            TIsa.Store(tile + (4 * lanes), c4);
        }

        if (TRows.Value > 5)
        {
            TIsa.Store(tile + (5 * lanes), c5);
        }

        if (TRows.Value > 6)
        {
            TIsa.Store(tile + (6 * lanes), c6);
        }

        if (TRows.Value > 7)
        {
            TIsa.Store(tile + (7 * lanes), c7);
        }

        if (TRows.Value > 8)
        {
            TIsa.Store(tile + (8 * lanes), c8);
        }

        if (TRows.Value > 9)
        {
            TIsa.Store(tile + (9 * lanes), c9);
        }

        if (TRows.Value > 10)
        {
            TIsa.Store(tile + (10 * lanes), c10);
        }

        if (TRows.Value > 11)
        {
            TIsa.Store(tile + (11 * lanes), c11);
        }
    }

    /// <summary>The last terms, fewer than a round. B is read from where the round would begin that ends with them.</summary>
    private static void Rest<T, TIsa, TVec>(int rows, nint terms, T* a, nint aRow, T* b, nint bColumn, T* tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* columns = stackalloc T[Terms<T>() * TIsa.Lanes], first = columns + ((Terms<T>() - terms) * TIsa.Lanes);
        RegisterTranspose.Columns<T, TIsa, TVec>(b, bColumn, columns, TIsa.Lanes, Terms<T>());
        for (int row = 0; row < rows; row++)
        {
            TVec c = TIsa.Load(tile + (row * TIsa.Lanes));
            for (nint term = 0; term < terms; term++)
            {
                c = TIsa.MultiplyAdd(TIsa.Broadcast(a[(row * aRow) + term]), TIsa.Load(first + (term * TIsa.Lanes)), c);
            }

            TIsa.Store(tile + (row * TIsa.Lanes), c);
        }
    }
}
