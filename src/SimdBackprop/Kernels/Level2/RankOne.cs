using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>a[i, j] ← fma(α·x[i], y[j], a[i, j]). A is passed once, as it lies.</summary>
internal static unsafe class RankOne
{
    /// <summary>Rows of an A in the caches that all columns pass before the next: a vector of y is loaded once for them.</summary>
    private const int RowsOfNear = 8;

    /// <summary>
    /// Bytes of A beyond which each row is finished before the next, so that memory is read and written as one stream: 2,048 × 2,048 then took 285 to 400 µs instead of 545 to 910, 3,000 × 3,000 1.2 to 1.7 ms
    /// instead of 1.9 to 2.5; 512 × 784 to 1,000 × 3,000 took 1.1 to 1.3 times as long (float, AVX-512, one thread of an AMD processor with 32 MiB of third-level cache).
    /// </summary>
    private const int MostNearBytes = 12 << 20;

    /// <summary>Bytes of the shortest row for which that is so: rows shorter than a page are one stream anyway, and cost a call each.</summary>
    private const int LeastBytesOfRow = 4_096;

    /// <summary>Whether a matrix, all of it where threads share it, stays in the caches, or has rows so short that it may as well.</summary>
    internal static bool IsNear<T>(nint rows, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (double)rows * columns * sizeof(T) <= MostNearBytes || columns * sizeof(T) < LeastBytesOfRow;

    /// <summary>Updates the matrix, or a thread's part of it.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="x">An element for each row.</param>
    /// <param name="xStride">Elements of x from one to the next.</param>
    /// <param name="y">An element for each column.</param>
    /// <param name="a">The matrix or the part.</param>
    /// <param name="isNear">Whether all of it stays in the caches.</param>
    internal static void Update<T, TIsa, TVec>(T alpha, T* x, nint xStride, T* y, in MatrixView<T> a, bool isNear)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint strips = a.Columns / (4 * TIsa.Lanes);
        int rowsAtOnce = isNear ? RowsOfNear : 1;
        for (nint row = 0; row < a.Rows; row += rowsAtOnce)
        {
            nint rows = nint.Min(rowsAtOnce, a.Rows - row);
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
