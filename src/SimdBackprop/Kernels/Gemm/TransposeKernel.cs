using System.Numerics;

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
        SimdTier fitting = SimdDispatch.Narrow<T>(tier, nint.Min(nint.Min(rows, columns), RegisterTranspose.MostRows));
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
                T* source = call.Source + (row * call.SourceRow) + column;
                T* destination = call.Destination + (column * call.DestinationRow) + row;
                RegisterTranspose.Block<T, TIsa, TVec>(TIsa.Lanes, call.Scale, source, call.SourceRow, destination, call.DestinationRow);
            }
        }
    }
}
