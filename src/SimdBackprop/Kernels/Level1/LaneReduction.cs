using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>What a reduction does with one element (or one of each of two vectors) and the lane it falls to.</summary>
internal interface ILaneStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TVec Accumulate<TIsa, TVec>(TVec lane, TVec x, TVec y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>
/// Sums along contiguous memory, defined by lanes: 64 for float and 32 for double, which is what four 512-bit vectors hold.
/// Element i goes to lane i mod L; the lanes are then added pairwise in a tree. Vectors beyond 65,536 elements are cut into pieces
/// whose sums are added in ascending order. No tier or thread count can change a bit of that.
/// </summary>
internal static unsafe class LaneReduction
{
    internal const int PieceLength = 65_536;

    /// <summary>Elements worked on before the next group of lanes goes over them again: they stay in the first-level cache.</summary>
    private const int BlockBytes = 8_192;

    private const int MostLanes = 64;

    internal static int LaneCount<T>()
        where T : unmanaged => 256 / sizeof(T);

    /// <summary>The reduction of x, or of x and y together; +0 for no elements. A reduction of one vector passes it twice.</summary>
    internal static T Reduce<T, TIsa, TVec, TStep>(T* x, T* y, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        T* lanes = stackalloc T[MostLanes];
        T sum = PieceSum<T, TIsa, TVec, TStep>(x, y, nint.Min(length, PieceLength), lanes);
        for (nint done = PieceLength; done < length; done += PieceLength)
        {
            sum += PieceSum<T, TIsa, TVec, TStep>(x + done, y + done, nint.Min(length - done, PieceLength), lanes);
        }

        return sum;
    }

    private static T PieceSum<T, TIsa, TVec, TStep>(T* x, T* y, nint length, T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        int count = LaneCount<T>();
        new Span<T>(lanes, count).Clear();

        nint whole = length - (length % count);
        nint block = BlockBytes / sizeof(T);
        for (nint start = 0; start < whole; start += block)
        {
            nint rounds = nint.Min(block, whole - start) / count;
            for (int group = 0; group < count; group += 4 * TIsa.Lanes)
            {
                AccumulateFour<T, TIsa, TVec, TStep>(x + start + group, y + start + group, rounds, lanes + group);
            }
        }

        AccumulateRest<T, TIsa, TVec, TStep>(x + whole, y + whole, length - whole, lanes);
        return Tree<T, TIsa, TVec>(lanes, count);
    }

    // A method of its own, away from the stackalloc, so that the four lanes' vectors stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AccumulateFour<T, TIsa, TVec, TStep>(T* x, T* y, nint rounds, T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        TVec lane0 = TIsa.Load(lanes);
        TVec lane1 = TIsa.Load(lanes + TIsa.Lanes);
        TVec lane2 = TIsa.Load(lanes + (2 * TIsa.Lanes));
        TVec lane3 = TIsa.Load(lanes + (3 * TIsa.Lanes));
        int stride = LaneCount<T>();
        for (; rounds > 0; rounds--)
        {
            lane0 = TStep.Accumulate<TIsa, TVec>(lane0, TIsa.Load(x), TIsa.Load(y));
            lane1 = TStep.Accumulate<TIsa, TVec>(lane1, TIsa.Load(x + TIsa.Lanes), TIsa.Load(y + TIsa.Lanes));
            lane2 = TStep.Accumulate<TIsa, TVec>(lane2, TIsa.Load(x + (2 * TIsa.Lanes)), TIsa.Load(y + (2 * TIsa.Lanes)));
            lane3 = TStep.Accumulate<TIsa, TVec>(lane3, TIsa.Load(x + (3 * TIsa.Lanes)), TIsa.Load(y + (3 * TIsa.Lanes)));
            x += stride;
            y += stride;
        }

        TIsa.Store(lanes, lane0);
        TIsa.Store(lanes + TIsa.Lanes, lane1);
        TIsa.Store(lanes + (2 * TIsa.Lanes), lane2);
        TIsa.Store(lanes + (3 * TIsa.Lanes), lane3);
    }

    // Fewer elements than lanes. Lanes without an element must not be touched: adding a zero would turn −0 into +0.
    private static void AccumulateRest<T, TIsa, TVec, TStep>(T* x, T* y, nint length, T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        nint i = 0;
        for (; i <= length - TIsa.Lanes; i += TIsa.Lanes)
        {
            TIsa.Store(lanes + i, TStep.Accumulate<TIsa, TVec>(TIsa.Load(lanes + i), TIsa.Load(x + i), TIsa.Load(y + i)));
        }

        for (; i < length; i++)
        {
            lanes[i] = TStep.Accumulate<ScalarIsa<T>, T>(lanes[i], x[i], y[i]);
        }
    }

    private static T Tree<T, TIsa, TVec>(T* lanes, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int half = count / 2;
        for (; half >= TIsa.Lanes; half /= 2)
        {
            for (int i = 0; i < half; i += TIsa.Lanes)
            {
                TIsa.Store(lanes + i, TIsa.Add(TIsa.Load(lanes + i), TIsa.Load(lanes + i + half)));
            }
        }

        for (; half >= 1; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }
}
