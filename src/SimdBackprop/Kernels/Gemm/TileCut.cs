namespace SimdBackprop;

/// <summary>
/// An extent cut into pieces of one size; the last two share what is left evenly, because two middling tiles keep the arithmetic busier than a
/// full one and a sliver.
/// </summary>
/// <param name="Extent">What is cut.</param>
/// <param name="Size">The size of a piece.</param>
internal readonly record struct TileCut(nint Extent, int Size)
{
    internal nint Count => (Extent + Size - 1) / Size;

    /// <summary>Where a piece starts; for the number of pieces, the end.</summary>
    internal nint StartOf(nint piece)
    {
        nint count = Count;
        if (piece >= count)
        {
            return Extent;
        }

        // Only the last piece starts elsewhere than at a multiple.
        return piece == 0 || piece < count - 1 ? piece * Size : Extent - ((Extent - ((count - 2) * Size)) / 2);
    }
}
