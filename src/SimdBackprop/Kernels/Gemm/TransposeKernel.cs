using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// Bᵀ ← A, as many rows at a time as a vector has lanes. Where those would stand out over the edge they are moved back and share elements with
/// their neighbours; a matrix of fewer rows runs on narrower vectors.
/// </summary>
internal readonly unsafe struct TransposeKernel<T> : IKernel<T, TransposeKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal T* Source;
        internal nint SourceRow;
        internal T* Destination;
        internal nint DestinationRow;
        internal nint Rows;
        internal nint Columns;
    }

    /// <summary>destination[j, i] ← source[i, j] for i &lt; rows, j &lt; columns; row distances in elements.</summary>
    internal static void Run(SimdTier tier, T* source, nint sourceRow, T* destination, nint destinationRow, nint rows, nint columns)
    {
        Call call = new()
        {
            Source = source,
            SourceRow = sourceRow,
            Destination = destination,
            DestinationRow = destinationRow,
            Rows = rows,
            Columns = columns,
        };
        bool single = columns < RegisterTranspose.ColumnsAtOnce<T>(SimdDispatch.Lanes<T>(tier));
        SimdDispatch.Run<T, TransposeKernel<T>, Call>(SimdDispatch.Narrow<T>(tier, single ? 1 : rows), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        // Along the rows that are farther apart, because the other matrix is compact.
        if (call.Rows > TIsa.Lanes && call.DestinationRow > call.SourceRow)
        {
            RegisterTranspose.LongColumns<T, TIsa, TVec>(call.Source, call.SourceRow, call.Destination, call.DestinationRow, call.Rows, call.Columns);
            return;
        }

        for (nint i = 0; i < call.Rows; i += TIsa.Lanes)
        {
            nint row = nint.Min(i, call.Rows - TIsa.Lanes);
            RegisterTranspose.Columns<T, TIsa, TVec>(
                call.Source + (row * call.SourceRow), call.SourceRow, call.Destination + row, call.DestinationRow, call.Columns);
        }
    }
}
