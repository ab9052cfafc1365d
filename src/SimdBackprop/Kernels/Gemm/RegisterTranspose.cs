using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>Blocks of a matrix transposed in registers.</summary>
/// <remarks>
/// Interleaving vector i with vector i + n/2 for every i of n vectors is a perfect shuffle of all their elements: it rotates the bits of an element's
/// place by one. After log₂ n times the bits that told the row stand last. Done in place, the partners are n/2, n/4, …, 1 apart; four vectors at a
/// time take two of these steps, so sixteen go through memory once on the way.
/// </remarks>
internal static unsafe class RegisterTranspose
{
    /// <summary>The most rows of a block.</summary>
    internal const int MostRows = 16;

    /// <summary>
    /// Reads n rows of one vector each and stores their elements column by column: as n vectors, each of which holds as many whole columns as fit. With
    /// n lanes in a vector that is the transposed block, a row a vector.
    /// </summary>
    /// <param name="rows">n: 1, 2, 4, 8 or 16.</param>
    /// <param name="scale">A factor for every element.</param>
    /// <param name="source">The first row.</param>
    /// <param name="sourceRow">From one row to the next, in elements.</param>
    /// <param name="destination">Where the first vector goes.</param>
    /// <param name="step">From one stored vector to the next, in elements.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Block<T, TIsa, TVec>(int rows, T scale, T* source, nint sourceRow, T* destination, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* between = stackalloc T[MostRows * MostRows];
        TVec factor = TIsa.Broadcast(scale), one = TIsa.Broadcast(T.One);
        switch (rows)
        {
            case 16:
                for (nint i = 0; i < 4; i++)
                {
                    Four<T, TIsa, TVec>(factor, source + (i * sourceRow), 4 * sourceRow, between + (i * TIsa.Lanes), 4 * TIsa.Lanes);
                }

                for (nint i = 0; i < 16; i += 4)
                {
                    Four<T, TIsa, TVec>(one, between + (i * TIsa.Lanes), TIsa.Lanes, destination + (i * step), step);
                }

                break;
            case 8:
                for (nint i = 0; i < 2; i++)
                {
                    Four<T, TIsa, TVec>(factor, source + (i * sourceRow), 2 * sourceRow, between + (i * TIsa.Lanes), 2 * TIsa.Lanes);
                }

                for (nint i = 0; i < 8; i += 2)
                {
                    Two<T, TIsa, TVec>(one, between + (i * TIsa.Lanes), TIsa.Lanes, destination + (i * step), step);
                }

                break;
            case 4:
                Four<T, TIsa, TVec>(factor, source, sourceRow, destination, step);
                break;
            case 2:
                Two<T, TIsa, TVec>(factor, source, sourceRow, destination, step);
                break;
            default:
                TIsa.Store(destination, TIsa.Multiply(factor, TIsa.Load(source)));
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<T, TIsa, TVec>(TVec factor, T* source, nint sourceRow, T* destination, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec v0 = TIsa.Multiply(factor, TIsa.Load(source));
        TVec v1 = TIsa.Multiply(factor, TIsa.Load(source + sourceRow));
        TVec v2 = TIsa.Multiply(factor, TIsa.Load(source + (2 * sourceRow)));
        TVec v3 = TIsa.Multiply(factor, TIsa.Load(source + (3 * sourceRow)));
        TVec even = TIsa.InterleaveLow(v0, v2), evenHigh = TIsa.InterleaveHigh(v0, v2);
        TVec odd = TIsa.InterleaveLow(v1, v3), oddHigh = TIsa.InterleaveHigh(v1, v3);
        TIsa.Store(destination, TIsa.InterleaveLow(even, odd));
        TIsa.Store(destination + step, TIsa.InterleaveHigh(even, odd));
        TIsa.Store(destination + (2 * step), TIsa.InterleaveLow(evenHigh, oddHigh));
        TIsa.Store(destination + (3 * step), TIsa.InterleaveHigh(evenHigh, oddHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<T, TIsa, TVec>(TVec factor, T* source, nint sourceRow, T* destination, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec v0 = TIsa.Multiply(factor, TIsa.Load(source));
        TVec v1 = TIsa.Multiply(factor, TIsa.Load(source + sourceRow));
        TIsa.Store(destination, TIsa.InterleaveLow(v0, v1));
        TIsa.Store(destination + step, TIsa.InterleaveHigh(v0, v1));
    }
}
