using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// A finished gradient in scratch whose rule is run a vector at a time, row after row: between the terms of the product that follows it, or by itself. Its rows are whole vectors.
/// </summary>
/// <remarks>
/// The quotient and the root of a rule like Adam's occupy a unit of their own, 18 cycles for 16 floats on a Zen 4 core, and memory delivers weights and states meanwhile; both cost next to nothing while a tile's multiply-adds
/// are under way, as long as few of them wait in a core's window at a time.
/// </remarks>
internal unsafe struct PendingUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rule, wherever it is while the update is pending.</summary>
    internal void* Rule;

    internal T* Gradient;
    internal T* Weights;
    internal T* State1;
    internal T* State2;

    /// <summary>From one row to the next, in elements.</summary>
    internal nint GradientPitch;
    internal nint WeightsPitch;
    internal nint State1Pitch;
    internal nint State2Pitch;

    /// <summary>Rows that are not done, of which the first may be in part.</summary>
    internal nint Rows;

    internal nint Columns;

    /// <summary>Elements of the first row that are done.</summary>
    private nint _done;

    /// <summary>
    /// The rule on the next vector. The same place one row below is asked for, for the second-level cache, and what comes soon for the first. Of 2,048² weights with Adam the fused update took, with 32 samples, 1.2 times as long
    /// with 1 KiB ahead for the first cache alone, 1.06 times with one row below for the second alone; with 128 samples, where a row is in pieces, 1.2 to 1.3 times without the row below (float, AVX-512, one thread, AMD).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Step<TRule, TIsa, TVec>()
        where TRule : struct, IUpdateRule<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint j = _done;
        T* weights = Weights + j, state1 = State1 + j, state2 = State2 + j;
        Ask<TIsa, TVec>(weights, WeightsPitch);
        if (TRule.StateCount >= 1)
        {
            Ask<TIsa, TVec>(state1, State1Pitch);
        }

        if (TRule.StateCount >= 2)
        {
            Ask<TIsa, TVec>(state2, State2Pitch);
        }

        UpdateStep<T, TRule>.Apply<TIsa, TVec>(in Unsafe.AsRef<TRule>(Rule), ParameterKind.Weight, TIsa.Load(Gradient + j), weights, state1, state2);
        _done = j + TIsa.Lanes;
        if (_done == Columns)
        {
            NextRow();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<TIsa, TVec>(T* place, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TIsa.Prefetch(place + GemmBlocking.BesideAhead);
        TIsa.PrefetchSecondLevel(place + pitch);
    }

    /// <summary>
    /// The rule on all that is left. What is one row below is asked for: it is still in memory, or in the second-level cache. Without, a fused update of Adam on 2,048² weights took
    /// 1.3 times as long with 32 samples; asking for the states alone, 1.05 times with 32 samples and 1.3 times with 2 (float, AVX-512, one thread, AMD).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Complete<TRule, TIsa, TVec>()
        where TRule : struct, IUpdateRule<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (; Rows > 0; NextRow())
        {
            T* gradient = Gradient, weights = Weights, state1 = State1, state2 = State2;
            nint weightsBelow = WeightsPitch, state1Below = State1Pitch, state2Below = State2Pitch, columns = Columns;
            ref readonly TRule rule = ref Unsafe.AsRef<TRule>(Rule);
            for (nint j = _done; j < columns; j += TIsa.Lanes)
            {
                TIsa.Prefetch(weights + j + weightsBelow);
                if (TRule.StateCount >= 1)
                {
                    TIsa.Prefetch(state1 + j + state1Below);
                }

                if (TRule.StateCount >= 2)
                {
                    TIsa.Prefetch(state2 + j + state2Below);
                }

                UpdateStep<T, TRule>.Apply<TIsa, TVec>(in rule, ParameterKind.Weight, TIsa.Load(gradient + j), weights + j, state1 + j, state2 + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NextRow()
    {
        Rows--;
        Gradient += GradientPitch;
        Weights += WeightsPitch;
        State1 += State1Pitch;
        State2 += State2Pitch;
        _done = 0;
    }
}
