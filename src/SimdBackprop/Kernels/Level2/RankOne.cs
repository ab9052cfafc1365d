using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>a[i, j] ← fma(α·x[i], y[j], a[i, j]). A is passed once, as it lies.</summary>
internal static unsafe class RankOne
{
    /// <summary>Rows of A that all columns pass before the next: a vector of y is loaded once for them.</summary>
    private const int RowsAtOnce = 8;

    /// <summary>Updates the matrix.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="x">An element for each row.</param>
    /// <param name="xStride">Elements of x from one to the next.</param>
    /// <param name="y">An element for each column.</param>
    /// <param name="a">The matrix.</param>
    internal static void Update<T, TIsa, TVec>(T alpha, T* x, nint xStride, T* y, in MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint strips = a.Columns / (4 * TIsa.Lanes);
        for (nint row = 0; row < a.Rows; row += RowsAtOnce)
        {
            nint rows = nint.Min(RowsAtOnce, a.Rows - row);
            T* to = a.RowAt(row);
            T* factors = x + (row * xStride);
            Strips<T, TIsa, TVec>(rows, alpha, factors, xStride, y, to, a.Pitch, strips);
            for (nint done = strips * 4 * TIsa.Lanes; done < a.Columns; done += TIsa.Lanes)
            {
                nint columns = nint.Min(TIsa.Lanes, a.Columns - done);
                OneVector<T, TIsa, TVec>(rows, alpha, factors, xStride, y + done, to + done, a.Pitch, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Strips<T, TIsa, TVec>(nint rows, T alpha, T* x, nint xStride, T* y, T* a, nint pitch, nint strips)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (; strips > 0; strips--)
        {
            TVec y0 = TIsa.Load(y);
            TVec y1 = TIsa.Load(y + TIsa.Lanes);
            TVec y2 = TIsa.Load(y + (2 * TIsa.Lanes));
            TVec y3 = TIsa.Load(y + (3 * TIsa.Lanes));
            T* row = a;
            T* xi = x;
            for (nint i = 0; i < rows; i++)
            {
                TVec factor = TIsa.Broadcast(alpha * *xi);
                TIsa.Store(row, TIsa.MultiplyAdd(factor, y0, TIsa.Load(row)));
                TIsa.Store(row + TIsa.Lanes, TIsa.MultiplyAdd(factor, y1, TIsa.Load(row + TIsa.Lanes)));
                TIsa.Store(row + (2 * TIsa.Lanes), TIsa.MultiplyAdd(factor, y2, TIsa.Load(row + (2 * TIsa.Lanes))));
                TIsa.Store(row + (3 * TIsa.Lanes), TIsa.MultiplyAdd(factor, y3, TIsa.Load(row + (3 * TIsa.Lanes))));
                row += pitch;
                xi += xStride;
            }

            a += 4 * TIsa.Lanes;
            y += 4 * TIsa.Lanes;
        }
    }

    /// <summary>The columns left over: a vector, or the first lanes of one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<T, TIsa, TVec>(nint rows, T alpha, T* x, nint xStride, T* y, T* a, nint pitch, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec y0 = TIsa.LoadFirst(y, columns);
        for (nint i = 0; i < rows; i++)
        {
            TIsa.StoreFirst(a, TIsa.MultiplyAdd(TIsa.Broadcast(alpha * *x), y0, TIsa.LoadFirst(a, columns)), columns);
            a += pitch;
            x += xStride;
        }
    }
}
