using System.Numerics;

namespace SimdBackprop;

/// <summary>Neighbouring panels of equal width.</summary>
/// <param name="Start">The first column.</param>
/// <param name="Panels">How many panels.</param>
/// <param name="Vectors">Vectors in a row of each.</param>
/// <param name="Last">Where in each its last vector starts: earlier than usual where it would stand out over the last column.</param>
internal readonly record struct PanelRun(nint Start, nint Panels, int Vectors, nint Last)
{
    /// <summary>The columns they take when packed: whole vectors.</summary>
    internal nint Width(int lanes) => Panels * Vectors * lanes;

    /// <summary>The first column of the last panel.</summary>
    internal nint StartOfLast(int lanes) => Start + ((Panels - 1) * Vectors * lanes);

    /// <summary>The column after the last.</summary>
    internal nint End(int lanes) => StartOfLast(lanes) + Last + lanes;
}

/// <summary>Neighbouring panels that are used together.</summary>
internal readonly struct PanelGroup
{
    internal readonly nint First;
    internal readonly nint End;
    private readonly GemmColumns _columns;

    internal PanelGroup(in GemmColumns columns, nint first, nint end)
    {
        _columns = columns;
        First = first;
        End = end;
        Start = columns.RunFrom(first, 1).Start;
        Columns = columns.EndOf(end - 1) - Start;
    }

    /// <summary>The first column.</summary>
    internal nint Start { get; }

    /// <summary>The number of columns.</summary>
    internal nint Columns { get; }

    /// <summary>The longest run of equally wide panels from one on.</summary>
    internal PanelRun RunFrom(nint panel) => _columns.RunFrom(panel, End - panel);
}

/// <summary>The columns of a rectangle of C, cut into panels as wide as a tile.</summary>
internal readonly struct GemmColumns
{
    private readonly nint _columns;
    private readonly int _lanes;
    private readonly TileCut _panels;

    private GemmColumns(nint columns, int lanes)
    {
        _columns = columns;
        _lanes = lanes;
        _panels = new TileCut((columns + lanes - 1) / lanes, GemmTile.Vectors);
    }

    /// <summary>The number of panels.</summary>
    internal nint Panels => _panels.Count;

    /// <summary>Vectors in a row of the widest panel.</summary>
    internal int Vectors => (int)_panels.StartOf(1);

    /// <summary>Columns cut for a tier, at least as many as a vector has lanes.</summary>
    internal static GemmColumns Of<T, TIsa, TVec>(nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => new(columns, TIsa.Lanes);

    /// <summary>The column after a panel.</summary>
    internal nint EndOf(nint panel) => RunFrom(panel, 1).End(_lanes);

    /// <summary>The longest run from a panel on that is equally wide, at most so many panels. The last two panels are runs of their own.</summary>
    internal PanelRun RunFrom(nint panel, nint most)
    {
        nint start = _panels.StartOf(panel);
        nint vectors = _panels.StartOf(panel + 1) - start;
        start *= _lanes;
        return new PanelRun(
            start,
            nint.Clamp(_panels.Count - 2 - panel, 1, most),
            (int)vectors,
            nint.Min((vectors - 1) * _lanes, _columns - start - _lanes));
    }
}
