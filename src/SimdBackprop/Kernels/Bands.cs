namespace SimdBackprop;

/// <summary>An extent cut into bands of whole grains, one a part, no two more than a grain apart.</summary>
/// <param name="Parts">The number of bands.</param>
/// <param name="Extent">What is cut: elements, rows, columns or pieces.</param>
/// <param name="Grain">What is not cut; only the end of the extent may be less than one.</param>
internal readonly record struct Bands(int Parts, nint Extent, nint Grain)
{
    internal (nint Start, nint Length) Of(int part)
    {
        if (Parts == 1)
        {
            return (0, Extent);
        }

        nint grains = (Extent + Grain - 1) / Grain;
        nint start = grains * part / Parts * Grain;
        nint end = nint.Min(grains * (part + 1) / Parts * Grain, Extent);
        return (start, end - start);
    }
}
