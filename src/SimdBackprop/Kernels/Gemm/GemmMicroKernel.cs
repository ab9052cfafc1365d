using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The innermost loop of every product, one source for all instruction sets.</summary>
internal static unsafe class GemmMicroKernel
{
    /// <summary>
    /// C ← A·B + β·C for a tile of 6 rows × 2 vectors: element (i, j) starts at β·c and takes one fused multiply-add a term, in order.
    /// </summary>
    /// <remarks>
    /// <code>
    ///            b0      b1           packed B: terms × 2 vectors
    /// a[0] │ c00     c01 │
    ///   …  │      …      │            packed A: terms × 6 elements, each broadcast
    /// a[5] │ c50     c51 │
    /// </code>
    /// The accumulators are separate locals because the code generator keeps those in registers; no call may be made while they live.
    /// </remarks>
    /// <param name="terms">The number of terms K.</param>
    /// <param name="a">Packed A.</param>
    /// <param name="b">Packed B.</param>
    /// <param name="beta">0: C is not read; 1: C as it is; else C is multiplied by it first.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="cRow">The distance between rows of C, in elements.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Run<T, TIsa, TVec>(nint terms, T* a, T* b, T beta, T* c, nint cRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec c00 = TIsa.Zero, c01 = TIsa.Zero;
        TVec c10 = TIsa.Zero, c11 = TIsa.Zero;
        TVec c20 = TIsa.Zero, c21 = TIsa.Zero;
        TVec c30 = TIsa.Zero, c31 = TIsa.Zero;
        TVec c40 = TIsa.Zero, c41 = TIsa.Zero;
        TVec c50 = TIsa.Zero, c51 = TIsa.Zero;

        if (!T.IsZero(beta))
        {
            T* row = c;
            c00 = TIsa.Load(row);
            c01 = TIsa.Load(row + TIsa.Lanes);
            row += cRow;
            c10 = TIsa.Load(row);
            c11 = TIsa.Load(row + TIsa.Lanes);
            row += cRow;
            c20 = TIsa.Load(row);
            c21 = TIsa.Load(row + TIsa.Lanes);
            row += cRow;
            c30 = TIsa.Load(row);
            c31 = TIsa.Load(row + TIsa.Lanes);
            row += cRow;
            c40 = TIsa.Load(row);
            c41 = TIsa.Load(row + TIsa.Lanes);
            row += cRow;
            c50 = TIsa.Load(row);
            c51 = TIsa.Load(row + TIsa.Lanes);

            if (beta != T.One)
            {
                TVec scale = TIsa.Broadcast(beta);
                c00 = TIsa.Multiply(scale, c00);
                c01 = TIsa.Multiply(scale, c01);
                c10 = TIsa.Multiply(scale, c10);
                c11 = TIsa.Multiply(scale, c11);
                c20 = TIsa.Multiply(scale, c20);
                c21 = TIsa.Multiply(scale, c21);
                c30 = TIsa.Multiply(scale, c30);
                c31 = TIsa.Multiply(scale, c31);
                c40 = TIsa.Multiply(scale, c40);
                c41 = TIsa.Multiply(scale, c41);
                c50 = TIsa.Multiply(scale, c50);
                c51 = TIsa.Multiply(scale, c51);
            }
        }

        for (; terms > 0; terms--)
        {
            TVec b0 = TIsa.Load(b);
            TVec b1 = TIsa.Load(b + TIsa.Lanes);
            TVec ai = TIsa.Broadcast(a[0]);
            c00 = TIsa.MultiplyAdd(ai, b0, c00);
            c01 = TIsa.MultiplyAdd(ai, b1, c01);
            ai = TIsa.Broadcast(a[1]);
            c10 = TIsa.MultiplyAdd(ai, b0, c10);
            c11 = TIsa.MultiplyAdd(ai, b1, c11);
            ai = TIsa.Broadcast(a[2]);
            c20 = TIsa.MultiplyAdd(ai, b0, c20);
            c21 = TIsa.MultiplyAdd(ai, b1, c21);
            ai = TIsa.Broadcast(a[3]);
            c30 = TIsa.MultiplyAdd(ai, b0, c30);
            c31 = TIsa.MultiplyAdd(ai, b1, c31);
            ai = TIsa.Broadcast(a[4]);
            c40 = TIsa.MultiplyAdd(ai, b0, c40);
            c41 = TIsa.MultiplyAdd(ai, b1, c41);
            ai = TIsa.Broadcast(a[5]);
            c50 = TIsa.MultiplyAdd(ai, b0, c50);
            c51 = TIsa.MultiplyAdd(ai, b1, c51);
            a += GemmBlocking.TileRows;
            b += GemmBlocking.TileVectors * TIsa.Lanes;
        }

        TIsa.Store(c, c00);
        TIsa.Store(c + TIsa.Lanes, c01);
        c += cRow;
        TIsa.Store(c, c10);
        TIsa.Store(c + TIsa.Lanes, c11);
        c += cRow;
        TIsa.Store(c, c20);
        TIsa.Store(c + TIsa.Lanes, c21);
        c += cRow;
        TIsa.Store(c, c30);
        TIsa.Store(c + TIsa.Lanes, c31);
        c += cRow;
        TIsa.Store(c, c40);
        TIsa.Store(c + TIsa.Lanes, c41);
        c += cRow;
        TIsa.Store(c, c50);
        TIsa.Store(c + TIsa.Lanes, c51);
    }
}
