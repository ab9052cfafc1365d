using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// Bᵀ ← s·A, square blocks of one vector's lanes at a time, each transposed in registers. Where a block would stand out over an edge it is
/// moved back and shares elements with its neighbour; a matrix narrower than a vector runs on narrower ones.
/// </summary>
internal readonly unsafe struct TransposeKernel<T> : IKernel<T, TransposeKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal T Scale;
        internal T* Source;
        internal nint SourceRow;
        internal T* Destination;
        internal nint DestinationRow;
        internal nint Rows;
        internal nint Columns;
    }

    /// <summary>The most lanes a block is made for.</summary>
    private const int MostLanes = 16;

    /// <summary>destination[j, i] ← scale · source[i, j] for i &lt; rows, j &lt; columns; row distances in elements.</summary>
    internal static void Run(SimdTier tier, T scale, T* source, nint sourceRow, T* destination, nint destinationRow, nint rows, nint columns)
    {
        Call call = new()
        {
            Scale = scale,
            Source = source,
            SourceRow = sourceRow,
            Destination = destination,
            DestinationRow = destinationRow,
            Rows = rows,
            Columns = columns,
        };
        SimdTier fitting = SimdDispatch.Narrow<T>(tier, nint.Min(nint.Min(rows, columns), MostLanes));
        SimdDispatch.Run<T, TransposeKernel<T>, Call>(fitting, ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint lastRow = call.Rows - TIsa.Lanes, lastColumn = call.Columns - TIsa.Lanes;
        for (nint i = 0; i < call.Rows; i += TIsa.Lanes)
        {
            nint row = nint.Min(i, lastRow);
            for (nint j = 0; j < call.Columns; j += TIsa.Lanes)
            {
                nint column = nint.Min(j, lastColumn);
                Block<TIsa, TVec>(
                    call.Scale,
                    call.Source + (row * call.SourceRow) + column,
                    call.SourceRow,
                    call.Destination + (column * call.DestinationRow) + row,
                    call.DestinationRow);
            }
        }
    }

    /// <summary>
    /// Interleaving vector i with vector i + n/2 for every i, log₂ n times over, transposes n vectors of n lanes. Done in place, the partners are
    /// n/2, n/4, …, 1 apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Block<TIsa, TVec>(T scale, T* source, nint sourceRow, T* destination, nint destinationRow)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec s = TIsa.Broadcast(scale);
        TVec v0 = Load<TIsa, TVec>(s, 0, ref source, sourceRow);
        TVec v1 = Load<TIsa, TVec>(s, 1, ref source, sourceRow);
        TVec v2 = Load<TIsa, TVec>(s, 2, ref source, sourceRow);
        TVec v3 = Load<TIsa, TVec>(s, 3, ref source, sourceRow);
        TVec v4 = Load<TIsa, TVec>(s, 4, ref source, sourceRow);
        TVec v5 = Load<TIsa, TVec>(s, 5, ref source, sourceRow);
        TVec v6 = Load<TIsa, TVec>(s, 6, ref source, sourceRow);
        TVec v7 = Load<TIsa, TVec>(s, 7, ref source, sourceRow);
        TVec v8 = Load<TIsa, TVec>(s, 8, ref source, sourceRow);
        TVec v9 = Load<TIsa, TVec>(s, 9, ref source, sourceRow);
        TVec v10 = Load<TIsa, TVec>(s, 10, ref source, sourceRow);
        TVec v11 = Load<TIsa, TVec>(s, 11, ref source, sourceRow);
        TVec v12 = Load<TIsa, TVec>(s, 12, ref source, sourceRow);
        TVec v13 = Load<TIsa, TVec>(s, 13, ref source, sourceRow);
        TVec v14 = Load<TIsa, TVec>(s, 14, ref source, sourceRow);
        TVec v15 = Load<TIsa, TVec>(s, 15, ref source, sourceRow);

        if (TIsa.Lanes > 8)
        {
            Interleave<TIsa, TVec>(ref v0, ref v8);
            Interleave<TIsa, TVec>(ref v1, ref v9);
            Interleave<TIsa, TVec>(ref v2, ref v10);
            Interleave<TIsa, TVec>(ref v3, ref v11);
            Interleave<TIsa, TVec>(ref v4, ref v12);
            Interleave<TIsa, TVec>(ref v5, ref v13);
            Interleave<TIsa, TVec>(ref v6, ref v14);
            Interleave<TIsa, TVec>(ref v7, ref v15);
        }

        if (TIsa.Lanes > 4)
        {
            Interleave<TIsa, TVec>(ref v0, ref v4);
            Interleave<TIsa, TVec>(ref v1, ref v5);
            Interleave<TIsa, TVec>(ref v2, ref v6);
            Interleave<TIsa, TVec>(ref v3, ref v7);
            Interleave<TIsa, TVec>(ref v8, ref v12);
            Interleave<TIsa, TVec>(ref v9, ref v13);
            Interleave<TIsa, TVec>(ref v10, ref v14);
            Interleave<TIsa, TVec>(ref v11, ref v15);
        }

        if (TIsa.Lanes > 2)
        {
            Interleave<TIsa, TVec>(ref v0, ref v2);
            Interleave<TIsa, TVec>(ref v1, ref v3);
            Interleave<TIsa, TVec>(ref v4, ref v6);
            Interleave<TIsa, TVec>(ref v5, ref v7);
            Interleave<TIsa, TVec>(ref v8, ref v10);
            Interleave<TIsa, TVec>(ref v9, ref v11);
            Interleave<TIsa, TVec>(ref v12, ref v14);
            Interleave<TIsa, TVec>(ref v13, ref v15);
        }

        if (TIsa.Lanes > 1)
        {
            Interleave<TIsa, TVec>(ref v0, ref v1);
            Interleave<TIsa, TVec>(ref v2, ref v3);
            Interleave<TIsa, TVec>(ref v4, ref v5);
            Interleave<TIsa, TVec>(ref v6, ref v7);
            Interleave<TIsa, TVec>(ref v8, ref v9);
            Interleave<TIsa, TVec>(ref v10, ref v11);
            Interleave<TIsa, TVec>(ref v12, ref v13);
            Interleave<TIsa, TVec>(ref v14, ref v15);
        }

        Store<TIsa, TVec>(0, ref destination, destinationRow, v0);
        Store<TIsa, TVec>(1, ref destination, destinationRow, v1);
        Store<TIsa, TVec>(2, ref destination, destinationRow, v2);
        Store<TIsa, TVec>(3, ref destination, destinationRow, v3);
        Store<TIsa, TVec>(4, ref destination, destinationRow, v4);
        Store<TIsa, TVec>(5, ref destination, destinationRow, v5);
        Store<TIsa, TVec>(6, ref destination, destinationRow, v6);
        Store<TIsa, TVec>(7, ref destination, destinationRow, v7);
        Store<TIsa, TVec>(8, ref destination, destinationRow, v8);
        Store<TIsa, TVec>(9, ref destination, destinationRow, v9);
        Store<TIsa, TVec>(10, ref destination, destinationRow, v10);
        Store<TIsa, TVec>(11, ref destination, destinationRow, v11);
        Store<TIsa, TVec>(12, ref destination, destinationRow, v12);
        Store<TIsa, TVec>(13, ref destination, destinationRow, v13);
        Store<TIsa, TVec>(14, ref destination, destinationRow, v14);
        Store<TIsa, TVec>(15, ref destination, destinationRow, v15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Load<TIsa, TVec>(TVec scale, int index, ref T* row, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (index >= TIsa.Lanes)
        {
            return TIsa.Zero;
        }

        TVec value = TIsa.Multiply(scale, TIsa.Load(row));
        row += pitch;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave<TIsa, TVec>(ref TVec first, ref TVec second)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec low = TIsa.InterleaveLow(first, second);
        second = TIsa.InterleaveHigh(first, second);
        first = low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TIsa, TVec>(int index, ref T* row, nint pitch, TVec value)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (index < TIsa.Lanes)
        {
            TIsa.Store(row, value);
            row += pitch;
        }
    }
}
