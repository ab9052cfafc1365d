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
        for (nint row = 0; row < a.Rows; row += RowsAtOnce)
        {
            nint rows = nint.Min(RowsAtOnce, a.Rows - row);
            T* from = a.RowAt(row);
            T* weights = x + (row * xStride);
            nint done = a.Columns < 8 * TIsa.Lanes ? 0 : Strips<T, TIsa, TVec, TFactor, Eight>(rows, alpha, from, a.Pitch, weights, xStride, y, 0, a.Columns);
            done = Strips<T, TIsa, TVec, TFactor, Four>(rows, alpha, from, a.Pitch, weights, xStride, y, done, a.Columns);
            for (; done < a.Columns; done += TIsa.Lanes)
            {
                nint columns = nint.Min(TIsa.Lanes, a.Columns - done);
                OneVector<T, TIsa, TVec, TFactor>(rows, alpha, from + done, a.Pitch, weights, xStride, y + done, columns);
            }
        }
    }

    /// <summary>
    /// Strips of some vectors, four or eight, as many as there are; returns where they end. Eight lines of each row in turn instead of four made a row times 784 × 512 1.02 times as fast and
    /// times 2,048 × 2,048, beyond the caches, 1.14 times (float, AVX-512, one thread).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Strips<T, TIsa, TVec, TFactor, TVectors>(
        nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y, nint column, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
        where TVectors : struct, ICount
    {
        TVec factor = TIsa.Broadcast(alpha);
        int width = TVectors.Value * TIsa.Lanes;
        for (; column <= columns - width; column += width)
        {
            T* sums = y + column, row = a + column, weight = x;
            TVec y0 = TIsa.Load(sums), y1 = TIsa.Load(sums + TIsa.Lanes), y2 = TIsa.Load(sums + (2 * TIsa.Lanes)), y3 = TIsa.Load(sums + (3 * TIsa.Lanes));
            TVec y4 = TIsa.Zero, y5 = TIsa.Zero, y6 = TIsa.Zero, y7 = TIsa.Zero;
            if (TVectors.Value == 8)
            {
                y4 = TIsa.Load(sums + (4 * TIsa.Lanes));
                y5 = TIsa.Load(sums + (5 * TIsa.Lanes));
                y6 = TIsa.Load(sums + (6 * TIsa.Lanes));
                y7 = TIsa.Load(sums + (7 * TIsa.Lanes));
            }

            for (nint p = 0; p < rows; p++)
            {
                TVec xp = TIsa.Broadcast(*weight);
                y0 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row)), xp, y0);
                y1 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + TIsa.Lanes)), xp, y1);
                y2 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (2 * TIsa.Lanes))), xp, y2);
                y3 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (3 * TIsa.Lanes))), xp, y3);
                if (TVectors.Value == 8)
                {
                    y4 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (4 * TIsa.Lanes))), xp, y4);
                    y5 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (5 * TIsa.Lanes))), xp, y5);
                    y6 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (6 * TIsa.Lanes))), xp, y6);
                    y7 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(row + (7 * TIsa.Lanes))), xp, y7);
                }

                row += pitch;
                weight += xStride;
            }

            TIsa.Store(sums, y0);
            TIsa.Store(sums + TIsa.Lanes, y1);
            TIsa.Store(sums + (2 * TIsa.Lanes), y2);
            TIsa.Store(sums + (3 * TIsa.Lanes), y3);
            if (TVectors.Value == 8)
            {
                TIsa.Store(sums + (4 * TIsa.Lanes), y4);
                TIsa.Store(sums + (5 * TIsa.Lanes), y5);
                TIsa.Store(sums + (6 * TIsa.Lanes), y6);
                TIsa.Store(sums + (7 * TIsa.Lanes), y7);
            }
        }

        return column;
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
