namespace SimdBackprop.Registry;

/// <summary>Where a size lies beside what a kernel takes together along it.</summary>
internal enum Edge
{
    /// <summary>Zero.</summary>
    None,

    /// <summary>Less than what goes together.</summary>
    Below,

    /// <summary>As much as goes together.</summary>
    Whole,

    /// <summary>More, and less than twice as much.</summary>
    Above,

    /// <summary>Twice as much.</summary>
    Twice,

    /// <summary>More than that.</summary>
    Beyond,
}

/// <summary>A size of a case, how many go together along it on the tier, and the least size that the entry takes.</summary>
internal readonly record struct Extent(int Size, int Together, int Least = 0)
{
    internal Edge Edge =>
        Size == 0 ? Edge.None
        : Size < Together ? Edge.Below
        : Size == Together ? Edge.Whole
        : Size < 2 * Together ? Edge.Above
        : Size == 2 * Together ? Edge.Twice
        : Edge.Beyond;

    /// <summary>Every place that a size of the entry can be at.</summary>
    internal IEnumerable<Edge> Edges
    {
        get
        {
            (int together, int least) = (Together, Least);
            return Enumerable.Range(least, (2 * together) + 2 - least).Select(size => new Extent(size, together).Edge).Distinct();
        }
    }
}
