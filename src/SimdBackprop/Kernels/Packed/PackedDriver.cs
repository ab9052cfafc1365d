using System.Diagnostics;
using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// The loops around the micro-kernel where B is packed already, for one part of C on one thread: those of
/// <see cref="GemmDriver{T, TIsa, TVec, TEpilogue}"/> without the copies of B.
/// </summary>
internal unsafe ref struct PackedDriver<T, TIsa, TVec, TEpilogue>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TIsa : struct, IIsa<T, TVec>
    where TVec : struct
    where TEpilogue : struct, IEpilogue<T>
{
    private readonly ref readonly GemmArguments<T> _product;
    private readonly ref readonly TEpilogue _epilogue;
    private readonly PackedLayout _layout;
    private readonly PackedPart _part;
    private readonly nint _groupPanels;
    private readonly bool _isFar;
    private GemmStrip<T> _strip;

    private PackedDriver(in GemmArguments<T> product, in TEpilogue epilogue, in PackedLayout layout, in PackedPart part, nint groupPanels)
    {
        _product = ref product;
        _epilogue = ref epilogue;
        _layout = layout;
        _part = part;
        _groupPanels = groupPanels;
        _isFar = layout.Terms * layout.Width * sizeof(T) > GemmBlocking.FarBytes;
        _strip.CRow = product.CRow * sizeof(T);
    }

    /// <summary>Computes the part of C and applies the epilogue to each piece of it once it is complete.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, in PackedLayout layout, in PackedPart part)
    {
        GemmPlan plan = GemmPlan.Of<T, TIsa, TVec>(product, part.Rows, product.N);
        Debug.Assert(plan.KBlock == layout.KBlock, "The blocks of A are as long as those that B was packed in.");

        // A single strip reads each panel once: nothing is gained by stopping between them.
        nint groupPanels = part.Rows <= plan.TileRows ? part.EndPanel - part.Panel : plan.GroupPanels;
        using PooledScratch<T> scratch = new((int)plan.ALength);
        PackedDriver<T, TIsa, TVec, TEpilogue> driver = new(product, epilogue, layout, part, groupPanels);
        for (nint row = 0; row < part.Rows; row += plan.MBlock)
        {
            driver.RowBlock(part.Row + row, new TileCut(nint.Min(plan.MBlock, part.Rows - row), plan.TileRows), plan.PacksA, scratch.Pointer);
        }
    }

    private void RowBlock(nint row, in TileCut tiles, bool packsA, T* packedA)
    {
        for (nint p = 0; p < _product.K; p += _layout.KBlock)
        {
            _strip.Terms = _layout.TermsAt(p);
            _strip.Beta = p == 0 ? _product.Beta : T.One;
            GemmBlockOfA<T> a = GemmBlockOfA<T>.Of<TIsa, TVec>(_product, packsA, tiles, row, p, packedA, ref _strip);
            PanelRun run;
            for (nint panel = _part.Panel; panel < _part.EndPanel; panel += run.Panels)
            {
                run = _layout.Columns.RunFrom(panel, nint.Min(_groupPanels, _part.EndPanel - panel));
                Group(row, tiles, a, p, run);
            }
        }
    }

    /// <summary>All strips of a block of A times a run of panels.</summary>
    private void Group(nint row, in TileCut tiles, in GemmBlockOfA<T> a, nint p, in PanelRun run)
    {
        T* b = _product.B + _layout.OffsetOf(p, run);
        T* c = _product.C + (row * _product.CRow) + run.Start;
        bool finishes = p + _strip.Terms == _product.K;
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

                // The first strip finds the panels where the last product left them, the others where the first one did.
                if (top == 0 && _isFar)
                {
                    GemmTile.Kernel<T, TIsa, TVec, StreamedPanel>(a.IsColumnMajor, height, run.Vectors)(
                        strip, run.Panels, left, b, destination, run.Last, null);
                }
                else
                {
                    GemmTile.Kernel<T, TIsa, TVec, PackedPanel>(a.IsColumnMajor, height, run.Vectors)(
                        strip, run.Panels, left, b, destination, run.Last, null);
                }

                if (finishes)
                {
                    _epilogue.Apply<TIsa, TVec>(row + top, run.Start, height, width);
                }
            }
        }
    }
}
