using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>A pinned row-major matrix as the kernels see it: the first element, the extents, the distance between rows.</summary>
internal readonly unsafe struct MatrixView<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly T* Data;
    internal readonly nint Rows;
    internal readonly nint Columns;
    internal readonly nint Pitch;

    internal MatrixView(T* data, nint rows, nint columns, nint pitch)
    {
        Data = data;
        Rows = rows;
        Columns = columns;
        Pitch = pitch;
    }

    internal bool IsEmpty => Rows == 0 || Columns == 0;

    /// <summary>The view of a matrix that <paramref name="pinned"/> points to and that the caller keeps pinned.</summary>
    internal MatrixView(ReadOnlySpan2D<T> matrix, T* pinned)
    {
        bool empty = matrix.Height == 0 || matrix.Width == 0;
        Data = pinned;
        Rows = empty ? 0 : matrix.Height;
        Columns = empty ? 0 : matrix.Width;
        Pitch = empty ? 0 : PitchOf(matrix);
    }

    /// <summary>The view of a matrix that is not empty, without the question.</summary>
    internal static MatrixView<T> OfFilled(in ReadOnlySpan2D<T> matrix, T* pinned) => new(pinned, matrix.Height, matrix.Width, PitchOf(matrix));

    /// <summary>The view of a vector as one row.</summary>
    internal static MatrixView<T> Row(T* pinned, nint length) => new(pinned, length == 0 ? 0 : 1, length, length);

    /// <summary>The first rows; none of an empty matrix.</summary>
    internal MatrixView<T> Top(nint rows) => new(Data, IsEmpty ? 0 : rows, Columns, Pitch);

    /// <summary>The block of so many rows and columns from a row and a column on.</summary>
    internal MatrixView<T> Block(nint row, nint column, nint rows, nint columns) => new(RowAt(row) + column, rows, columns, Pitch);

    /// <summary>The element at which a row starts.</summary>
    internal T* RowAt(nint row) => Data + (row * Pitch);

    // The toolkit keeps the pitch to itself; the distance between the first two rows is it.
    private static nint PitchOf(in ReadOnlySpan2D<T> matrix) => matrix.Height == 1
        ? matrix.Width
        : (nint)((nuint)Unsafe.ByteOffset(ref matrix.DangerousGetReference(), ref matrix.DangerousGetReferenceAt(1, 0)) / (nuint)sizeof(T));
}
