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
        TileCut tiles = new(rows, _plan.TileRows);
        T* c = _product.C + (row * _product.CRow) + _part.Column;
        _strip.CRow = _product.CRow * sizeof(T);
        if (_product.Swapped)
        {
            c = _transposedC;
            _strip.CRow = _part.Columns * sizeof(T);
            if (!T.IsZero(_product.Beta))
            {
                TransposeKernel<T>.Run(TIsa.Tier, T.One, CallersC(row), _product.CRow, c, _part.Columns, _part.Columns, rows);
            }
        }

        for (nint p = 0; p < _product.K; p += _plan.KBlock)
        {
            nint terms = nint.Min(_plan.KBlock, _product.K - p);
            _strip.Terms = terms;
            _strip.Beta = p == 0 ? _product.Beta : T.One;
            GemmBlockOfA<T> a = GemmBlockOfA<T>.Of<TIsa, TVec>(_product, _plan.PacksA, tiles, row, p, _packedA, ref _strip);
            PanelRun run;
            for (nint panel = 0; panel < _plan.Columns.Panels; panel += run.Panels)
            {
                run = _plan.Columns.RunFrom(panel, _plan.GroupPanels);
                Group(row, tiles, a, p, run, c + run.Start);
            }
        }

        if (_product.Swapped)
        {
            TransposeKernel<T>.Run(TIsa.Tier, T.One, c, _part.Columns, CallersC(row), _product.CRow, rows, _part.Columns);
            _epilogue.Apply<TIsa, TVec>(_part.Column, row, _part.Columns, rows);
        }
    }

    /// <summary>The first element of a block of rows where the result is stored transposed.</summary>
    private readonly T* CallersC(nint row) => _product.C + (_part.Column * _product.CRow) + row;

    /// <summary>All strips of a block of A times a run of panels.</summary>
    private void Group(nint row, in TileCut tiles, in GemmBlockOfA<T> a, nint p, in PanelRun run, T* c)
    {
        T* b = _product.B + (p * _product.BRow) + ((_part.Column + run.Start) * _product.BColumn);
        _strip.BRow = _product.BRow * sizeof(T);
        _strip.AheadOf(_strip.Terms);
        bool packed = _product.BColumn != 1;
        if (packed)
        {
            T factor = _product.Swapped ? _product.Alpha : T.One;
            PanelPacking.Transposed<T, TIsa, TVec>(factor, b, _product.BColumn, run, _strip.Terms, _packedB);
        }

        bool finishes = p + _strip.Terms == _product.K && !_product.Swapped;
        nint width = ((run.Panels - 1) * run.Vectors * TIsa.Lanes) + run.Last + TIsa.Lanes;
        nint end;
        fixed (GemmStrip<T>* strip = &_strip)
        {
            for (nint tile = 0, top = 0; top < tiles.Extent; top = end)
            {
                end = tiles.StartOf(++tile);
                int height = (int)(end - top);
                strip->CAhead = run.Panels > 1 ? run.Vectors * TIsa.Lanes * sizeof(T) : height * strip->CRow;
                T* left = a.Strip(top, height, strip);
                T* destination = (T*)((byte*)c + (top * strip->CRow));
                if (packed)
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackedPanel>(a.IsColumnMajor, height, run.Vectors)(
                        strip, run.Panels, left, _packedB, destination, run.Last, null);
                }
                else
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackingPanel>(a.IsColumnMajor, height, run.Vectors)(
                        strip, run.Panels, left, b, destination, run.Last, _packedB);
                    packed = true;
                }

                if (finishes)
                {
                    _epilogue.Apply<TIsa, TVec>(row + top, _part.Column + run.Start, height, width);
                }
            }
        }
    }
}
