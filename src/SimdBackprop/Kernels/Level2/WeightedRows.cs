using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// y[j] ← fma(α·a[p, j], x[p], y[j]) for ascending p: the chain, with the lanes of a vector along a row of A. A is read once, as it lies.
/// </summary>
internal static unsafe class WeightedRows
{
    /// <summary>
    /// Rows of an A wider than a strip that all columns pass before the next: each is a sequential stream, and y is read and written once for all of them. Beyond the caches 16 instead of 8 rows, and all rows at
    /// once, a strip of columns from top to bottom, gave 0.93 and 0.87 of the speed (float, AVX-512, AMD Zen 5); 128 rows of 120 KB, each in pages of its own, 0.6 (Zen 4).
    /// </summary>
    private const int RowsOfWide = 8;

    /// <summary>
    /// The same where 512-bit operations occupy two units each and A is in the third-level cache. With 16, 32 and 128 instead of 8 rows a row times 784 × 512 and 1,024 × 1,024 ran 1.08, 1.13 and 1.2 times as fast; from 128 to
    /// 512 it was alike. Strips of 8 or 12 vectors gained 1.1 times with 8 rows and nothing with 128; 256-bit vectors gained nothing (float, one thread, AMD Zen 4).
    /// </summary>
    private const int RowsOfWideByHalves = 128;

    /// <summary>Bytes of an A up to which that holds: 2,048 × 2,048, 16 MB, ran 1.2 times as fast so, 3,000 × 3,000 0.94 times.</summary>
    private static readonly long BytesByHalves = 16 * GemmBlocking.SecondLevelBytes;

    /// <summary>
    /// The most vectors of a strip: the more of a row at a time, the closer to a plain read, and where a strip is a whole row it is one. With 24 instead of 8 a row times 256 × 256 ran 1.4 times as fast, times
    /// 784 × 512, which is in the third-level cache, 1.04 times, times 2,048 × 2,048 1.25 times (float, AVX-512, one thread, AMD). Where there are 16 registers, 12 instead of 8 made 2,048 × 2,048 1.1 times
    /// as fast and the others no slower.
    /// </summary>
    private static int MostVectors(SimdTier tier) => tier == SimdTier.Avx512 ? 24 : 12;

