using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Blas.Gemm against the scalar program that defines it.</summary>
public abstract class GemmBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Gemm_gives_the_bits_of_the_chain_for_any_shape_pitch_transposes_and_factors() =>
        Properties.Check(250, GemmCase.Arbitrary, static product => product.Operands<T>().AssertSameBits(Runs.All));

    [Fact]
    public void Gemm_gives_the_bits_of_the_chain_at_every_edge_of_the_tile_of_every_tier()
    {
        foreach (int lanes in Runs.Tiers.Select(SimdDispatch.Lanes<T>).Distinct())
        {
            int tile = GemmBlocking.TileVectors * lanes;
            foreach (int m in Around(GemmBlocking.TileRows))
            {
                foreach (int n in Around(tile))
                {
                    new GemmCase(Transpose.No, Transpose.Yes, m, n, 5, 1, 0.5, 3, Specials: false, Seed: m + n).Operands<T>().AssertSameBits(Runs.EachTier);
                }
            }
        }
    }

    [Theory]
    [InlineData(383)]
    [InlineData(384)]
    [InlineData(385)]
    [InlineData(769)]
    [InlineData(1_153)]
    public void A_later_block_of_terms_goes_on_in_the_accumulator(int k)
    {
        foreach (double beta in new[] { 0, 1, -0.75 })
        {
            new GemmCase(Transpose.No, Transpose.No, 13, 33, k, 1.25, beta, 2, Specials: false, Seed: k).Operands<T>().AssertSameBits(Runs.All);
        }
    }

    [Fact]
    public void More_rows_and_columns_than_one_block_give_the_bits_of_the_chain()
    {
        int wide = (2 * GemmBlocking.NBlockBytes / 4) + 1;
        new GemmCase(Transpose.No, Transpose.Yes, 7, wide, 20, 1, 1, 1, Specials: false, Seed: 1).Operands<T>().AssertSameBits(Runs.All);
        int high = (2 * GemmBlocking.MBlock) + 1;
        new GemmCase(Transpose.Yes, Transpose.No, high, 37, 20, -1, 0, 1, Specials: false, Seed: 2).Operands<T>().AssertSameBits(Runs.All);
    }

    [Fact]
    public void All_four_transposes_shared_among_threads_give_the_bits_of_the_chain()
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                GemmCase product = new(transA, transB, 67, 71, 61, 1, 1, 4, Specials: false, Seed: 3);
                Assert.True((long)product.M * product.N * product.K > GemmRouting.LeastParallelWork);
                product.Operands<T>().AssertSameBits(Runs.All);
            }
        }
    }

    private static int[] Around(int tile) => [.. new[] { 1, tile - 1, tile, tile + 1, (2 * tile) - 1, (2 * tile) + 1 }.Where(size => size > 0).Distinct()];
}

public sealed class GemmBitsSingleTests : GemmBitsTests<float>;

public sealed class GemmBitsDoubleTests : GemmBitsTests<double>;
