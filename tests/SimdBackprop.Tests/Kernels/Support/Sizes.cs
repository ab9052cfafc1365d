using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>Sizes at which kernels go wrong: around the tiles and vectors of every tier, and primes.</summary>
internal static class Sizes
{
    /// <summary>Around one and two tiles of six rows, and of 2, 4, 8, 16 or 32 columns.</summary>
    internal static readonly int[] Edges = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 31, 32, 33, 37, 63, 64, 65];

    /// <summary>Around one and two blocks of terms.</summary>
    internal static readonly int[] BeyondOneKBlock =
    [
        GemmBlocking.KBlock - 1, GemmBlocking.KBlock, GemmBlocking.KBlock + 1, (2 * GemmBlocking.KBlock) - 1, 2 * GemmBlocking.KBlock, (2 * GemmBlocking.KBlock) + 1,
    ];

    internal static Gen<int> Extent => Gen.Frequency((1, Gen.Constant(0)), (12, Gen.Elements(Edges)), (1, Gen.Choose(66, 100)));

    internal static Gen<int> Terms => Gen.Frequency((9, Extent), (1, Gen.Elements(BeyondOneKBlock)));

    internal static Gen<double> Scalar => Gen.Frequency(
        (2, Gen.Constant(0.0)),
        (3, Gen.Constant(1.0)),
        (2, Gen.Constant(-1.0)),
        (3, Gen.Choose(-4_000, 4_000).Select(thousandths => thousandths / 1_000.0)));

    internal static Gen<int> Padding => Gen.Elements(0, 0, 1, 2, 5, 16);

    internal static Gen<bool> Sometimes => Gen.Elements(true, false, false);

    internal static Gen<int> Seed => Gen.Choose(0, int.MaxValue - 1);

    /// <summary>Smaller sizes, the smallest first.</summary>
    internal static IEnumerable<int> Smaller(int size) => new[] { 0, 1, size / 2, size - 1 }.Where(smaller => smaller >= 0 && smaller < size).Distinct();
}
