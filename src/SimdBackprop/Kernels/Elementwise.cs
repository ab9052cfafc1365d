using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdBackprop;

/// <summary>An operation on the elements at one index of its operands, for one vector of any width.</summary>
internal interface IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Whether the loop over one row takes four vectors a round, which shows around a step of an instruction or two: Axpy and Scal of 4 MiB vectors, all beyond the caches, ran at 0.94 of a plain
    /// stream with one vector a round, at 0.97 and 1.0 with four (float, AVX-512, one thread).
    /// </summary>
    static abstract bool TakesFour { get; }

    /// <summary>Computes the elements from <paramref name="index"/> on, as many as the marker has lanes.</summary>
    void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>An operation on the elements of matrices, which starts with their first rows.</summary>
internal interface IRowStep<T, TSelf> : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSelf : struct, IRowStep<T, TSelf>
{
    /// <summary>The same for another row, counted from this one.</summary>
    TSelf OfRow(nint row);
}

/// <summary>The loop over contiguous elements that every element-wise kernel shares.</summary>
internal static class Elementwise
{
    private const nint RowsAtOnce = 32;

    /// <summary>Runs the step over all elements.</summary>
    internal static void ForEach<T, TIsa, TVec, TStep>(in TStep step, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T> => Range<T, TIsa, TVec, TStep>(step, 0, length);

    /// <summary>Runs the step over some rows. They may be so short, ten columns or two vectors, that a call for each would show.</summary>
    internal static void ForEachRow<T, TIsa, TVec, TStep>(in TStep step, nint rows, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IRowStep<T, TStep>
    {
        // A few at a time, so that what is left of them is still in the first-level cache.
        for (nint row = 0; row < rows; row += RowsAtOnce)
        {
            RangeOfRows<T, TIsa, TVec, TStep>(step.OfRow(row), nint.Min(RowsAtOnce, rows - row), 0, columns);
        }
    }

    /// <summary>Runs the step over the columns from start to end of some rows: all rows' whole vectors first, then the rest in narrower vectors as in <see cref="Range"/>.</summary>
    private static void RangeOfRows<T, TIsa, TVec, TStep>(in TStep step, nint rows, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IRowStep<T, TStep>
    {
        nint rest = end - ((end - start) % TIsa.Lanes);
        if (rest > start)
        {
            StepsOfRows<T, TIsa, TVec, TStep>(step, rows, start, rest);
        }

        if (rest == end)
        {
            return;
        }

        if (TIsa.Lanes > Vector256Isa<T>.Lanes)
        {
            RangeOfRows<T, Vector256Isa<T>, Vector256<T>, TStep>(step, rows, rest, end);
        }
        else if (TIsa.Lanes > Vector128Isa<T>.Lanes)
        {
            RangeOfRows<T, Vector128Isa<T>, Vector128<T>, TStep>(step, rows, rest, end);
        }
        else
        {
            RangeOfRows<T, ScalarIsa<T>, T, TStep>(step, rows, rest, end);
        }
    }

    /// <summary>
    /// Runs the step over the elements from start to end: whole vectors first, then the rest in vectors that get narrower, down to one element. A
    /// narrower marker gives the same bits by the definition of a tier.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Range<T, TIsa, TVec, TStep>(in TStep step, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        if (TStep.TakesFour && end - start >= 4 * TIsa.Lanes)
        {
            start = StepsOfFour<T, TIsa, TVec, TStep>(step, start, end);
        }

        if (end - start >= TIsa.Lanes)
        {
            start = Steps<T, TIsa, TVec, TStep>(step, start, end);
        }

        if (start == end)
        {
            return;
        }

        if (TIsa.Lanes > Vector256Isa<T>.Lanes)
        {
            Range<T, Vector256Isa<T>, Vector256<T>, TStep>(step, start, end);
        }
        else if (TIsa.Lanes > Vector128Isa<T>.Lanes)
        {
            Range<T, Vector128Isa<T>, Vector128<T>, TStep>(step, start, end);
        }
        else
        {
            Range<T, ScalarIsa<T>, T, TStep>(step, start, end);
        }
    }

    // Methods of their own, so that the loops for the rest are compiled once for all tiers, and so that no loop takes from another what the code generator allows one
    // method: it stops inlining at 512 local variables, of which a long function has some 400.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Steps<T, TIsa, TVec, TStep>(TStep step, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        for (; start <= end - TIsa.Lanes; start += TIsa.Lanes)
        {
            step.Step<TIsa, TVec>(start);
        }

        return start;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint StepsOfFour<T, TIsa, TVec, TStep>(TStep step, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        for (; start <= end - (4 * TIsa.Lanes); start += 4 * TIsa.Lanes)
        {
            step.Step<TIsa, TVec>(start);
            step.Step<TIsa, TVec>(start + TIsa.Lanes);
            step.Step<TIsa, TVec>(start + (2 * TIsa.Lanes));
            step.Step<TIsa, TVec>(start + (3 * TIsa.Lanes));
        }

        return start;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StepsOfRows<T, TIsa, TVec, TStep>(TStep step, nint rows, nint start, nint end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IRowStep<T, TStep>
    {
        for (nint row = 0; row < rows; row++)
        {
            TStep ofRow = step.OfRow(row);
            for (nint index = start; index < end; index += TIsa.Lanes)
            {
                ofRow.Step<TIsa, TVec>(index);
            }
        }
    }

    /// <summary>Runs the step over <paramref name="length"/> elements on the tier, on the caller's thread.</summary>
    internal static void Run<T, TStep>(in TStep step, nint length, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, IElementStep<T>
    {
        Call<TStep> call = new(in step, new Bands(1, length, 1));
        SimdDispatch.Run<T, Kernel<T, TStep>, Call<TStep>>(tier, ref call);
    }

    /// <summary>Runs the step over <paramref name="length"/> elements on the tier and threads of the options.</summary>
    /// <param name="step">The step; it holds the operands.</param>
    /// <param name="length">The elements.</param>
    /// <param name="elementBytes">The bytes read and written an element.</param>
    /// <param name="options">The options.</param>
    internal static void Share<T, TStep>(in TStep step, nint length, int elementBytes, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, IElementStep<T>
    {
        Call<TStep> call = new(in step, Sharing.OfElements<T>(length, elementBytes, KernelOptions.DegreeOf(options)));
        SimdDispatch.Run<T, Kernel<T, TStep>, Call<TStep>>(KernelOptions.TierOf(options), ref call);
    }

    // The step by reference: a copy of what was put together just now would read in one piece what was written in several, and such a load waits until those stores
    // have reached the cache. An exponential of 16 elements took 25 ns instead of 9 (float, AVX-512, AMD). Jobs for other threads hold a copy.
    private readonly ref struct Call<TStep>(in TStep step, Bands elements)
    {
        internal readonly ref readonly TStep Step = ref step;
        internal readonly Bands Elements = elements;
    }

    private readonly struct Kernel<T, TStep> : IKernel<T, Call<TStep>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStep : struct, IElementStep<T>
    {
        public static void Run<TIsa, TVec>(ref Call<TStep> call)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            if (call.Elements.Parts == 1)
            {
                ForEach<T, TIsa, TVec, TStep>(call.Step, call.Elements.Extent);
                return;
            }

            Job<T, TIsa, TVec, TStep> job = new() { Step = call.Step, Elements = call.Elements };
            WorkerTeam.Run(call.Elements.Parts, ref job);
        }
    }

    private struct Job<T, TIsa, TVec, TStep> : ITeamJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TStep : struct, IElementStep<T>
    {
        internal TStep Step;
        internal Bands Elements;

        public readonly void Run(int part)
        {
            (nint start, nint length) = Elements.Of(part);
            Range<T, TIsa, TVec, TStep>(Step, start, start + length);
        }
    }
}
