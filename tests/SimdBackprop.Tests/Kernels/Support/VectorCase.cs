using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>Vectors of one length: around the lanes and pieces of the reductions, off alignment, and scaled to either end of the range.</summary>
internal sealed record VectorCase(int Length, int Offset, double Alpha, int Exponent, bool Specials, int Seed)
{
    private static readonly int[] AroundLanes = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 191, 251, 1_021];

    private static readonly int[] AroundBlocks = [1_024, 2_048, 2_049, 4_096 + 77];

    private static readonly int[] AroundPieces = [65_535, 65_536, 65_537, 131_072, 131_072 + 65];

    internal static Arbitrary<VectorCase> Arbitrary => Arb.From(
        from length in Gen.Frequency((20, Gen.Elements(AroundLanes)), (4, Gen.Elements(AroundBlocks)), (2, Gen.Elements(AroundPieces)))
        from offset in Gen.Choose(0, 5)
        from alpha in Sizes.Scalar
        from exponent in Gen.Elements(0, 0, 0, 60, -80, 600, -600, -1_060)
        from specials in Sizes.Sometimes
        from seed in Sizes.Seed
        select new VectorCase(length, offset, alpha, exponent, specials, seed),
        Shrink);

    internal T[] Next<T>(Random random)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] vector = Values.Vector<T>(Offset + Length, random, Specials);
        foreach (ref T element in vector.AsSpan())
        {
            element = T.ScaleB(element, Exponent);
        }

        return vector;
    }

    private static IEnumerable<VectorCase> Shrink(VectorCase large)
    {
        foreach (int length in Sizes.Smaller(large.Length))
        {
            yield return large with { Length = length };
        }

        if (large.Offset > 0)
        {
            yield return large with { Offset = 0 };
        }

        if (large.Specials)
        {
            yield return large with { Specials = false };
        }

        if (large.Exponent != 0)
        {
            yield return large with { Exponent = 0 };
        }

        if (large.Alpha != 1)
        {
            yield return large with { Alpha = 1 };
        }
    }
}
