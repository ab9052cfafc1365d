using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdBackprop;

/// <summary>The weights of a layer with the optimiser's state for each; a state that the rule does not keep is empty.</summary>
internal readonly struct UpdateTarget<T>(in MatrixView<T> weights, in MatrixView<T> state1, in MatrixView<T> state2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly MatrixView<T> Weights = weights;
    internal readonly MatrixView<T> State1 = state1;
    internal readonly MatrixView<T> State2 = state2;
}

/// <summary>The optimiser's step on the weights of a finished block of δᵀ·X: the block is their gradient, and nobody else sees it.</summary>
internal readonly unsafe struct UpdateEpilogue<T, TRule>(in TRule rule, in UpdateTarget<T> target) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    /// <summary>Vectors of a row below which rows that follow each other without a gap are taken as one wherever they come from.</summary>
    private const int ShortVectors = 16;

    private readonly TRule _rule = rule;
    private readonly UpdateTarget<T> _target = target;

    public static bool TakesProduct => true;

    public static bool AddsProduct => false;

    public T Factor => T.Zero;

    /// <summary>
    /// Weights tile by tile, each during the tile before, and as many of the run's states as memory delivers meanwhile, to the second-level cache. The states of the next strip instead, or in the rule, gained
    /// little or lost (docs/benchmarks.md).
    /// </summary>
    public void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip)
    {
        T* weights = _target.Weights.RowAt(place.Row) + place.Column;
        strip.CNext = Bytes(block, weights) + PrefetchCursor.PieceBytes;
        strip.CAfter = Bytes(block + lastTile, _target.Weights.RowAt(next.Row) + next.Column);
        strip.AfterRow = _target.Weights.Pitch * sizeof(T);
        strip.Asks = 0;
        if (TRule.StateCount > 0)
        {
            T* first = _target.State1.RowAt(place.Row) + place.Column;
            bool asksForBoth = TRule.StateCount > 1 && strip.Terms >= GemmBlocking.TermsForTwoMatrices;
            nint second = asksForBoth ? Bytes(first, _target.State2.RowAt(place.Row) + place.Column) : 0;
            strip.Upcoming = new PrefetchCursor(first, _target.State1.Pitch * sizeof(T), place.Rows, place.Columns * sizeof(T), second);
            strip.Asks = strip.Upcoming.PiecesFor(tiles);
        }
    }

    private static nint Bytes(T* from, T* to) => (nint)((byte*)to - (byte*)from);

    public PrefetchCursor Ahead(in GemmRectangle place) => default;

    public void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (IsOneRow(place, pitch) && (place.Columns < ShortVectors * TIsa.Lanes || IsNear))
        {
            Elementwise.ForEach<T, TIsa, TVec, UpdateStep<T, TRule>>(Step(place.Row, place.Column, block), place.Rows * place.Columns);
            return;
        }

        Rows<TIsa, TVec>(place, block, pitch);
    }

    private bool IsNear => (double)_target.Weights.Rows * _target.Weights.Pitch * (1 + TRule.StateCount) * sizeof(T) < GemmBlocking.NearTargetBytes;

    /// <summary>Whether no memory lies between the rows, neither of the block nor of the weights and their states.</summary>
    private bool IsOneRow(in GemmRectangle place, nint pitch) => place.Columns == pitch && _target.Weights.Pitch == pitch
        && (TRule.StateCount < 1 || _target.State1.Pitch == pitch) && (TRule.StateCount < 2 || _target.State2.Pitch == pitch);

    /// <summary>Row by row, then what is left of all rows in vectors that get narrower.</summary>
    private void Rows<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint rest = place.Columns % TIsa.Lanes, whole = place.Columns - rest;
        if (whole > 0)
        {
            WholeVectors<TIsa, TVec>(place with { Columns = whole }, block, pitch);
        }

        if (rest == 0)
        {
            return;
        }

        GemmRectangle left = place with { Column = place.Column + whole, Columns = rest };
        if (TIsa.Lanes > Vector256Isa<T>.Lanes)
        {
            Rows<Vector256Isa<T>, Vector256<T>>(left, block + whole, pitch);
        }
        else if (TIsa.Lanes > Vector128Isa<T>.Lanes)
        {
            Rows<Vector128Isa<T>, Vector128<T>>(left, block + whole, pitch);
        }
        else
        {
            Rows<ScalarIsa<T>, T>(left, block + whole, pitch);
        }
    }

    /// <summary>
    /// All whole vectors. What is one row below is asked for: what the product had no time for is still in memory, the rest in the second-level cache. Without, a fused update of Adam on 2,048² weights took
    /// 1.3 times as long with 32 samples; asking for the states alone, 1.05 times with 32 samples and 1.3 times with 2 (float, AVX-512, one thread, AMD).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WholeVectors<TIsa, TVec>(GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = 0; i < place.Rows; i++)
        {
            nint row = place.Row + i, below = row + 1 < _target.Weights.Rows ? 1 : 0;
            nint weightsBelow = below * _target.Weights.Pitch, state1Below = below * _target.State1.Pitch, state2Below = below * _target.State2.Pitch;
            T* gradient = block + (i * pitch);
            T* weights = _target.Weights.RowAt(row) + place.Column;
            T* state1 = _target.State1.RowAt(row) + place.Column, state2 = _target.State2.RowAt(row) + place.Column;
            for (nint j = 0; j < place.Columns; j += TIsa.Lanes)
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

                UpdateStep<T, TRule>.Apply<TIsa, TVec>(in _rule, ParameterKind.Weight, TIsa.Load(gradient + j), weights + j, state1 + j, state2 + j);
            }
        }
    }

    private UpdateStep<T, TRule> Step(nint row, nint column, T* gradient) => new(
        _rule,
        ParameterKind.Weight,
        _target.Weights.RowAt(row) + column,
        gradient,
        _target.State1.RowAt(row) + column,
        _target.State2.RowAt(row) + column);
}
