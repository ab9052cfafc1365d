namespace SimdBackprop;

/// <summary>
/// An extent cut into pieces of one size; the last two share what is left evenly, because two middling tiles keep the arithmetic busier than a
/// full one and a sliver.
/// </summary>
internal readonly struct TileCut
{
    internal readonly nint Extent;
    internal readonly nint Count;
    private readonly nint _size;
    private readonly nint _last;

    /// <param name="extent">What is cut, at least 1.</param>
    /// <param name="size">The size of a piece.</param>
    internal TileCut(nint extent, int size)
    {
        Extent = extent;
        Count = (extent + size - 1) / size;
        _size = size;

        // Only the last piece starts elsewhere than at a multiple.
        _last = Count == 1 ? 0 : extent - ((extent - ((Count - 2) * size)) / 2);
    }

    /// <summary>The first piece of what is left to be cut: for whoever takes one after the other, and so needs neither their number nor a division.</summary>
    internal static nint First(nint left, nint size) => left <= size ? left : left < 2 * size ? left - (left / 2) : size;

    /// <summary>Where a piece starts; for the number of pieces, the end.</summary>
    internal nint StartOf(nint piece) => piece < Count - 1 ? piece * _size : piece == Count - 1 ? _last : Extent;
}
