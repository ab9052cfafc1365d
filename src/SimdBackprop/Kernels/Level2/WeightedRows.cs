using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// y[j] ← fma(α·a[p, j], x[p], y[j]) for ascending p: the chain, with the lanes of a vector along a row of A. A is read once, as it lies.
/// </summary>
internal static unsafe class WeightedRows
{
    /// <summary>
    /// Rows of A that all columns pass before the next: each is a sequential stream, and y is read and written once for all of them. Beyond the caches 8,
    /// 16, 32 and 64 rows gave the speed of a plain read; all rows at once, a strip of columns from top to bottom, gave 0.65 of it.
    /// </summary>
    private const int RowsAtOnce = 16;

    /// <summary>Adds all rows of the matrix to y.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="a">The matrix.</param>
    /// <param name="x">A weight for each row.</param>
    /// <param name="xStride">Elements from one weight to the next.</param>
    /// <param name="y">An element for each column.</param>
    internal static void Add<T, TIsa, TVec>(T alpha, in MatrixView<T> a, T* x, nint xStride, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (alpha == T.One)
        {
            Add<T, TIsa, TVec, NoFactor<T>>(alpha, a, x, xStride, y);
        }
        else
        {
            Add<T, TIsa, TVec, AnyFactor<T>>(alpha, a, x, xStride, y);
        }
    }

    private static void Add<T, TIsa, TVec, TFactor>(T alpha, in MatrixView<T> a, T* x, nint xStride, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
    {
        nint strips = a.Columns / (4 * TIsa.Lanes);
        for (nint row = 0; row < a.Rows; row += RowsAtOnce)
        {
            nint rows = nint.Min(RowsAtOnce, a.Rows - row);
            T* from = a.RowAt(row);
            T* weights = x + (row * xStride);
            Strips<T, TIsa, TVec, TFactor>(rows, alpha, from, a.Pitch, weights, xStride, y, strips);
            for (nint done = strips * 4 * TIsa.Lanes; done < a.Columns; done += TIsa.Lanes)
            {
                nint columns = nint.Min(TIsa.Lanes, a.Columns - done);
                OneVector<T, TIsa, TVec, TFactor>(rows, alpha, from + done, a.Pitch, weights, xStride, y + done, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Strips<T, TIsa, TVec, TFactor>(nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y, nint strips)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
    {
        TVec factor = TIsa.Broadcast(alpha);
        for (; strips > 0; strips--)
        {
            TVec y0 = TIsa.Load(y);
            TVec y1 = TIsa.Load(y + TIsa.Lanes);
            TVec y2 = TIsa.Load(y + (2 * TIsa.Lanes));
            TVec y3 = TIsa.Load(y + (3 * TIsa.Lanes));
            T* row = a;
            T* weight = x;
            for (nint p = 0; p < rows; p++)
            {
                TVec xp = TIsa.Broadcast(*weight);
                y0 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row)), xp, y0);
                y1 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + TIsa.Lanes)), xp, y1);
                y2 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (2 * TIsa.Lanes))), xp, y2);
                y3 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (3 * TIsa.Lanes))), xp, y3);
                row += pitch;
                weight += xStride;
            }

            TIsa.Store(y, y0);
            TIsa.Store(y + TIsa.Lanes, y1);
            TIsa.Store(y + (2 * TIsa.Lanes), y2);
            TIsa.Store(y + (3 * TIsa.Lanes), y3);
            a += 4 * TIsa.Lanes;
            y += 4 * TIsa.Lanes;
        }
    }

    /// <summary>The columns left over: a vector, or the first lanes of one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<T, TIsa, TVec, TFactor>(nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
    {
        TVec factor = TIsa.Broadcast(alpha);
        TVec sum = TIsa.LoadFirst(y, columns);
        for (nint p = 0; p < rows; p++)
        {
            sum = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.LoadFirst(a, columns)), TIsa.Broadcast(*x), sum);
            a += pitch;
            x += xStride;
        }

        TIsa.StoreFirst(y, sum, columns);
    }
}
