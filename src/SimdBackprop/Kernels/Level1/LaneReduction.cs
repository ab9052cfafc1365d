using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdBackprop;

/// <summary>
/// Sums along contiguous memory, defined by lanes: 64 for float and 32 for double, which is what four 512-bit vectors hold.
/// Element i goes to lane i mod L; the lanes are then added pairwise in a tree. Vectors beyond 65,536 elements are cut into pieces
/// whose sums are added in ascending order. No tier or thread count can change a bit of that.
/// </summary>
/// <remarks>
/// The lanes are worked on in groups of four vectors, which are the accumulators of the loops. Where one group holds all lanes it stays in registers until the end;
/// where vectors are narrower, the groups take turns, a block of elements each, and rest in memory.
/// </remarks>
internal static unsafe class LaneReduction
{
    internal const int PieceLength = 65_536;

    /// <summary>Bytes of all lanes, of either type.</summary>
    internal const int LaneBytes = 256;

    /// <summary>What to allocate for one set of lanes, so that they can begin with a cache line: a vector across two lines costs two accesses.</summary>
    internal const int ScratchBytes = LaneBytes + AlignedBuffer<byte>.Alignment;

    /// <summary>Bytes of an operand that each group of lanes goes over before the next does: they stay in the first-level cache.</summary>
    private const int BlockBytes = 8_192;

    internal static int LaneCount<T>()
        where T : unmanaged => LaneBytes / sizeof(T);

    /// <summary>Whether four vectors hold all lanes; a constant to the compiler.</summary>
    internal static bool IsOneGroup<T>(int vectorLanes)
        where T : unmanaged => 4 * vectorLanes == LaneCount<T>();

    /// <summary>The elements of a block: everything where there is one group.</summary>
    internal static nint BlockLength<T>(int vectorLanes)
        where T : unmanaged => IsOneGroup<T>(vectorLanes) ? PieceLength : BlockBytes / sizeof(T);

    /// <summary>The first address in the memory that begins a cache line.</summary>
    internal static T* Align<T>(byte* memory)
        where T : unmanaged => (T*)((nint)(memory + AlignedBuffer<byte>.Alignment - 1) & -AlignedBuffer<byte>.Alignment);

    /// <summary>The sum over the elements from start on, at most a piece of them; +0 for none.</summary>
    internal static T PieceSum<T, TIsa, TVec, TStep>(in TStep step, nint start, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        byte* memory = stackalloc byte[ScratchBytes];
        return PieceSum<T, TIsa, TVec, TStep>(step, start, length, Align<T>(memory));
    }

    // A method of its own, away from the stackalloc, so that the accumulators stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T PieceSum<T, TIsa, TVec, TStep>(TStep step, nint start, nint length, T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        int count = LaneCount<T>();
        nint rest = length % count;
        nint whole = start + length - rest;
        nint block = start;
        TVec lanes0 = TIsa.Zero, lanes1 = TIsa.Zero, lanes2 = TIsa.Zero, lanes3 = TIsa.Zero;
        do
        {
            nint end = nint.Min(block + BlockLength<T>(TIsa.Lanes), whole);
            for (int group = 0; group < count; group += 4 * TIsa.Lanes)
            {
                T* resting = lanes + group;
                if (!IsOneGroup<T>(TIsa.Lanes) && block == start)
                {
                    lanes0 = lanes1 = lanes2 = lanes3 = TIsa.Zero;
                }
                else if (!IsOneGroup<T>(TIsa.Lanes))
                {
                    lanes0 = TIsa.Load(resting);
                    lanes1 = TIsa.Load(resting + TIsa.Lanes);
                    lanes2 = TIsa.Load(resting + (2 * TIsa.Lanes));
                    lanes3 = TIsa.Load(resting + (3 * TIsa.Lanes));
                }

                for (nint i = block + group; i < end; i += count)
                {
                    lanes0 = step.Accumulate<TIsa, TVec>(lanes0, i);
                    lanes1 = step.Accumulate<TIsa, TVec>(lanes1, i + TIsa.Lanes);
                    lanes2 = step.Accumulate<TIsa, TVec>(lanes2, i + (2 * TIsa.Lanes));
                    lanes3 = step.Accumulate<TIsa, TVec>(lanes3, i + (3 * TIsa.Lanes));
                }

                if (!IsOneGroup<T>(TIsa.Lanes) || rest > 0)
                {
                    TIsa.Store(resting, lanes0);
                    TIsa.Store(resting + TIsa.Lanes, lanes1);
                    TIsa.Store(resting + (2 * TIsa.Lanes), lanes2);
                    TIsa.Store(resting + (3 * TIsa.Lanes), lanes3);
                }
            }

            block = end;
        }
        while (block < whole);

        if (IsOneGroup<T>(TIsa.Lanes) && rest == 0)
        {
            return Tree<T, TIsa, TVec>(lanes0, lanes1, lanes2, lanes3);
        }

        AccumulateRest<T, TIsa, TVec, TStep>(step, whole, whole + rest, lanes);
        return Tree<T, TIsa, TVec>(lanes);
    }

    // Fewer elements than lanes, in vectors that get narrower. Lanes without an element must not be touched: adding a zero would turn −0 into +0.
    private static void AccumulateRest<T, TIsa, TVec, TStep>(TStep step, nint index, nint end, T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, ILaneStep<T>
    {
        for (; index <= end - TIsa.Lanes; index += TIsa.Lanes, lanes += TIsa.Lanes)
        {
            TIsa.Store(lanes, step.Accumulate<TIsa, TVec>(TIsa.Load(lanes), index));
        }

        if (index == end)
        {
            return;
        }

        if (TIsa.Lanes > Vector256Isa<T>.Lanes)
        {
            AccumulateRest<T, Vector256Isa<T>, Vector256<T>, TStep>(step, index, end, lanes);
        }
        else if (TIsa.Lanes > Vector128Isa<T>.Lanes)
        {
            AccumulateRest<T, Vector128Isa<T>, Vector128<T>, TStep>(step, index, end, lanes);
        }
        else
        {
            AccumulateRest<T, ScalarIsa<T>, T, TStep>(step, index, end, lanes);
        }
    }

    /// <summary>lane[i] ← lane[i] + lane[i + L/2] for the lower half, then for the lower quarter, and so on down to one.</summary>
    internal static T Tree<T, TIsa, TVec>(T* lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (int half = LaneCount<T>() / 2; half >= 4 * TIsa.Lanes; half /= 2)
        {
            for (int i = 0; i < half; i += TIsa.Lanes)
            {
                TIsa.Store(lanes + i, TIsa.Add(TIsa.Load(lanes + i), TIsa.Load(lanes + i + half)));
            }
        }

        return Tree<T, TIsa, TVec>(
            TIsa.Load(lanes), TIsa.Load(lanes + TIsa.Lanes), TIsa.Load(lanes + (2 * TIsa.Lanes)), TIsa.Load(lanes + (3 * TIsa.Lanes)));
    }

    /// <summary>The tree over four vectors of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Tree<T, TIsa, TVec>(TVec lanes0, TVec lanes1, TVec lanes2, TVec lanes3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.SumOfLanes(TIsa.Add(TIsa.Add(lanes0, lanes2), TIsa.Add(lanes1, lanes3)));
}
