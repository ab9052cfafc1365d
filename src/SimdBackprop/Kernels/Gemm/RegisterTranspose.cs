using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>Matrices transposed in registers, as many rows at a time as a vector has lanes.</summary>
/// <remarks>
/// A vector is filled with sixteen bytes of every fourth row of float, or every second of double. Vectors so filled from neighbouring rows need only be
/// interleaved within the sixteen bytes: the loads have done the rest, where a transpose of whole vectors would shuffle twice as often. Sixteen rows of
/// float took 0.45 times as long as by four rounds of interleaving whole vectors.
/// </remarks>
internal static unsafe class RegisterTranspose
{
    /// <summary>Columns that are transposed together.</summary>
    internal static int ColumnsAtOnce<T>(int lanes)
        where T : unmanaged => lanes == 1 ? 1 : 16 / sizeof(T);

    /// <summary>Stores columns, each as a vector.</summary>
    /// <param name="source">The first column, with as many rows as a vector has lanes.</param>
    /// <param name="sourceRow">From one row to the next, in elements.</param>
    /// <param name="destination">Where the first column goes.</param>
    /// <param name="destinationRow">From one stored column to the next, in elements.</param>
    /// <param name="columns">How many columns, at least <see cref="ColumnsAtOnce"/>. The last ones are transposed twice if they do not come out even.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Columns<T, TIsa, TVec>(T* source, nint sourceRow, T* destination, nint destinationRow, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint step = ColumnsAtOnce<T>(TIsa.Lanes), last = columns - step;
        for (nint column = 0; column < columns; column += step)
        {
            nint next = nint.Min(column, last);
            Load<T, TIsa, TVec>(source + next, sourceRow, out TVec v0, out TVec v1, out TVec v2, out TVec v3);
            Store<T, TIsa, TVec>(v0, v1, v2, v3, destination + (next * destinationRow), destinationRow);
        }
    }

    /// <summary>
    /// The same for any number of rows from as many as a vector has lanes, the last ones twice where they do not come out even: a few columns as a whole, then the next ones, so that stores follow each other
    /// along what becomes a row. Vector after vector down a destination whose rows are a power of two apart, each store is to a line that crowds out one still waiting for its store: 128 × 512 took three times
    /// as long. For one vector of rows, as panels are packed, the loop above took 0.85 times as long as this one.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void LongColumns<T, TIsa, TVec>(T* source, nint sourceRow, T* destination, nint destinationRow, nint rows, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint step = ColumnsAtOnce<T>(TIsa.Lanes), last = columns - step, lastRow = rows - TIsa.Lanes;
        for (nint column = 0; column < columns; column += step)
        {
            nint next = nint.Min(column, last);
            T* from = source + next, to = destination + (next * destinationRow);
            for (nint i = 0; i < rows; i += TIsa.Lanes)
            {
                nint row = nint.Min(i, lastRow);
                Load<T, TIsa, TVec>(from + (row * sourceRow), sourceRow, out TVec v0, out TVec v1, out TVec v2, out TVec v3);
                Store<T, TIsa, TVec>(v0, v1, v2, v3, to + row, destinationRow);
            }
        }
    }

    /// <summary>Interleaves what <see cref="Load"/> has read and stores it as columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TIsa, TVec>(TVec v0, TVec v1, TVec v2, TVec v3, T* destination, nint destinationRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int step = ColumnsAtOnce<T>(TIsa.Lanes);
        Interleave<T, TIsa, TVec>(ref v0, ref v1, ref v2, ref v3);
        TIsa.Store(destination, v0);
        if (step > 1)
        {
            TIsa.Store(destination + destinationRow, v1);
        }

        if (step > 2)
        {
            TIsa.Store(destination + (2 * destinationRow), v2);
            TIsa.Store(destination + (3 * destinationRow), v3);
        }
    }

    /// <summary>
    /// Reads sixteen bytes of each of as many rows as a vector has lanes, as what <see cref="Interleave"/> turns into columns: <see cref="ColumnsAtOnce"/> of the four, the others are of no
    /// meaning.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Load<T, TIsa, TVec>(T* source, nint sourceRow, out TVec v0, out TVec v1, out TVec v2, out TVec v3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int step = ColumnsAtOnce<T>(TIsa.Lanes);
        v0 = v1 = v2 = v3 = TIsa.LoadGroups(source, step * sourceRow);
        if (step > 1)
        {
            v1 = TIsa.LoadGroups(source + sourceRow, step * sourceRow);
        }

        if (step > 2)
        {
            v2 = TIsa.LoadGroups(source + (2 * sourceRow), step * sourceRow);
            v3 = TIsa.LoadGroups(source + (3 * sourceRow), step * sourceRow);
        }
    }

    /// <summary>
    /// The same for the 32 bytes of each row of which v will become the first columns and w the others: half as many loads, and fewer shuffles where a vector holds pieces of four rows. Not
    /// for scalars.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void LoadTwice<T, TIsa, TVec>(
        T* source, nint sourceRow, out TVec v0, out TVec v1, out TVec v2, out TVec v3, out TVec w0, out TVec w1, out TVec w2, out TVec w3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (sizeof(T) == sizeof(double))
        {
            TIsa.LoadTwoGroups(source, 2 * sourceRow, out v0, out w0);
            TIsa.LoadTwoGroups(source + sourceRow, 2 * sourceRow, out v1, out w1);
            v2 = v3 = v0;
            w2 = w3 = w0;
        }
        else
        {
            TIsa.LoadTwoGroups(source, 4 * sourceRow, out v0, out w0);
            TIsa.LoadTwoGroups(source + sourceRow, 4 * sourceRow, out v1, out w1);
            TIsa.LoadTwoGroups(source + (2 * sourceRow), 4 * sourceRow, out v2, out w2);
            TIsa.LoadTwoGroups(source + (3 * sourceRow), 4 * sourceRow, out v3, out w3);
        }
    }

    /// <summary>From vectors of sixteen bytes of every fourth row of float, or second of double, to columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interleave<T, TIsa, TVec>(ref TVec v0, ref TVec v1, ref TVec v2, ref TVec v3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int step = ColumnsAtOnce<T>(TIsa.Lanes);
        if (step == 4)
        {
            TVec even = TIsa.InterleaveLow(v0, v2), evenHigh = TIsa.InterleaveHigh(v0, v2);
            TVec odd = TIsa.InterleaveLow(v1, v3), oddHigh = TIsa.InterleaveHigh(v1, v3);
            v0 = TIsa.InterleaveLow(even, odd);
            v1 = TIsa.InterleaveHigh(even, odd);
            v2 = TIsa.InterleaveLow(evenHigh, oddHigh);
            v3 = TIsa.InterleaveHigh(evenHigh, oddHigh);
        }
        else if (step == 2)
        {
            TVec first = TIsa.InterleaveLow(v0, v1);
            v1 = TIsa.InterleaveHigh(v0, v1);
            v0 = first;
        }
    }
}
