using System.Globalization;

namespace SimdBackprop.Checking;

/// <summary>Where one parameter array lies among the parameters, and what its entries are called.</summary>
/// <param name="Name">W1, b1, …, or x.</param>
/// <param name="Offset">Its first entry.</param>
/// <param name="Shape">One dimension or two.</param>
internal sealed record CheckedArray(string Name, int Offset, params int[] Shape)
{
    internal int Length => Shape.Aggregate(1, (product, dimension) => product * dimension);

    internal string EntryName(int index) => Shape.Length == 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}[{index / Shape[1]},{index % Shape[1]}]")
        : string.Create(CultureInfo.InvariantCulture, $"{Name}[{index}]");

    internal string DirectionName(int index) => string.Create(CultureInfo.InvariantCulture, $"{Name}·v[{index}]");
}
