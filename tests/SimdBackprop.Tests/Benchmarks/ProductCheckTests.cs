using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

public abstract class ProductCheckTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TheoryData<string> Letters => [.. Product.KnownLetters];

    [Theory]
    [MemberData(nameof(Letters))]
    public void The_fast_defining_program_has_the_bits_of_the_naive_one(string letters)
    {
        using ProductOperands<T> operands = new(new Product(letters, 5, 6, 71));
        Product product = operands.Product;
        Reference.Blas.Gemm(
            product.TransA, product.TransB, T.One, operands.A.AsSpan2D(), operands.B.AsSpan2D(), T.Zero, operands.C.AsSpan2D());
        Bits.AssertSame<T>(operands.C.Span, DefiningProgram.Run(operands), letters);
    }

    [Fact]
    public void One_row_of_a_forward_pass_is_defined_in_lanes()
    {
        using ProductOperands<T> operands = new(new Product("NT", 1, 3, 200));
        Assert.Equal(DefiningProgram.Lanes, DefiningProgram.Of(operands.Product));
        T[] z = new T[3];
        Reference.Dense.Forward<T, TestIdentity<T>>(operands.A.AsSpan2D(), operands.B.AsSpan2D(), default, default, new Span2D<T>(z, 1, 3));
        Bits.AssertSame<T>(z, DefiningProgram.Run(operands), "lanes");
    }

    [Theory]
    [InlineData("NN", 5, 6, 71)]
    [InlineData("NT", 9, 4, 70)]
    [InlineData("TN", 6, 3, 33)]
    [InlineData("NT", 1, 8, 130)]
    public void Ours_and_the_managed_peers_pass(string letters, int m, int n, int k)
    {
        using ProductOperands<T> operands = new(new Product(letters, m, n, k));
        ProductCheck<T> check = new(operands);
        OurProduct.On(operands, new KernelOptions())(1);
        Assert.Null(check.DifferenceOfOurs(operands.C.Span));
        foreach (IProductPeer peer in (IProductPeer[])[new MathNetPeer(threads: 1), new TensorPrimitivesPeer(), new NaivePeer(), new SerialPeer(SimdTier.Scalar)])
        {
            ProductRoutine routine = Assert.Single(peer.RoutinesFor(operands));
            operands.C.Span.Fill(T.NaN);
            routine.Run(1);
            routine.CopyResult?.Invoke();
            Assert.Null(check.DifferenceOfPeer(operands.C.Span));
        }
    }

    [Fact]
    public void The_last_bit_is_wrong_for_ours_and_right_for_a_peer()
    {
        using ProductOperands<T> operands = new(new Product("NN", 5, 6, 71));
        ProductCheck<T> check = new(operands);
        T[] c = DefiningProgram.Run(operands);
        c[7] = T.BitIncrement(c[7]);
        Assert.Contains("(1, 1)", check.DifferenceOfOurs(c), StringComparison.Ordinal);
        Assert.Null(check.DifferenceOfPeer(c));
    }

    [Fact]
    public void What_rounding_does_not_explain_is_wrong_for_a_peer()
    {
        using ProductOperands<T> operands = new(new Product("NN", 5, 6, 71));
        ProductCheck<T> check = new(operands);
        T[] c = DefiningProgram.Run(operands);
        c[7] += T.CreateTruncating(0.01);
        Assert.Contains("(1, 1)", check.DifferenceOfPeer(c), StringComparison.Ordinal);
        c[7] = T.NaN;
        Assert.Contains("(1, 1)", check.DifferenceOfPeer(c), StringComparison.Ordinal);
    }
}

public sealed class ProductCheckSingleTests : ProductCheckTests<float>;

public sealed class ProductCheckDoubleTests : ProductCheckTests<double>;
