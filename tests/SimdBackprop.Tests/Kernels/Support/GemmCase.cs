using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>A product C ← α·op(A)·op(B) + β·C: everything that decides its bits but the element type.</summary>
internal sealed record GemmCase(
    Transpose TransA, Transpose TransB, int M, int N, int K, double Alpha, double Beta, int Padding, bool Specials, int Seed)
{
    internal static Arbitrary<GemmCase> Arbitrary => Arb.From(
        from trans in Gen.Elements(Transpose.No, Transpose.Yes).Two()
        from m in Sizes.Extent
        from n in Sizes.Extent
        from k in Sizes.Terms
        from alpha in Sizes.Scalar
        from beta in Sizes.Scalar
        from padding in Sizes.Padding
        from specials in Sizes.Sometimes
        from seed in Sizes.Seed
        select new GemmCase(trans.Item1, trans.Item2, m, n, k, alpha, beta, padding, specials, seed),
        Shrink);

    private static IEnumerable<GemmCase> Shrink(GemmCase large)
    {
        foreach (int m in Sizes.Smaller(large.M))
        {
            yield return large with { M = m };
        }

        foreach (int n in Sizes.Smaller(large.N))
        {
            yield return large with { N = n };
        }

        foreach (int k in Sizes.Smaller(large.K))
        {
            yield return large with { K = k };
        }

        if (large.Padding > 0)
        {
            yield return large with { Padding = 0 };
        }

        if (large.Specials)
        {
            yield return large with { Specials = false };
        }

        if (large.TransA == Transpose.Yes)
        {
            yield return large with { TransA = Transpose.No };
        }

        if (large.TransB == Transpose.Yes)
        {
            yield return large with { TransB = Transpose.No };
        }

        if (large.Alpha != 1)
        {
            yield return large with { Alpha = 1 };
        }

        if (large.Beta != 0)
        {
            yield return large with { Beta = 0 };
        }
    }

    internal GemmOperands<T> Operands<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(Seed);
        return new GemmOperands<T>
        {
            TransA = TransA,
            TransB = TransB,
            Alpha = ElementType.FromDouble<T>(Alpha),
            Beta = ElementType.FromDouble<T>(Beta),
            A = TransA == Transpose.No ? TestMatrix<T>.Of(M, K, Padding, random, Specials) : TestMatrix<T>.Of(K, M, Padding, random, Specials),
            B = TransB == Transpose.No ? TestMatrix<T>.Of(K, N, Padding, random, Specials) : TestMatrix<T>.Of(N, K, Padding, random, Specials),
            C = TestMatrix<T>.Of(M, N, Padding, random, Specials),
        };
    }
}

/// <summary>The operands of a product, with C as it is before.</summary>
internal sealed class GemmOperands<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required Transpose TransA { get; init; }

    internal required Transpose TransB { get; init; }

    internal required T Alpha { get; init; }

    internal required T Beta { get; init; }

    internal required TestMatrix<T> A { get; init; }

    internal required TestMatrix<T> B { get; init; }

    internal required TestMatrix<T> C { get; init; }

    internal TestMatrix<T> ByReference()
    {
        TestMatrix<T> c = C.Clone();
        Reference.Blas.Gemm(TransA, TransB, Alpha, A.Input, B.Input, Beta, c.View);
        return c;
    }

    internal TestMatrix<T> ByKernel(KernelOptions? options = null)
    {
        TestMatrix<T> c = C.Clone();
        Blas.Gemm(TransA, TransB, Alpha, A.Input, B.Input, Beta, c.View, options);
        return c;
    }

    internal TestMatrix<T> ByPackedKernel(KernelOptions options)
    {
        using PackedMatrix<T> b = new(TransB, B.Input, options);
        TestMatrix<T> c = C.Clone();
        Blas.Gemm(TransA, Alpha, A.Input, b, Beta, c.View, options);
        return c;
    }

    internal void AssertSameBits(KernelOptions[] runs)
    {
        TestMatrix<T> expected = ByReference();
        foreach (KernelOptions options in runs)
        {
            Bits.AssertSame(expected, ByKernel(options), Runs.Name(options));
        }
    }
}