    /// <summary>Vectors that a strip has or has not.</summary>
    private const int GroupVectors = 4;

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
        int most = MostVectors(TIsa.Tier);
        nint together = RowsTogether<T, TIsa, TVec>(a);
        nint rows;
        for (nint row = 0; row < a.Rows; row += rows)
        {
            rows = nint.Min(together, a.Rows - row);
            T* from = a.RowAt(row);
            T* weights = x + (row * xStride);
            nint done = 0;
            for (int vectors = most; vectors > 0; vectors -= GroupVectors)
            {
                for (; done <= a.Columns - (vectors * TIsa.Lanes); done += vectors * TIsa.Lanes)
                {
                    OfVectors<T, TIsa, TVec, TFactor>(vectors)(rows, alpha, from + done, a.Pitch, weights, xStride, y + done);
                }
            }

            if (done < a.Columns)
            {
                Rest<T, TIsa, TVec, TFactor>(rows, alpha, from + done, a.Pitch, weights, xStride, y + done, a.Columns - done);
            }
        }
    }

    /// <summary>Rows that all columns pass before the next.</summary>
    private static nint RowsTogether<T, TIsa, TVec>(in MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (a.Columns <= MostVectors(TIsa.Tier) * TIsa.Lanes)
        {
            return a.Rows;
        }

        if (TIsa.Tier != SimdTier.Avx512)
        {
            return RowsOfWide;
        }

        // What a strip of 24 vectors reads of a row is long enough to go from top to bottom in the second-level cache: 512 rows of 392 columns a thread, 0.8 MB, 1.1 times as fast. With 12 vectors of
        // half the width 300 × 300 ran 0.9 times as fast so.
        double bytes = (double)a.Rows * a.Columns * sizeof(T);
        return bytes <= GemmBlocking.SecondLevelBytes ? a.Rows
            : bytes <= BytesByHalves && !SimdDispatch.HasUnits512 ? RowsOfWideByHalves
            : RowsOfWide;
    }

    private static delegate*<nint, T, T*, nint, T*, nint, T*, void> OfVectors<T, TIsa, TVec, TFactor>(int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T> => vectors switch
        {
            4 => &Strip<T, TIsa, TVec, TFactor, Four>,
            8 => &Strip<T, TIsa, TVec, TFactor, Eight>,
            12 => &Strip<T, TIsa, TVec, TFactor, Twelve>,
            16 => &Strip<T, TIsa, TVec, TFactor, Sixteen>,
            20 => &Strip<T, TIsa, TVec, TFactor, Twenty>,
            _ => &Strip<T, TIsa, TVec, TFactor, TwentyFour>,
        };

    /// <summary>A strip of whole groups of vectors, whose sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Strip<T, TIsa, TVec, TFactor, TVectors>(nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
        where TVectors : struct, ICount
    {
        TVec factor = TIsa.Broadcast(alpha);
        Load<T, TIsa, TVec, TVectors>(0, y, out TVec y0, out TVec y1, out TVec y2, out TVec y3);
        Load<T, TIsa, TVec, TVectors>(1, y, out TVec y4, out TVec y5, out TVec y6, out TVec y7);
        Load<T, TIsa, TVec, TVectors>(2, y, out TVec y8, out TVec y9, out TVec y10, out TVec y11);
        Load<T, TIsa, TVec, TVectors>(3, y, out TVec y12, out TVec y13, out TVec y14, out TVec y15);
        Load<T, TIsa, TVec, TVectors>(4, y, out TVec y16, out TVec y17, out TVec y18, out TVec y19);
        Load<T, TIsa, TVec, TVectors>(5, y, out TVec y20, out TVec y21, out TVec y22, out TVec y23);
        for (; rows > 0; rows--)
        {
            TVec weight = TIsa.Broadcast(*x);
            Add<T, TIsa, TVec, TFactor, TVectors>(0, factor, a, weight, ref y0, ref y1, ref y2, ref y3);
            Add<T, TIsa, TVec, TFactor, TVectors>(1, factor, a, weight, ref y4, ref y5, ref y6, ref y7);
            Add<T, TIsa, TVec, TFactor, TVectors>(2, factor, a, weight, ref y8, ref y9, ref y10, ref y11);
            Add<T, TIsa, TVec, TFactor, TVectors>(3, factor, a, weight, ref y12, ref y13, ref y14, ref y15);
            Add<T, TIsa, TVec, TFactor, TVectors>(4, factor, a, weight, ref y16, ref y17, ref y18, ref y19);
            Add<T, TIsa, TVec, TFactor, TVectors>(5, factor, a, weight, ref y20, ref y21, ref y22, ref y23);
            a += pitch;
            x += xStride;
        }

        Store<T, TIsa, TVec, TVectors>(0, y, y0, y1, y2, y3);
        Store<T, TIsa, TVec, TVectors>(1, y, y4, y5, y6, y7);
        Store<T, TIsa, TVec, TVectors>(2, y, y8, y9, y10, y11);
        Store<T, TIsa, TVec, TVectors>(3, y, y12, y13, y14, y15);
        Store<T, TIsa, TVec, TVectors>(4, y, y16, y17, y18, y19);
        Store<T, TIsa, TVec, TVectors>(5, y, y20, y21, y22, y23);
    }

    /// <summary>A group's sums, if the strip has that group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T, TIsa, TVec, TVectors>(int group, T* y, out TVec y0, out TVec y1, out TVec y2, out TVec y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TVectors : struct, ICount
    {
        y0 = y1 = y2 = y3 = TIsa.Zero;
        if (group * GroupVectors < TVectors.Value)
        {
            y += group * GroupVectors * TIsa.Lanes;
            y0 = TIsa.Load(y);
            y1 = TIsa.Load(y + TIsa.Lanes);
            y2 = TIsa.Load(y + (2 * TIsa.Lanes));
            y3 = TIsa.Load(y + (3 * TIsa.Lanes));
        }
    }

    /// <summary>A row's term of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TIsa, TVec, TFactor, TVectors>(int group, TVec factor, T* a, TVec weight, ref TVec y0, ref TVec y1, ref TVec y2, ref TVec y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
        where TVectors : struct, ICount
    {
        if (group * GroupVectors < TVectors.Value)
        {
            a += group * GroupVectors * TIsa.Lanes;
            y0 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a)), weight, y0);
            y1 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a + TIsa.Lanes)), weight, y1);
            y2 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a + (2 * TIsa.Lanes))), weight, y2);
            y3 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a + (3 * TIsa.Lanes))), weight, y3);
        }
    }

    /// <summary>The sums into y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TIsa, TVec, TVectors>(int group, T* y, TVec y0, TVec y1, TVec y2, TVec y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TVectors : struct, ICount
    {
        if (group * GroupVectors < TVectors.Value)
        {
            y += group * GroupVectors * TIsa.Lanes;
            TIsa.Store(y, y0);
            TIsa.Store(y + TIsa.Lanes, y1);
            TIsa.Store(y + (2 * TIsa.Lanes), y2);
            TIsa.Store(y + (3 * TIsa.Lanes), y3);
        }
    }

    /// <summary>The columns left over, fewer than a group: whole vectors, and the first lanes of one.</summary>
    private static void Rest<T, TIsa, TVec, TFactor>(nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
    {
        delegate*<nint, T, T*, nint, T*, nint, T*, nint, void> kernel = ((columns - 1) / TIsa.Lanes) switch
        {
            0 => &Rest<T, TIsa, TVec, TFactor, One>,
            1 => &Rest<T, TIsa, TVec, TFactor, Two>,
            2 => &Rest<T, TIsa, TVec, TFactor, Three>,
            _ => &Rest<T, TIsa, TVec, TFactor, Four>,
        };
        kernel(rows, alpha, a, pitch, x, xStride, y, columns);
    }

    /// <summary>Some vectors, of which the last need not be whole.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rest<T, TIsa, TVec, TFactor, TVectors>(nint rows, T alpha, T* a, nint pitch, T* x, nint xStride, T* y, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TFactor : struct, IFactor<T>
        where TVectors : struct, ICount
    {
        TVec factor = TIsa.Broadcast(alpha);
        int last = (TVectors.Value - 1) * TIsa.Lanes;
        nint lanes = columns - last;
        TVec y0 = TVectors.Value > 1 ? TIsa.Load(y) : TIsa.Zero;
        TVec y1 = TVectors.Value > 2 ? TIsa.Load(y + TIsa.Lanes) : TIsa.Zero;
        TVec y2 = TVectors.Value > 3 ? TIsa.Load(y + (2 * TIsa.Lanes)) : TIsa.Zero;
        TVec y3 = TIsa.LoadFirst(y + last, lanes);
        for (; rows > 0; rows--)
        {
            TVec weight = TIsa.Broadcast(*x);
            if (TVectors.Value > 1)
            {
                y0 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a)), weight, y0);
            }

            if (TVectors.Value > 2)
            {
                y1 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a + TIsa.Lanes)), weight, y1);
            }

            if (TVectors.Value > 3)
            {
                y2 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.Load(a + (2 * TIsa.Lanes))), weight, y2);
            }

            y3 = TIsa.MultiplyAdd(TFactor.Times<TIsa, TVec>(factor, TIsa.LoadFirst(a + last, lanes)), weight, y3);
            a += pitch;
            x += xStride;
        }

        if (TVectors.Value > 1)
        {
            TIsa.Store(y, y0);
        }

        if (TVectors.Value > 2)
        {
            TIsa.Store(y + TIsa.Lanes, y1);
        }

        if (TVectors.Value > 3)
        {
            TIsa.Store(y + (2 * TIsa.Lanes), y2);
        }

        TIsa.StoreFirst(y + last, y3, lanes);
    }
}
