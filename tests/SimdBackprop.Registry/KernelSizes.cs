using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Registry;

/// <summary>The sizes of the cases, each set up to twice what goes together and one more.</summary>
internal static class KernelSizes
{
    /// <summary>No tile is higher.</summary>
    internal const int HighestTile = 8;

    /// <summary>The most elements of an operand.</summary>
    internal const int Capacity = 1 << 20;

    internal static IEnumerable<int> Rows => TwiceAndOne(HighestTile);

    /// <summary>The columns of the widest tile.</summary>
    internal static int WidestTile(int lanes) => GemmTile.Vectors * lanes;

    internal static IEnumerable<int> Columns(int lanes) => TwiceAndOne(WidestTile(lanes));

    /// <summary>The lanes of a reduction, which are as many on every tier and at least the four vectors of an element-wise loop.</summary>
    internal static IEnumerable<int> Elements<T>()
        where T : unmanaged => TwiceAndOne(LaneReduction.LaneCount<T>());

    /// <summary>Products of one to three vectors of columns whose B has more bytes than the cache it would be near in, as far as there is memory for them.</summary>
    internal static IEnumerable<(int M, int N, int K)> Far<T>(int lanes, long bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from n in new[] { lanes, lanes + 1, (2 * lanes) + 1 }
        let k = (bytes / (n * Unsafe.SizeOf<T>())) + 2
        from m in Enumerable.Range(1, (2 * HighestTile) + 1)
        where k * (n + 3) <= Capacity && k * (m + 3) <= Capacity
        select (m, n, (int)k);

    internal static IEnumerable<int> TwiceAndOne(int tile) => Enumerable.Range(0, (2 * tile) + 2);

    /// <summary>The edges of a tile of a product.</summary>
    internal static Extent[] Tile(int m, int n, int lanes) => [new(m, HighestTile), new(n, WidestTile(lanes))];
}

/// <summary>
/// What is not worth every combination with the sizes: chosen at random from one seed, so that every enumeration in every process sees the same cases.
/// </summary>
internal sealed class KernelChoice
{
    private readonly Random _random = new(1);

    internal static Transpose[] Transposes => Enum.GetValues<Transpose>();

    internal bool Flag => _random.Next(2) == 0;

    internal double Beta => new[] { 0, 1, 0.5 }[_random.Next(3)];

    /// <summary>Rows without a gap, or with one that no vector fills.</summary>
    internal Operand Matrix(int rows, int columns) => new(rows, columns, Flag ? 0 : 3);

    internal Operand Matrix(Transpose transpose, int rows, int columns) => transpose == Transpose.Yes ? Matrix(columns, rows) : Matrix(rows, columns);

    /// <summary>A destination that is read unless β is zero.</summary>
    internal Operand Destination(double beta, int rows, int columns) => beta == 0 ? Matrix(rows, columns).Unread : Matrix(rows, columns);
}
