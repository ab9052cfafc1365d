using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Blas.GemmBatched: each product of a stack is the chain, however the products are shared.</summary>
public abstract class GemmBatchedTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] Batches = [1, 2, 3, 5, 17];

    [Fact]
    public void Every_product_has_the_bits_of_the_chain_for_any_shape_pitch_transposes_and_factors() =>
        Properties.Check(100, GemmCase.Arbitrary, static product =>
        {
            if (product is { M: > 0, N: > 0, K: > 0 })
            {
                AssertSameBits(Batches[product.Seed % Batches.Length], product, Runs.All);
            }
        });

    [Fact]
    public void All_four_transposes_shared_as_whole_products_or_each_among_all_threads_give_the_bits_of_the_chain()
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                AssertSameBits(13, new GemmCase(transA, transB, 29, 31, 37, -1, 0.5, 3, Specials: false, Seed: 1), Runs.All);
                AssertSameBits(2, new GemmCase(transA, transB, 61, 67, 71, 1, 0, 3, Specials: false, Seed: 2), Runs.All);
            }
        }
    }

    [Fact]
    public void Products_without_terms_scale_C_and_without_elements_do_nothing()
    {
        TestMatrix<T> before = TestMatrix<T>.Of(6, 35, 2, new Random(3));
        TestMatrix<T> expected = before.Clone().Fill(i => -before[i / 35, i % 35]);
        foreach (KernelOptions options in Runs.All)
        {
            TestMatrix<T> c = before.Clone();
            Blas.GemmBatched(3, Transpose.No, Transpose.No, T.One, default, default, -T.One, c.View, options);
            Bits.AssertSame(expected, c, Runs.Name(options));
            Blas.GemmBatched(3, Transpose.No, Transpose.No, T.Zero, before.View.Slice(0, 0, 6, 1), before.View.Slice(0, 0, 3, 35), -T.One, c.View, options);
            Bits.AssertSame(before, c, Runs.Name(options));
            Blas.GemmBatched(0, Transpose.No, Transpose.Yes, T.One, default, default, T.Zero, default, options);
            Blas.GemmBatched(3, Transpose.No, Transpose.Yes, T.One, before.Input, before.Input, T.Zero, default, options);
        }
    }

    [Fact]
    public void A_negative_batch_is_refused()
    {
        TestMatrix<T> c = TestMatrix<T>.Of(6, 6, 0, new Random(4)), before = c.Clone();
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            Blas.GemmBatched(-1, Transpose.No, Transpose.No, T.One, before.Input, before.Input, T.Zero, c.View));
        Assert.Equal("batch", error.ParamName);
        Bits.AssertSame(before, c, "untouched");
    }

    [Fact]
    public void A_destination_full_of_NaN_is_not_read_when_beta_is_zero()
    {
        GemmOperands<T> stack = Stack(3, new GemmCase(Transpose.No, Transpose.No, 7, 35, 20, 1, 0, 1, Specials: false, Seed: 5));
        stack.C.Fill(_ => T.NaN);
        AssertSameBits(3, stack, Runs.All);
    }

    private static GemmOperands<T> Stack(int batch, GemmCase product)
    {
        Random random = new(product.Seed);
        GemmOperands<T> one = product.Operands<T>();
        TestMatrix<T> Times(TestMatrix<T> each) => TestMatrix<T>.Of(batch * each.Rows, each.Columns, product.Padding, random, product.Specials);
        return new GemmOperands<T>
        {
            TransA = one.TransA,
            TransB = one.TransB,
            Alpha = one.Alpha,
            Beta = one.Beta,
            A = Times(one.A),
            B = Times(one.B),
            C = Times(one.C),
        };
    }

    private static void AssertSameBits(int batch, GemmCase product, KernelOptions[] runs) => AssertSameBits(batch, Stack(batch, product), runs);

    private static void AssertSameBits(int batch, GemmOperands<T> by, KernelOptions[] runs)
    {
        TestMatrix<T> expected = by.C.Clone();
        Reference.Blas.GemmBatched(batch, by.TransA, by.TransB, by.Alpha, by.A.Input, by.B.Input, by.Beta, expected.View);
        foreach (KernelOptions options in runs)
        {
            TestMatrix<T> actual = by.C.Clone();
            Blas.GemmBatched(batch, by.TransA, by.TransB, by.Alpha, by.A.Input, by.B.Input, by.Beta, actual.View, options);
            Bits.AssertSame(expected, actual, $"{batch} products, {Runs.Name(options)}");
        }
    }
}

public sealed class GemmBatchedSingleTests : GemmBatchedTests<float>;

public sealed class GemmBatchedDoubleTests : GemmBatchedTests<double>;
