using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>Whether two pinned matrices have an element in common.</summary>
internal static unsafe class Overlap
{
    /// <summary>
    /// Exact for matrices of equal pitch, so that interleaved column blocks of one matrix may be input and output; otherwise
    /// conservative: it compares the address ranges from the first element to the last.
    /// </summary>
    internal static bool Share<T>(in MatrixView<T> left, in MatrixView<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (left.IsEmpty || right.IsEmpty || !RangesMeet(left, right))
        {
            return false;
        }

        nint distance = (nint)((byte*)right.Data - (byte*)left.Data);
        bool comparable = distance % sizeof(T) == 0 && left.Pitch > 0
            && (left.Pitch == right.Pitch || left.Rows == 1 || right.Rows == 1);
        if (!comparable)
        {
            return true;
        }

        // A single row takes the pitch of the other. A row wider than that pitch is left to the conservative answer.
        nint pitch = left.Rows == 1 ? right.Pitch : left.Pitch;
        if (left.Columns > pitch || right.Columns > pitch)
        {
            return true;
        }

        // Element (i, j) of left and (k, l) of right coincide when (i − k)·pitch + (j − l) = distance, where |j − l| < pitch:
        // the rows differ by the quotient or by one more, the columns by what is then left over.
        distance /= sizeof(T);
        nint rows = distance >= 0 ? distance / pitch : -((pitch - 1 - distance) / pitch);
        nint columns = distance - (rows * pitch);
        return (RowsMeet(left, right, rows) && columns < left.Columns)
            || (RowsMeet(left, right, rows + 1) && pitch - columns < right.Columns);
    }

    private static bool RowsMeet<T>(in MatrixView<T> left, in MatrixView<T> right, nint difference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => difference < left.Rows && -difference < right.Rows;

    /// <summary>Whether the addresses from the first element to the last have any in common. An empty matrix meets what surrounds its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool RangesMeet<T>(in MatrixView<T> left, in MatrixView<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => left.Data < End(right) && right.Data < End(left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* End<T>(in MatrixView<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => matrix.RowAt(matrix.Rows - 1) + matrix.Columns;
}
