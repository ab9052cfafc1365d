using System.Numerics;

namespace SimdBackprop;

/// <summary>The columns of a rectangle of C, cut into panels as wide as a tile.</summary>
/// <param name="Columns">How many columns, at least a vector's lanes.</param>
/// <param name="Panels">The panels, cut in vectors.</param>
/// <param name="IsRagged">Whether the last vector stands out over the last column.</param>
internal readonly record struct GemmColumns(nint Columns, TileCut Panels, bool IsRagged)
{
    internal static GemmColumns Of<T, TIsa, TVec>(nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        new(columns, new TileCut((columns + TIsa.Lanes - 1) / TIsa.Lanes, GemmTile.Vectors), columns % TIsa.Lanes != 0);

    /// <summary>One strip of A times some of the panels: runs of equally wide ones, the ragged one by itself.</summary>
    /// <param name="strip">What the tiles of the strip have in common.</param>
    /// <param name="height">Rows of the strip.</param>
    /// <param name="a">The strip of A.</param>
    /// <param name="b">B at the first of the panels, in place or packed.</param>
    /// <param name="c">C at the first of the panels.</param>
    /// <param name="panel">The first panel.</param>
    /// <param name="endPanel">The panel to stop before.</param>
    /// <param name="packed">Where a packing kernel leaves the panels.</param>
    internal unsafe void Strip<T, TIsa, TVec, TPanel>(
        GemmStrip<T>* strip, int height, T* a, T* b, T* c, nint panel, nint endPanel, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel
    {
        nint ragged = IsRagged ? Panels.Count - 1 : -1;
        nint start = Panels.StartOf(panel);
        while (panel < endPanel)
        {
            nint end = Panels.StartOf(panel + 1), vectors = end - start;
            nint last = panel == ragged ? Columns - ((start + 1) * TIsa.Lanes) : (vectors - 1) * TIsa.Lanes;

            // All panels but the last two are equally wide, and none of those is ragged.
            nint run = nint.Max(nint.Min(endPanel, Panels.Count - 2) - panel, 1);
            end = run > 1 ? Panels.StartOf(panel + run) : end;

            GemmTile.Kernel<T, TIsa, TVec, TPanel>(height, (int)vectors)(strip, run, a, b, c, last, packed);
            nint columns = (end - start) * TIsa.Lanes;
            b += TPanel.IsPacked ? columns * strip->Terms : columns;
            packed += columns * strip->Terms;
            c += columns;
            panel += run;
            start = end;
        }
    }
}
