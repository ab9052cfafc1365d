using System.Numerics;

namespace SimdBackprop;

/// <summary>The loops around the micro-kernel, for one rectangle of C on one thread.</summary>
/// <remarks>
/// From the outside in: blocks of rows of A that stay in the second-level cache, blocks of K, groups of panels of B that stay in the first, strips of A
/// as high as a tile. The first strip leaves packed copies of the panels that it reads, and the others read those, so packing B costs no
/// pass of its own. The blocks of K follow each other in order for every element, and a later one loads what the earlier one stored: the
/// chain is never broken.
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
    private readonly GemmRectangle _part;
    private readonly T* _packedB;
    private readonly T* _packedA;
    private readonly T* _transposedC;
    private GemmStrip<T> _strip;

    private GemmDriver(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part, in GemmPlan plan, T* scratch)
    {
        _product = ref product;
        _epilogue = ref epilogue;
        _plan = plan;
        _part = part;
        _packedB = scratch;
        _packedA = scratch + plan.BLength;
        _transposedC = _packedA + plan.ALength;
    }

    /// <summary>Computes the rectangle of C and applies the epilogue to each piece of it once it is complete.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
    {
        GemmPlan plan = GemmPlan.Of<T, TIsa, TVec>(product, part.Rows, part.Columns);
        using PooledScratch<T> scratch = new((int)(plan.BLength + plan.ALength + plan.CLength));
        GemmDriver<T, TIsa, TVec, TEpilogue> driver = new(product, epilogue, part, plan, scratch.Pointer);
        for (nint row = 0; row < part.Rows; row += plan.MBlock)
        {
            driver.RowBlock(part.Row + row, nint.Min(plan.MBlock, part.Rows - row));
        }
    }

    private void RowBlock(nint row, nint rows)
    {
        T* c = _product.C + (row * _product.CRow) + _part.Column;
        _strip.CRow = _product.CRow * sizeof(T);
        if (_product.Swapped)
        {
            c = _transposedC;
            _strip.CRow = _part.Columns * sizeof(T);
            if (!T.IsZero(_product.Beta))
            {
                TransposeKernel<T>.Run(TIsa.Tier, CallersC(row), _product.CRow, c, _part.Columns, _part.Columns, rows);
            }
        }

        for (nint p = 0; p < _product.K; p += _plan.KBlock)
        {
            _strip.Terms = nint.Min(_plan.KBlock, _product.K - p);
            _strip.Beta = p == 0 ? _product.Beta : T.One;
            nint end;
            for (nint panel = 0; panel < _plan.Columns.Panels; panel = end)
            {
                end = nint.Min(panel + _plan.GroupPanels, _plan.Columns.Panels);
                Group(row, rows, p, panel, end, c);
            }
        }

        if (_product.Swapped)
        {
            TransposeKernel<T>.Run(TIsa.Tier, c, _part.Columns, CallersC(row), _product.CRow, rows, _part.Columns);
            _epilogue.Apply<TIsa, TVec>(_part.Column, row, _part.Columns, rows);
        }
    }

    /// <summary>The first element of a block of rows where the result is stored transposed.</summary>
    private readonly T* CallersC(nint row) => _product.C + (_part.Column * _product.CRow) + row;

    /// <summary>All strips of a block of A times a group of panels.</summary>
    private void Group(nint row, nint rows, nint p, nint panel, nint endPanel, T* c)
    {
        T* b = _product.B + (p * _product.BRow) + (_part.Column * _product.BColumn);
        _strip.BRow = _product.BRow * sizeof(T);
        _strip.AheadOf(_strip.Terms);
        bool packed = _product.BColumn != 1;
        PanelRun run = default;
        if (packed)
        {
            T factor = _product.Swapped ? _product.Alpha : T.One;
            T* panels = _packedB;
            for (nint next = panel; next < endPanel; next += run.Panels)
            {
                run = _plan.Columns.RunFrom(next, endPanel - next);
                PanelPacking.Transposed<T, TIsa, TVec>(factor, b + (run.Start * _product.BColumn), _product.BColumn, run, _strip.Terms, panels);
                panels += run.Panels * run.Vectors * TIsa.Lanes * _strip.Terms;
            }
        }

        nint start = _plan.Columns.RunFrom(panel, 1).Start;
        T* nextB = null;
        nint nextTerms = 0, tileIndex = 0;
        if (_product.BColumn == 1)
        {
            if (endPanel < _plan.Columns.Panels)
            {
                nextB = b + _plan.Columns.RunFrom(endPanel, 1).Start;
                nextTerms = _strip.Terms;
            }
            else if (p + _strip.Terms < _product.K)
            {
                nextTerms = nint.Min(_plan.KBlock, _product.K - p - _strip.Terms);
                nextB = b + (_strip.Terms * _product.BRow);
            }
        }

        bool finishes = p + _strip.Terms == _product.K && !_product.Swapped;
        nint chunkRows;
        fixed (GemmStrip<T>* strip = &_strip)
        {
            for (nint chunk = 0; chunk < rows; chunk += chunkRows)
            {
                chunkRows = nint.Min(_plan.ChunkRows, rows - chunk);
                TileCut tiles = new(chunkRows, _plan.TileRows);
                GemmBlockOfA<T> a = GemmBlockOfA<T>.Of<TIsa, TVec>(_product, _plan.PacksA, tiles, row + chunk, p, _packedA, ref _strip);
                nint end;
                for (nint tile = 0, top = 0; top < tiles.Extent; top = end)
                {
                    end = tiles.StartOf(++tile);
                    int height = (int)(end - top);
                    T* left = a.Strip(top);
                    T* destination = (T*)((byte*)c + ((chunk + top) * strip->CRow));
                    T* panels = _packedB;
                    T* laterA = left, laterB = destination;
                    strip->LaterARow = 0;
                    strip->LaterBRow = strip->CRow;
                    if (GemmBlocking.LA != 0 && _product.ARow != 1 && row + chunk + top + height + 8 <= _product.M)
                    {
                        laterA = _product.A + ((row + chunk + top + height) * _product.ARow) + p;
                        strip->LaterARow = _product.ARow * sizeof(T);
                    }

                    if (GemmBlocking.LB != 0 && nextB != null && 8 * tileIndex + 8 <= nextTerms)
                    {
                        laterB = nextB + 8 * tileIndex * _product.BRow;
                        strip->LaterBRow = _product.BRow * sizeof(T);
                    }

                    tileIndex++;
                    for (nint next = panel; next < endPanel; next += run.Panels)
                    {
                        run = _plan.Columns.RunFrom(next, endPanel - next);
                        nint width = run.Panels * run.Vectors * TIsa.Lanes, lastTile = run.Start + width - (run.Vectors * TIsa.Lanes);
                        strip->CAfter = next + run.Panels < endPanel ? run.Vectors * TIsa.Lanes * sizeof(T) : (height * strip->CRow) - ((lastTile - start) * sizeof(T));
                        nint offset = run.Start - start;
                        strip->LaterA = laterA + offset;
                        strip->LaterB = laterB + offset;
                        if (packed)
                        {
                            GemmTile.Kernel<T, TIsa, TVec, PackedPanel>(a.Kind, height, run.Vectors)(
                                strip, run.Panels, left, panels, destination + run.Start, run.Last, null);
                        }
                        else
                        {
                            GemmTile.Kernel<T, TIsa, TVec, PackingPanel>(a.Kind, height, run.Vectors)(
                                strip, run.Panels, left, b + run.Start, destination + run.Start, run.Last, panels);
                        }

                        panels += run.Panels * run.Vectors * TIsa.Lanes * strip->Terms;
                    }

                    packed = true;
                    if (finishes)
                    {
                        PanelRun first = _plan.Columns.RunFrom(panel, 1);
                        nint columns = run.Start + ((run.Panels - 1) * run.Vectors * TIsa.Lanes) + run.Last + TIsa.Lanes - first.Start;
                        _epilogue.Apply<TIsa, TVec>(row + chunk + top, _part.Column + first.Start, height, columns);
                    }
                }
            }
        }
    }
}
