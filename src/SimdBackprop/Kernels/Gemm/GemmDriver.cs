using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The loops around the micro-kernel, for one part of C on one thread.</summary>
/// <remarks>
/// From the outside in: slices of columns and blocks of rows where scratch for all of them would be too large, blocks of K, groups of panels of B that stay in the second-level
/// cache, chunks of rows of A, strips as high as a tile, the group's panels. So a strip of A, in the first-level cache, meets panel after panel, and C is
/// walked along its rows. The first strip leaves packed copies of the panels that it reads, and the others read those, so packing B costs no pass of its
/// own. The blocks of K follow each other in order for every element, and a later one loads what the earlier one stored: the chain is never broken.
/// </remarks>
internal unsafe ref struct GemmDriver<T, TIsa, TVec, TEpilogue>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TIsa : struct, IIsa<T, TVec>
    where TVec : struct
    where TEpilogue : struct, IEpilogue<T>
{
    private readonly ref readonly GemmArguments<T> _product;
    private readonly ref readonly TEpilogue _epilogue;
    private readonly GemmPlan _plan;
    private readonly T* _packedB;
    private readonly T* _packedA;
    private readonly bool _worksBeside;
    private T* _ownC;
    private T* _otherC;
    private GemmStrip<T> _strip;

    // Where the loops are: the first row and the number of rows of the block, the first term.
    private nint _row;
    private nint _rows;
    private nint _p;

    // Whether the tiles of the group ask for what the next one will copy of B.
    private bool _asksForB;

    /// <summary>The most terms between loading and storing C.</summary>
    private static int MostTerms => TEpilogue.TakesProduct || TEpilogue.AddsProduct ? GemmBlocking.KBlockOfTaken : GemmBlocking.KBlock;

    private GemmDriver(in GemmArguments<T> product, in TEpilogue epilogue, in GemmPlan plan, T* scratch)
    {
        _product = ref product;
        _epilogue = ref epilogue;
        _plan = plan;
        _packedB = scratch;
        _packedA = scratch + plan.BLength;
        _ownC = _packedA + plan.ALength;
        _otherC = _ownC + (plan.TileRows * plan.OwnRow);
        _worksBeside = TEpilogue.MayWorkBeside(TIsa.Tier) && plan.OwnsOneStrip && epilogue.WorksBeside;
        _strip.Factor = epilogue.Factor;
        _strip.BRow = product.BRow * sizeof(T);
        _strip.CRow = _strip.AfterRow = (plan.OwnsC ? plan.OwnRow : product.CRow) * sizeof(T);
    }

    /// <summary>Computes a rectangle of C and applies the epilogue to each piece of it once it is complete.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
    {
        TileCut slices = GemmPlan.Slices<T, TIsa, TVec>(product, part, TEpilogue.TakesProduct);
        for (nint slice = 0; slice < slices.Count; slice++)
        {
            nint start = slices.StartOf(slice);
            GemmRectangle piece = part with { Column = part.Column + start, Columns = slices.StartOf(slice + 1) - start };
            Run(product, epilogue, GemmPlan.Of<T, TIsa, TVec>(product, piece, TEpilogue.TakesProduct, MostTerms));
        }
    }

    /// <summary>The same where B is packed already.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, in PackedLayout layout, in PackedPart part) =>
        Run(product, epilogue, GemmPlan.Of<T, TIsa, TVec>(product, layout, part));

    private static void Run(in GemmArguments<T> product, in TEpilogue epilogue, in GemmPlan plan)
    {
        Debug.Assert(!TEpilogue.AddsProduct || plan.KBlock == product.K, "A part of the product would be added.");
        using PooledScratch<T> scratch = new(plan.ScratchLength);
        GemmDriver<T, TIsa, TVec, TEpilogue> driver = new(product, epilogue, plan, scratch.Pointer);
        for (nint row = 0; row < plan.Part.Rows; row += plan.MBlock)
        {
            driver.RowBlock(plan.Part.Row + row, nint.Min(plan.MBlock, plan.Part.Rows - row));
        }
    }

    private void RowBlock(nint row, nint rows)
    {
        _row = row;
        _rows = rows;
        if (_product.Swapped && !T.IsZero(_product.Beta))
        {
            nint columns = _plan.Part.Columns;
            TransposeKernel<T>.Run(TIsa.Tier, CallersC(row, 0), _product.CRow, _ownC, _plan.OwnRow, columns, rows);
        }

        for (_p = 0; _p < _product.K; _p += _plan.KBlock)
        {
            _strip.Terms = nint.Min(_plan.KBlock, _product.K - _p);
            _strip.Beta = _p == 0 ? _product.Beta : T.One;
            nint end;
            for (nint panel = _plan.FirstPanel; panel < _plan.EndPanel; panel = end)
            {
                end = _plan.EndOfGroup(panel);
                Group(new PanelGroup(_plan.Columns, panel, end));
            }
        }
    }

    /// <summary>All strips of the block of rows times a group of panels.</summary>
    private void Group(in PanelGroup group)
    {
        T* panels = _packedB;
        bool packed = true;
        if (_plan.Layout is { } layout)
        {
            panels = _product.B + layout.OffsetOf(_p, group.Start);
        }
        else if (_product.BColumn != 1)
        {
            PackTransposed(group);
        }
        else
        {
            packed = false;
        }

        _asksForB = AsksForNext(group, packed);
        bool finishes = _p + _strip.Terms == _product.K;
        nint end, finished = 0;
        for (nint top = 0; top < _rows; top = end)
        {
            end = nint.Min(top + _plan.ChunkRows, _rows);
            Chunk(top, end, group, panels, packed);
            packed = true;
            if (finishes && !TEpilogue.TakesProduct && (end == _rows || end - finished >= _plan.FinishedRows))
            {
                Finish(finished, end - finished, group);
                finished = end;
            }
        }

        if (TEpilogue.MayWorkBeside(TIsa.Tier) && _worksBeside)
        {
            TEpilogue.Complete<TIsa, TVec>(ref _strip.Pending);
        }
    }

    /// <summary>
    /// Lets the tiles of this group ask for the part of B that the next one will copy, where B is far and A is not asked for. In the last block of terms that comes before what an epilogue will
    /// read: the other way around a step of 2,048-wide layers took as long (32 to 512 samples).
    /// </summary>
    private bool AsksForNext(in PanelGroup group, bool packed)
    {
        (nint panel, nint p) = group.End < _plan.EndPanel ? (group.End, _p) : (_plan.FirstPanel, _p + _strip.Terms);
        nint strips = new TileCut(_rows, _plan.TileRows).Count;
        if (strips < _plan.StripsAskingForB || (_plan.AsksForA && group.First == _plan.FirstPanel) || p == _product.K)
        {
            return false;
        }

        PanelGroup next = new(_plan.Columns, panel, _plan.EndOfGroup(panel));
        nint terms = nint.Min(_plan.KBlock, _product.K - p);
        _strip.Upcoming = PrefetchCursor.Of(B(p, next.Start), _product.BRow, _product.BColumn, terms, next.Columns);

        // A first strip that copies asks for nothing.
        _strip.Asks = _strip.Upcoming.PiecesFor((strips - (packed ? 0 : 1)) * (group.End - group.First));
        return true;
    }

    private readonly void PackTransposed(in PanelGroup group)
    {
        T* panels = _packedB;
        PanelRun run;
        for (nint panel = group.First; panel < group.End; panel += run.Panels)
        {
            run = group.RunFrom(panel);
            PanelPacking.Transposed<T, TIsa, TVec>(
                _product.Swapped ? _product.Alpha : T.One, B(_p, run.Start), _product.BColumn, run, _strip.Terms, panels);
            panels += run.Width(TIsa.Lanes) * _strip.Terms;
        }
    }

    /// <summary>Some strips, whose rows of A are packed together where they are.</summary>
    private void Chunk(nint top, nint bottom, in PanelGroup group, T* panels, bool packed)
    {
        TileCut tiles = new(bottom - top, _plan.TileRows);
        bool isFirst = group.First == _plan.FirstPanel;
        T* packedA = !_plan.PacksA ? null : _plan.KeepsA ? _packedA + (top * _strip.Terms) : _packedA;
        GemmBlockOfA<T> a = GemmBlockOfA<T>.Of<TIsa, TVec>(_product, packedA, _plan.KeepsA && !isFirst, tiles, _row + top, _p, ref _strip);
        bool finishes = _p + _strip.Terms == _product.K;
        if (!_asksForB)
        {
            _strip.Upcoming = _plan.AsksForA && isFirst && bottom < _rows ? Upcoming(bottom)
                : finishes && !TEpilogue.TakesProduct ? _epilogue.Ahead(_product.PlaceOf(RectangleOf(top, bottom - top, group)))
                : default;
            _strip.Asks = _strip.Upcoming.PiecesFor(tiles.Count * (group.End - group.First));
        }

        T* c = _product.Swapped ? _ownC + (top * _plan.OwnRow) : _product.C + ((_row + top) * _product.CRow) + _plan.Part.Column;
        nint end;
        for (nint tile = 0, start = 0; start < tiles.Extent; start = end)
        {
            end = tiles.StartOf(++tile);
            int height = (int)(end - start);
            if (TEpilogue.MayWorkBeside(TIsa.Tier) && _worksBeside)
            {
                StripBeside(a.Kind, height, a.Strip(start), top + start, group, panels, packed);
            }
            else if (TEpilogue.TakesProduct)
            {
                TakenStrip(a.Kind, height, a.Strip(start), top + start, group, panels, packed);
            }
            else
            {
                _strip.SpreadAsks(height);
                Strip(a.Kind, height, a.Strip(start), (T*)((byte*)c + (start * _strip.CRow)), group, panels, packed);
            }

            packed = true;
        }
    }

    /// <summary>The chunk of A that will be copied or used next.</summary>
    private readonly PrefetchCursor Upcoming(nint top)
    {
        nint rows = nint.Min(_plan.ChunkRows, _rows - top);
        T* start = _product.A + ((_row + top) * _product.ARow) + (_p * _product.AColumn);
        return PrefetchCursor.Of(start, _product.ARow, _product.AColumn, rows, _strip.Terms);
    }

    /// <summary>One strip times a group of panels.</summary>
    private void Strip(LeftKind kind, int height, T* a, T* c, in PanelGroup group, T* panels, bool packed)
    {
        fixed (GemmStrip<T>* strip = &_strip)
        {
            PanelRun run;
            for (nint panel = group.First; panel < group.End; panel += run.Panels)
            {
                run = group.RunFrom(panel);
                T* tile = c + run.Start;
                strip->CNext = run.Vectors * TIsa.Lanes * sizeof(T);
                strip->CAfter = panel + run.Panels < group.End
                    ? run.Vectors * TIsa.Lanes * sizeof(T)
                    : (height * strip->CRow) - ((run.StartOfLast(TIsa.Lanes) - group.Start) * sizeof(T));
                if (!packed)
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackingPanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(
                        strip, run.Panels, a, B(_p, run.Start), tile, run.Last, panels);
                }
                else if (_plan.IsFar)
                {
                    GemmTile.Kernel<T, TIsa, TVec, StreamedPanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(strip, run.Panels, a, panels, tile, run.Last, null);
                }
                else
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackedPanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(strip, run.Panels, a, panels, tile, run.Last, null);
                }

                panels += run.Width(TIsa.Lanes) * strip->Terms;
            }
        }
    }

    /// <summary>One strip times a group of panels where the epilogue takes the product, and uses it up while it is in cache.</summary>
    private void TakenStrip(LeftKind kind, int height, T* a, nint top, in PanelGroup group, T* panels, bool packed)
    {
        T* c = _plan.OwnsOneStrip ? _ownC : _ownC + (top * _plan.OwnRow) + group.Start;
        fixed (GemmStrip<T>* strip = &_strip)
        {
            PanelRun run = group.RunFrom(group.First);
            for (nint panel = group.First; panel < group.End;)
            {
                T* tile = c + (run.Start - group.Start);
                panel += run.Panels;
                PanelRun next = group.RunFrom(panel < group.End ? panel : group.First);
                if (_plan.ReadsBInPlace)
                {
                    GemmTile.Kernel<T, TIsa, TVec, InPlacePanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(strip, run.Panels, a, B(_p, run.Start), tile, run.Last, null);
                }
                else
                {
                    // The last strip of a block has none below it: what it asks for then does no harm.
                    GemmRectangle following = PlaceOf(panel < group.End ? top : top + height, height, next);
                    _epilogue.LookAhead(PlaceOf(top, height, run), following, tile, run.Panels, run.StartOfLast(TIsa.Lanes) - run.Start, ref *strip);
                    strip->SpreadAsks(height);
                    if (packed)
                    {
                        GemmTile.Kernel<T, TIsa, TVec, PackedPanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(strip, run.Panels, a, panels, tile, run.Last, null);
                    }
                    else
                    {
                        GemmTile.Kernel<T, TIsa, TVec, PackingPanel>(kind, height, run.Vectors, TEpilogue.AddsProduct)(strip, run.Panels, a, B(_p, run.Start), tile, run.Last, panels);
                    }
                }

                panels += run.Width(TIsa.Lanes) * strip->Terms;
                run = next;
            }
        }

        if (_p + _strip.Terms == _product.K)
        {
            _epilogue.Apply<TIsa, TVec>(RectangleOf(top, height, group), c, _plan.OwnRow);
        }
    }

    /// <summary>The same where the epilogue takes the strip before, from the other half of the scratch, beside the tiles of this one.</summary>
    private void StripBeside(LeftKind kind, int height, T* a, nint top, in PanelGroup group, T* panels, bool packed)
    {
        Debug.Assert(T.IsZero(_product.Beta), "Kernels that work beside read no C.");
        T* other = _ownC;
        _ownC = _otherC;
        _otherC = other;
        _strip.SpreadPending(group.End - group.First, TIsa.Lanes);
        fixed (GemmStrip<T>* strip = &_strip)
        {
            PanelRun run;
            for (nint panel = group.First; panel < group.End; panel += run.Panels)
            {
                run = group.RunFrom(panel);
                T* tile = _ownC + (run.Start - group.Start);
                if (_plan.ReadsBInPlace)
                {
                    TEpilogue.KernelBeside<TIsa, TVec, InPlacePanel>(kind, height, run.Vectors)(strip, run.Panels, a, B(_p, run.Start), tile, run.Last, null);
                }
                else if (packed)
                {
                    TEpilogue.KernelBeside<TIsa, TVec, PackedPanel>(kind, height, run.Vectors)(strip, run.Panels, a, panels, tile, run.Last, null);
                }
                else
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackingPanel, ProductOutput<T>>(kind, height, run.Vectors)(strip, run.Panels, a, B(_p, run.Start), tile, run.Last, panels);
                }

                panels += run.Width(TIsa.Lanes) * strip->Terms;
            }
        }

        TEpilogue.Complete<TIsa, TVec>(ref _strip.Pending);
        // Not on the copy that would be made of what may not change: what is pending points into the epilogue.
        Unsafe.AsRef(in _epilogue).Defer<TIsa, TVec>(RectangleOf(top, height, group), _ownC, _plan.OwnRow, ref _strip.Pending);
    }

    /// <summary>The place in C of a strip's run of panels, by the strip's first row in the block of rows.</summary>
    private readonly GemmRectangle PlaceOf(nint top, int height, in PanelRun run) =>
        new(_row + top, _plan.Part.Column + run.Start, height, run.End(TIsa.Lanes) - run.Start);

    /// <summary>What follows once the rows of a chunk have had their last term.</summary>
    private readonly void Finish(nint top, nint rows, in PanelGroup group)
    {
        if (_product.Swapped)
        {
            T* source = _ownC + (top * _plan.OwnRow) + group.Start;
            TransposeKernel<T>.Run(TIsa.Tier, source, _plan.OwnRow, CallersC(_row + top, group.Start), _product.CRow, rows, group.Columns);
        }

        _product.Finish<TIsa, TVec, TEpilogue>(_epilogue, RectangleOf(top, rows, group));
    }

    /// <summary>The rectangle of a group's rows from one of the block on.</summary>
    private readonly GemmRectangle RectangleOf(nint top, nint rows, in PanelGroup group) => new(_row + top, _plan.Part.Column + group.Start, rows, group.Columns);

    /// <summary>An element of B by its term and its column in this part.</summary>
    private readonly T* B(nint p, nint column) => _product.B + (p * _product.BRow) + ((_plan.Part.Column + column) * _product.BColumn);

    /// <summary>An element of C, stored transposed, by its row and its column in this part.</summary>
    private readonly T* CallersC(nint row, nint column) => _product.C + ((_plan.Part.Column + column) * _product.CRow) + row;
}
