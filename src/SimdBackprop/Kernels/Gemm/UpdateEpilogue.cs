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
internal readonly unsafe struct UpdateEpilogue<T, TRule>(in TRule rule, in UpdateTarget<T> target, long farTargetBytes) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    /// <summary>Vectors of a row below which rows that follow each other without a gap are taken as one wherever they come from.</summary>
    private const int ShortVectors = 16;

    private readonly TRule _rule = rule;
    private readonly UpdateTarget<T> _target = target;
    private readonly long _farTargetBytes = farTargetBytes;

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

    public bool WorksBeside => TargetBytes >= _farTargetBytes;

    public static bool MayWorkBeside(SimdTier tier) => TRule.RunsBeside && tier == SimdTier.Avx512;

    public static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> KernelBeside<TIsa, TVec, TPanel>(LeftKind left, int rows, int vectors)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => GemmTile.Kernel<T, TIsa, TVec, TPanel, UpdateOutput<T, TRule>>(left, rows, vectors);

    /// <summary>What is left of rows after their whole vectors is done at once.</summary>
    public void Defer<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch, ref PendingUpdate<T> pending)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        bool isOneRow = IsOneRow(place, pitch);
        nint rows = isOneRow ? 1 : place.Rows, columns = isOneRow ? place.Rows * place.Columns : place.Columns;
        nint whole = columns - (columns % TIsa.Lanes);
        if (isOneRow)
        {
            Elementwise.Range<T, TIsa, TVec, UpdateStep<T, TRule>>(Step(place.Row, place.Column, block), whole, columns);
        }
        else
        {
            Rows<TIsa, TVec>(place with { Column = place.Column + whole, Columns = columns - whole }, block + whole, pitch);
        }

        pending = Pending(place.Row, place.Column, whole > 0 ? rows : 0, whole, block, pitch);
    }

    public static void Complete<TIsa, TVec>(ref PendingUpdate<T> pending)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (pending.Rows > 0)
        {
            pending.Complete<TRule, TIsa, TVec>();
        }
    }

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

    /// <summary>Bytes of the weights and their states.</summary>
    private double TargetBytes => (double)_target.Weights.Rows * _target.Weights.Pitch * (1 + TRule.StateCount) * sizeof(T);

    private bool IsNear => TargetBytes < GemmBlocking.NearTargetBytes;

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
            Pending(place.Row, place.Column, place.Rows, whole, block, pitch).Complete<TRule, TIsa, TVec>();
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

    private PendingUpdate<T> Pending(nint row, nint column, nint rows, nint columns, T* block, nint pitch) => new()
    {
        Rule = Unsafe.AsPointer(ref Unsafe.AsRef(in _rule)),
        Gradient = block,
        Weights = _target.Weights.RowAt(row) + column,
        State1 = _target.State1.RowAt(row) + column,
        State2 = _target.State2.RowAt(row) + column,
        GradientPitch = pitch,
        WeightsPitch = _target.Weights.Pitch,
        State1Pitch = _target.State1.Pitch,
        State2Pitch = _target.State2.Pitch,
        Rows = rows,
        Columns = columns,
    };

    private UpdateStep<T, TRule> Step(nint row, nint column, T* gradient) => new(
        _rule,
        ParameterKind.Weight,
        _target.Weights.RowAt(row) + column,
        gradient,
        _target.State1.RowAt(row) + column,
        _target.State2.RowAt(row) + column);
}
