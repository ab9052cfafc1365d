using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Tests;

/// <summary>The tables of calls beside guard pages. Their sizes go to 2·tile + 1 of the tier, in every combination of a tile's rows and columns.</summary>
internal static class GuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Every public entry, on every tier: in one process, because to compile a kernel takes longer than its cases, and narrow matrices take a wide tier to the
    /// narrower ones' kernels.
    /// </summary>
    internal const string Entries = "entries";

    /// <summary>The entry that takes no options, and so no tier but the process's own.</summary>
    internal const string WithoutOptions = "entries without options";

    /// <summary>The markers alone: all that differs where the hardware lacks a tier's vectors, because kernels ask nothing about the machine.</summary>
    internal const string Markers = "markers";

    /// <summary>
    /// The tiers that a process runs a table on. Of the markers the portable one asks nothing about the hardware, and without it has vectors of another width.
    /// </summary>
    internal static IEnumerable<SimdTier> TiersOf(string table) =>
        table == Entries ? Runs.Tiers : table == Markers ? Runs.Tiers.Where(static tier => tier != SimdTier.Portable) : [SimdInfo.Tier];

    internal static IEnumerable<GuardedEntry<T>> Table(string name, SimdTier tier)
    {
        int lanes = SimdDispatch.Lanes<T>(tier);
        return name switch
        {
            Entries =>
            [
                .. MarkerGuardedCalls<T>.All(lanes, tier),
                .. VectorGuardedCalls<T>.All(lanes),
                .. MatrixVectorGuardedCalls<T>.All(lanes),
                .. GemmGuardedCalls<T>.All(lanes),
                .. PackedGuardedCalls<T>.All(lanes),
                .. DenseGuardedCalls<T>.All(lanes),
                .. UpdateGuardedCalls<T>.All(lanes),
                .. CostGuardedCalls<T>.All(lanes),
            ],
            WithoutOptions => MatrixVectorGuardedCalls<T>.WithoutOptions,
            Markers => MarkerGuardedCalls<T>.All(lanes, tier),
            _ => FaultyGuardedCalls<T>.All.Where(entry => entry.Name == name),
        };
    }
}

/// <summary>The sizes of the calls, each set up to twice what goes together and one more.</summary>
internal static class GuardedSizes
{
    /// <summary>No tile is higher.</summary>
    private const int HighestTile = 8;

    internal static IEnumerable<int> Rows => TwiceAndOne(HighestTile);

    internal static IEnumerable<int> Columns(int lanes) => TwiceAndOne(GemmTile.Vectors * lanes);

    /// <summary>The lanes of a reduction, which are as many on every tier and at least the four vectors of an element-wise loop.</summary>
    internal static IEnumerable<int> Elements<T>()
        where T : unmanaged => TwiceAndOne(LaneReduction.LaneCount<T>());

    /// <summary>Products of one to three vectors of columns whose B has more bytes than the cache it would be near in, as far as there is memory for them.</summary>
    internal static IEnumerable<(int M, int N, int K)> Far<T>(int lanes, long bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from n in new[] { lanes, lanes + 1, (2 * lanes) + 1 }
        let k = (bytes / (n * Unsafe.SizeOf<T>())) + 2
        from m in Enumerable.Range(1, (2 * HighestTile) + 1)
        where k * (n + 3) <= GuardedOperands<T>.Capacity && k * (m + 3) <= GuardedOperands<T>.Capacity
        select (m, n, (int)k);

    internal static IEnumerable<int> TwiceAndOne(int tile) => Enumerable.Range(0, (2 * tile) + 2);
}

/// <summary>
/// What is not worth every combination with the sizes: chosen at random from one seed, so that the parent, the child and the next run see the same table.
/// </summary>
internal sealed class GuardedChoice
{
    private readonly Random _random = new(1);

    internal static Transpose[] Transposes => Enum.GetValues<Transpose>();

    internal bool Flag => _random.Next(2) == 0;

    internal double Beta => new[] { 0, 1, 0.5 }[_random.Next(3)];

    /// <summary>Rows without a gap, or with one that no vector fills.</summary>
    internal Extent Matrix(int rows, int columns) => new(rows, columns, Flag ? 0 : 3);

    internal Extent Matrix(Transpose transpose, int rows, int columns) => transpose == Transpose.Yes ? Matrix(columns, rows) : Matrix(rows, columns);
}
