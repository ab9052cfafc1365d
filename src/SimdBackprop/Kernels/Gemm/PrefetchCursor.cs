using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// A matrix that will be needed next and is asked for piece by piece while something else is computed. A core waits for few cache lines at a time, so a matrix
/// in the third-level cache comes in at a fraction of what the arithmetic takes, unless it starts to come early.
/// </summary>
internal unsafe struct PrefetchCursor
{
    /// <summary>
    /// Three cache lines side by side: with one a piece, strips of few tiles would have more to ask for than rounds to do so. A narrower matrix has its
    /// neighbours asked for as well.
    /// </summary>
    internal const int PieceBytes = 192;

    private byte* _next;
    private readonly nint _row;
    private readonly nint _rows;
    private nint _rowsLeft;
    private readonly nint _turn;
    private readonly nint _pieces;
    private readonly nint _twin;

    /// <summary>Down a strip of the matrix as wide as a piece, then down the one to the right of it.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="row">Bytes from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Bytes of each row.</param>
    /// <param name="twin">From each byte to the one of another matrix that is asked for with it; 0 for none.</param>
    internal PrefetchCursor(void* start, nint row, nint rows, nint width, nint twin = 0)
    {
        _next = (byte*)start;
        _row = row;
        _rows = _rowsLeft = rows;
        _turn = PieceBytes - (rows * row);
        _pieces = (width + PieceBytes - 1) / PieceBytes * rows;
        _twin = twin;
    }

    /// <summary>Of a factor, whichever way it is stored.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="row">Elements from one row to the next.</param>
    /// <param name="column">Elements from one column to the next; one of the two distances is 1.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    internal static PrefetchCursor Of<T>(T* start, nint row, nint column, nint rows, nint columns)
        where T : unmanaged => column == 1
            ? new PrefetchCursor(start, row * sizeof(T), rows, columns * sizeof(T))
            : new PrefetchCursor(start, column * sizeof(T), columns, rows * sizeof(T));

    /// <summary>The pieces that each of so many tiles has to ask for.</summary>
    internal readonly nint PiecesFor(nint tiles) => (_pieces + tiles - 1) / tiles;

    /// <summary>Asks for a piece, and for the other matrix's. Any number of times: beyond the last piece nothing is needed, and nothing harmed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Ask<T, TIsa, TVec>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        byte* piece = Take();
        TIsa.PrefetchSecondLevel((T*)piece);
        TIsa.PrefetchSecondLevel((T*)(piece + (PieceBytes / 3)));
        TIsa.PrefetchSecondLevel((T*)(piece + (PieceBytes / 3 * 2)));
        if (_twin != 0)
        {
            piece += _twin;
            TIsa.PrefetchSecondLevel((T*)piece);
            TIsa.PrefetchSecondLevel((T*)(piece + (PieceBytes / 3)));
            TIsa.PrefetchSecondLevel((T*)(piece + (PieceBytes / 3 * 2)));
        }
    }

    /// <summary>The next piece's first byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* Take()
    {
        byte* piece = _next;
        _next += _row;
        if (--_rowsLeft == 0)
        {
            _rowsLeft = _rows;
            _next += _turn;
        }

        return piece;
    }
}
