using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// The product without a copy of anything: for a B that stays in a near cache, and for so few rows that reading B where it lies costs less than a copy.
/// </summary>
internal static unsafe class GemmInPlace
{
    /// <summary>Computes the rectangle of C, a strip as high as a tile at a time, and applies the epilogue to each.</summary>
    internal static void Run<T, TIsa, TVec, TEpilogue>(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        GemmStrip<T> strip = new()
        {
            Terms = product.K,
            ARow = product.ARow * sizeof(T),
            AColumn = product.AColumn * sizeof(T),
            BRow = product.BRow * sizeof(T),
            CRow = product.CRow * sizeof(T),
            Beta = product.Beta,
            Factor = epilogue.Factor,
        };
        strip.AheadOf(product.K);
        bool near = GemmRouting.IsNear(product, part);
        LeftKind left = product.ARow == 1 ? LeftKind.ColumnMajor : LeftKind.RowMajor;
        GemmColumns columns = GemmColumns.Of<T, TIsa, TVec>(part.Columns);
        TileCut tiles = new(part.Rows, GemmTile.Rows<T, TIsa, TVec>(columns.Vectors));
        nint end;
        for (nint tile = 0, row = 0; row < part.Rows; row = end)
        {
            end = tiles.StartOf(++tile);
            T* a = product.A + ((part.Row + row) * product.ARow);
            T* b = product.B + part.Column;
            T* c = product.C + ((part.Row + row) * product.CRow) + part.Column;
            PanelRun run;
            for (nint panel = 0; panel < columns.Panels; panel += run.Panels)
            {
                run = columns.RunFrom(panel, columns.Panels);
                if (near)
                {
                    GemmTile.Kernel<T, TIsa, TVec, InPlacePanel>(left, (int)(end - row), run.Vectors, TEpilogue.AddsProduct)(
                        &strip, run.Panels, a, b + run.Start, c + run.Start, run.Last, null);
                }
                else
                {
                    GemmTile.Kernel<T, TIsa, TVec, StreamedInPlacePanel>(left, (int)(end - row), run.Vectors, TEpilogue.AddsProduct)(
                        &strip, run.Panels, a, b + run.Start, c + run.Start, run.Last, null);
                }
            }

            product.Finish<TIsa, TVec, TEpilogue>(epilogue, part with { Row = part.Row + row, Rows = end - row });
        }
    }
}
