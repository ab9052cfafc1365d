using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Products with a packed matrix against the scalar program that defines them: the chain, for any number of rows.</summary>
public abstract class PackedBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void A_packed_product_gives_the_bits_of_the_chain_for_any_shape_pitch_transposes_and_factors() =>
        Properties.Check(150, GemmCase.Arbitrary, static product => AssertSameBits(product, Runs.All));

    [Fact]
    public void A_packed_product_gives_the_bits_of_the_chain_at_every_edge_of_the_tile_of_every_tier()
    {
        foreach (int lanes in Runs.Tiers.Select(SimdDispatch.Lanes<T>).Distinct())
        {
            foreach (int m in new[] { 1, 3, 4, 5, 7, 8, 9, 17 })
            {
                foreach (int n in Around(lanes).Union(Around(GemmTile.Vectors * lanes)).Union(Around(4 * lanes)))
                {
                    Transpose transA = (m + n) % 2 == 0 ? Transpose.No : Transpose.Yes;
                    AssertSameBits(new GemmCase(transA, Transpose.No, m, n, 5, 1, 0.5, 3, Specials: false, Seed: m + n), Runs.EachTier);
                    AssertSameBits(new GemmCase(transA, Transpose.Yes, m, n, 5, 1, 0, 3, Specials: false, Seed: m + n), Runs.EachTier);
                }
            }
        }
    }

    [Theory]
    [InlineData(GemmBlocking.KBlock - 1)]
    [InlineData(GemmBlocking.KBlock)]
    [InlineData(GemmBlocking.KBlock + 1)]
    [InlineData((2 * GemmBlocking.KBlock) + 1)]
    public void A_later_block_of_terms_goes_on_in_the_accumulator(int k)
    {
        foreach (int m in new[] { 1, 2, 13 })
        {
            foreach (double beta in new[] { 0, 1, -0.75 })
            {
                AssertSameBits(new GemmCase(Transpose.No, Transpose.Yes, m, 117, k, 1.25, beta, 2, Specials: false, Seed: k), Runs.All);
                AssertSameBits(new GemmCase(Transpose.Yes, Transpose.No, m, 53, k, 1, beta, 2, Specials: false, Seed: k), Runs.All);
            }
        }
    }

    [Fact]
    public unsafe void More_rows_than_a_chunk_and_panels_of_several_groups_give_the_bits_of_the_chain()
    {
        const int Terms = 400, High = 177;
        AssertSameBits(new GemmCase(Transpose.Yes, Transpose.No, High, 37, Terms, -1, 0, 1, Specials: false, Seed: 2), Runs.EachTier);
        AssertSameBits(new GemmCase(Transpose.No, Transpose.Yes, High, 37, Terms, 1, 1, 1, Specials: false, Seed: 2), Runs.EachTier);
        int wide = (int)(GemmBlocking.GroupBytes / (20 * sizeof(T))) + 9;
        AssertSameBits(new GemmCase(Transpose.No, Transpose.Yes, 19, wide, 20, 1, 1, 1, Specials: false, Seed: 1), Runs.EachTier);
    }

    [Fact]
    public void Parts_along_the_rows_and_along_the_panels_give_the_bits_of_the_chain()
    {
        foreach ((int m, int n) in new[] { (1, 4_099), (2, 2_051), (19, 330), (211, 35) })
        {
            GemmCase product = new(Transpose.No, Transpose.Yes, m, n, 129, 1, 1, 4, Specials: false, Seed: 3);
            Assert.True((long)product.M * product.N * product.K > GemmRouting.LeastParallelWork);
            AssertSameBits(product, Runs.All);
        }
    }

    [Fact]
    public unsafe void A_matrix_that_is_prefetched_gives_the_bits_of_the_chain()
    {
        const int Terms = GemmBlocking.KBlock + 1;
        int columns = (int)(GemmBlocking.FarBytes / (Terms * sizeof(T))) + 70;
        foreach (int m in new[] { 1, 9 })
        {
            AssertSameBits(new GemmCase(Transpose.No, Transpose.No, m, columns, Terms, 1, 1, 0, Specials: false, Seed: 6), Runs.EachTier);
        }
    }

    [Fact]
    public void Packing_shared_among_threads_is_packing_alone()
    {
        GemmCase product = new(Transpose.No, Transpose.Yes, 3, 531, 401, 1, 0, 4, Specials: false, Seed: 4);
        Assert.True((long)product.N * product.K > PackingKernel<T>.LeastParallelElements);
        AssertSameBits(product, Runs.All);
        AssertSameBits(product with { TransB = Transpose.No }, Runs.All);
    }

    [Fact]
    public void A_destination_full_of_NaN_is_not_read_when_beta_is_zero()
    {
        foreach (int m in new[] { 1, 13 })
        {
            GemmOperands<T> product = new GemmCase(Transpose.No, Transpose.No, m, 35, 400, 1, 0, 1, Specials: false, Seed: 5).Operands<T>();
            product.C.Fill(_ => T.NaN);
            foreach (KernelOptions options in Runs.All)
            {
                Bits.AssertSame(product.ByReference(), product.ByPackedKernel(options), Runs.Name(options));
            }
        }
    }

    [Fact]
    public void Forward_over_packed_weights_gives_the_bits_of_the_chain_for_any_number_of_rows() =>
        Properties.Check(100, LayerCase.Arbitrary, static layer =>
        {
            CheckForward(layer, new TestRelu<T>());
            CheckForward(layer with { Batch = 1 }, new Square<T>(T.One));
        });

    [Fact]
    public void A_layer_above_the_threshold_for_threads_gives_the_same_bits()
    {
        CheckForward(new LayerCase(53, 67, 71, HasBias: true, KeepsZ: true, 0, 3, Specials: false, Seed: 22), new Square<T>());
        CheckForward(new LayerCase(1, GemmBlocking.KBlock + 9, 1_021, HasBias: true, KeepsZ: false, 0, 3, Specials: false, Seed: 23), new Square<T>());
    }

    private static int[] Around(int tile) => [.. new[] { tile - 1, tile, tile + 1, (2 * tile) - 1 }.Where(size => size > 0).Distinct()];

    private static void AssertSameBits(GemmCase product, KernelOptions[] runs)
    {
        GemmOperands<T> operands = product.Operands<T>();
        TestMatrix<T> expected = operands.ByReference();
        foreach (KernelOptions options in runs)
        {
            Bits.AssertSame(expected, operands.ByPackedKernel(options), Runs.Name(options));
        }
    }

    private static void CheckForward<TActivation>(LayerCase layer, TActivation activation)
        where TActivation : struct, IActivation<T>
    {
        LayerOperands<T> by = layer.Operands<T>();
        (TestMatrix<T> z, TestMatrix<T> a) = (by.Z.Clone(), by.Output.Clone());
        Reference.Dense.ForwardByChain(by.X.Input, by.Weights.Input, by.Bias, z.View, a.View, activation);
        foreach (KernelOptions options in Runs.All)
        {
            using PackedMatrix<T> weights = new(Transpose.Yes, by.Weights.Input, options);
            (TestMatrix<T> actualZ, TestMatrix<T> actualA) = (by.Z.Clone(), by.Output.Clone());
            Dense.Forward(by.X.Input, weights, by.Bias, actualZ.View, actualA.View, activation, options);
            Bits.AssertSame(z, actualZ, $"z, {Runs.Name(options)}");
            Bits.AssertSame(a, actualA, $"a, {Runs.Name(options)}");
        }
    }
}

public sealed class PackedBitsSingleTests : PackedBitsTests<float>;

public sealed class PackedBitsDoubleTests : PackedBitsTests<double>;
