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
            foreach (int m in Around(4).Union(Around(8)))
            {
                foreach (int n in Around(lanes).Union(Around(GemmTile.Vectors * lanes)))
                {
                    Transpose transA = (m + n) % 2 == 0 ? Transpose.No : Transpose.Yes;
                    new GemmCase(transA, Transpose.No, m, n, 5, 1, 0.5, 3, Specials: false, Seed: m + n).Operands<T>().AssertSameBits(Runs.EachTier);
                    new GemmCase(transA, Transpose.Yes, m, n, 5, 1, 0.5, 3, Specials: false, Seed: m + n).Operands<T>().AssertSameBits(Runs.EachTier);
                }
            }
        }
    }

    [Fact]
    public void Every_row_count_and_every_number_of_vectors_has_its_kernel()
    {
        foreach (int lanes in Runs.Tiers.Select(SimdDispatch.Lanes<T>).Distinct())
        {
            for (int m = 1; m <= 17; m++)
            {
                for (int n = lanes; n <= 7 * lanes; n += lanes)
                {
                    new GemmCase(Transpose.No, Transpose.No, m, n, 3, 1, 1, 0, Specials: false, Seed: m + n).Operands<T>().AssertSameBits(Runs.EachTier);
                }
            }
        }
    }

    [Fact]
    public void Tiny_and_small_products_give_the_bits_of_the_chain()
    {
        int[] sizes = [1, 2, 3, 4, 5, 8, 9, 16, 17];
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                foreach (int k in sizes)
                {
                    int seed = (((m * 20) + n) * 20) + k;
                    AssertAllTransposes(new GemmCase(Transpose.No, Transpose.No, m, n, k, 1, (seed % 3 - 1) * 0.75, 3, Specials: false, seed));
                }
            }
        }
    }

    [Fact]
    public void Products_about_the_limit_of_small_ones_give_the_bits_of_the_chain()
    {
        const int Most = GemmRouting.MostSmallElements;
        (int M, int N, int K)[] shapes =
            [(32, 32, 32), (32, 32, 33), (32, 33, 32), (33, 32, 32), (Most, 1, 1), (1, Most, 1), (1, 1, Most), (1, 1, Most + 1), (4, 200, 5), (200, 4, 5), (4, 5, 200)];
        foreach ((int m, int n, int k) in shapes)
        {
            foreach (double alpha in new[] { 1, -0.75 })
            {
                AssertAllTransposes(new GemmCase(Transpose.No, Transpose.No, m, n, k, alpha, 1, 2, Specials: false, Seed: k));
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
        foreach (double beta in new[] { 0, 1, -0.75 })
        {
            new GemmCase(Transpose.No, Transpose.No, 13, 33, k, 1.25, beta, 2, Specials: false, Seed: k).Operands<T>().AssertSameBits(Runs.All);
            new GemmCase(Transpose.No, Transpose.Yes, 13, 33, k, 1.25, beta, 2, Specials: false, Seed: k).Operands<T>().AssertSameBits(Runs.All);
        }
    }

    [Fact]
    public void Few_rows_and_a_B_with_its_terms_side_by_side_give_the_bits_of_the_chain_for_every_number_of_rows_and_every_rest()
    {
        double[] betas = [0, 1, -0.75];
        int lanes = SimdDispatch.Lanes<T>(SimdTier.Avx512);
        for (int rows = 1; rows <= GemmTransposingKernel.Rows(SimdTier.Avx512) + 1; rows++)
        {
            for (int rest = 0; rest < GemmTransposingKernel.Terms<T>(); rest++)
            {
                int terms = 264 + rest, columns = (lanes * (1 + (rest % 3))) + (rows % lanes);
                GemmCase product = new(Transpose.No, Transpose.Yes, rows, columns, terms, 1, betas[(rows + rest) % 3], 3, Specials: rest == rows % 4, Seed: rows + rest);
                product.Operands<T>().AssertSameBits(Runs.EachTier);

                // Where the columns are fewer than the lanes the factors exchange their roles, and C is stored transposed.
                (product with { M = columns + lanes, N = rows }).Operands<T>().AssertSameBits(Runs.EachTier);
            }
        }
    }

    [Fact]
    public unsafe void The_fewest_terms_and_the_narrowest_parts_of_few_rows_give_the_bits_of_the_chain()
    {
        foreach (int terms in Around(GemmTransposingKernel.Terms<T>()))
        {
            new GemmCase(Transpose.No, Transpose.Yes, 7, 403, terms, 1, 1, 0, Specials: false, Seed: terms).Operands<T>().AssertSameBits(Runs.All);
        }

        // Large enough for threads; the first parts are as narrow as there are, the last ends inside a vector. B is far, so it is asked for from four rows on.
        int unit = int.Max(SimdDispatch.Lanes<T>(SimdTier.Avx512), Sharing.LineBytes / sizeof(T));
        foreach (int rows in new[] { 3, 4, 7, 8, 12 })
        {
            new GemmCase(Transpose.No, Transpose.Yes, rows, (3 * unit) - 1, 20_001, 1, -0.75, 1, Specials: false, Seed: rows).Operands<T>().AssertSameBits(Runs.All);
        }
    }

    [Fact]
    public unsafe void Few_rows_and_a_far_B_of_which_nothing_is_copied_give_the_bits_of_the_chain()
    {
        const int Terms = 401;
        int columns = (int)(GemmRouting.NearBytes / (Terms * sizeof(T))) + 9;
        foreach (int rows in new[] { 2, 3, 4, 29 })
        {
            new GemmCase(Transpose.No, Transpose.No, rows, columns, Terms, 1, rows - 3, 3, Specials: false, Seed: rows).Operands<T>().AssertSameBits(Runs.EachTier);
        }
    }

    [Fact]
    public unsafe void More_columns_than_a_group_of_panels_give_the_bits_of_the_chain()
    {
        int wide = (int)(GemmBlocking.GroupBytes / (20 * sizeof(T))) + 9;
        foreach ((Transpose transA, Transpose transB, int m, double alpha) in new[]
        {
            (Transpose.No, Transpose.No, 67, 1.5), (Transpose.Yes, Transpose.No, 67, 1), (Transpose.Yes, Transpose.No, 19, 1), (Transpose.No, Transpose.No, 19, 1.5),
            (Transpose.No, Transpose.Yes, 9, 1), (Transpose.No, Transpose.Yes, 227, 1),
        })
        {
            new GemmCase(transA, transB, m, wide, 20, alpha, 1, 1, Specials: false, Seed: 1).Operands<T>().AssertSameBits(Runs.EachTier);
        }
    }

    [Fact]
    public unsafe void More_rows_than_are_kept_packed_give_the_bits_of_the_chain()
    {
        int terms = GemmBlocking.KBlock, bytes = terms * sizeof(T);
        int tall = (int)(GemmBlocking.KeptABytes / bytes) + 40, wide = (int)(GemmBlocking.GroupBytes / bytes) + 60;
        new GemmCase(Transpose.Yes, Transpose.No, tall, wide, terms, 1, -0.75, 1, Specials: false, Seed: 6).Operands<T>().AssertSameBits(Runs.EachTier);
    }

    [Fact]
    public void Later_blocks_of_terms_copy_A_anew_for_all_groups_and_give_the_bits_of_the_chain()
    {
        int terms = (2 * GemmBlocking.KBlock) + 5;
        new GemmCase(Transpose.No, Transpose.No, 75, 700, terms, 1.25, 1, 1, Specials: false, Seed: 7).Operands<T>().AssertSameBits(Runs.All);
        new GemmCase(Transpose.Yes, Transpose.No, 75, 1_400, terms, 1, 1, 1, Specials: false, Seed: 8).Operands<T>().AssertSameBits(Runs.All);
        new GemmCase(Transpose.Yes, Transpose.Yes, 700, 100, terms, 1, 1, 1, Specials: false, Seed: 9).Operands<T>().AssertSameBits(Runs.All);
        new GemmCase(Transpose.No, Transpose.Yes, 225, 300, terms, 1.25, 1, 1, Specials: false, Seed: 10).Operands<T>().AssertSameBits(Runs.All);
    }

    [Fact]
    public unsafe void More_rows_than_a_block_of_a_transposed_C_give_the_bits_of_the_chain()
    {
        int wide = (int)(GemmBlocking.OwnCBytes / (GemmBlocking.Unaliased(49, lanes: 1) * sizeof(T))) + 9;
        foreach (double beta in new[] { 0, -0.75 })
        {
            new GemmCase(Transpose.No, Transpose.Yes, 49, wide, 3, 1.5, beta, 1, Specials: false, Seed: 2).Operands<T>().AssertSameBits(Runs.EachTier);
        }
    }

    [Fact]
    public unsafe void More_samples_than_scratch_for_a_transposed_C_holds_give_the_bits_of_the_chain()
    {
        int tall = (int)(GemmBlocking.OwnCBytes / (3 * sizeof(T))) + 9;
        new GemmCase(Transpose.No, Transpose.Yes, tall, 3, 2, 1, -0.75, 1, Specials: false, Seed: 3).Operands<T>().AssertSameBits(Runs.EachTier);
    }

    [Fact]
    public unsafe void A_factor_that_is_asked_for_from_afar_gives_the_bits_of_the_chain()
    {
        // Three blocks of terms, many groups of panels, and threads whose parts are still far.
        int terms = (2 * GemmBlocking.KBlock) + 5, far = (int)(GemmRouting.AskedForBytes / (terms * sizeof(T)));
        foreach (int rows in new[] { 17, 25, 33 })
        {
            new GemmCase(Transpose.No, Transpose.No, rows, far + 7, terms, 1, 0, 1, Specials: false, Seed: rows).Operands<T>().AssertSameBits(Runs.EachTier);
            new GemmCase(Transpose.No, Transpose.Yes, rows, far + 7, terms, 1, -0.75, 1, Specials: false, Seed: rows).Operands<T>().AssertSameBits(Runs.EachTier);
        }

        KernelOptions shared = new() { MaxDegreeOfParallelism = 2 };
        new GemmCase(Transpose.No, Transpose.No, 33, (2 * far) + 101, terms, 1, 1, 3, Specials: false, Seed: 3).Operands<T>().AssertSameBits([shared]);
        new GemmCase(Transpose.No, Transpose.Yes, 25, (2 * far) + 101, terms, 1, 1, 3, Specials: false, Seed: 4).Operands<T>().AssertSameBits([shared]);
    }

    [Fact]
    public unsafe void A_row_major_factor_that_is_copied_because_it_is_far_gives_the_bits_of_the_chain()
    {
        int terms = (2 * GemmBlocking.KBlock) + 5, far = (int)(GemmRouting.AskedForBytes / (terms * sizeof(T)));
        foreach (Transpose transB in Enum.GetValues<Transpose>())
        {
            new GemmCase(Transpose.No, transB, far + 40, 500, terms, 1, 0, 1, Specials: false, Seed: 11).Operands<T>().AssertSameBits(Runs.EachTier);
        }
    }

    [Fact]
    public unsafe void A_right_factor_that_many_strips_ask_for_gives_the_bits_of_the_chain()
    {
        int terms = (2 * GemmBlocking.KBlock) + 5, far = (int)(GemmRouting.AskedForBytes / (terms * sizeof(T)));
        foreach (Transpose transB in Enum.GetValues<Transpose>())
        {
            foreach (int columns in new[] { far * 3 / 4, far * 5 / 4 })
            {
                new GemmCase(Transpose.No, transB, 300, columns, terms, 1, -0.75, 1, Specials: false, Seed: 12).Operands<T>().AssertSameBits(Runs.EachTier);
            }
        }
    }

    // The last block has a single strip, or few: nothing is asked for there.
    [Fact]
    public unsafe void A_factor_from_afar_with_more_rows_than_a_block_gives_the_bits_of_the_chain()
    {
        const int Terms = 66;
        int samples = (int)(GemmRouting.AskedForBytes / (Terms * sizeof(T))) + 1_000;
        int block = (int)(GemmBlocking.OwnCBytes / (GemmBlocking.Unaliased(samples, 16) * sizeof(T)));
        KernelOptions options = new() { MaxDegreeOfParallelism = 1 };
        foreach (int rows in new[] { 2 * 32 * ((block + 31) / 32) + 1, (2 * block) + 1, (3 * block) + 1 })
        {
            new GemmCase(Transpose.Yes, Transpose.Yes, samples, rows, Terms, 1, 0, 1, Specials: false, Seed: rows).Operands<T>().AssertSameBits([options]);
        }
    }

    [Fact]
    public void Every_number_of_rows_of_a_packed_A_gives_the_bits_of_the_chain()
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            for (int m = 1; m <= 75; m += m < 20 ? 1 : 11)
            {
                new GemmCase(transA, Transpose.No, m, 613, 67, -1.5, 1, 1, Specials: false, Seed: m).Operands<T>().AssertSameBits(Runs.EachTier);
                new GemmCase(transA, Transpose.No, m, 97, 67, -1.5, 0, 1, Specials: false, Seed: m).Operands<T>().AssertSameBits(Runs.EachTier);
            }
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(1_024)]
    public void Rows_a_power_of_two_apart_give_the_bits_of_the_chain(int pitch)
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            (int rows, int columns) = transA == Transpose.Yes ? (40, 20) : (20, 40);
            new GemmCase(transA, Transpose.No, 20, 300, 40, 1, 1, pitch - columns, Specials: false, Seed: rows).Operands<T>().AssertSameBits(Runs.EachTier);
        }
    }

    [Fact]
    public void One_row_or_one_term_gives_the_bits_of_the_chain_whichever_factor_is_a_vector()
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                foreach ((double alpha, double beta) in new[] { (1.0, 0.0), (1, 1), (1, -0.5), (-1.5, 1), (0.25, 0) })
                {
                    foreach (int small in new[] { 1, 5, 33 })
                    {
                        new GemmCase(transA, transB, 1, 67, small, alpha, beta, 2, Specials: true, Seed: small).Operands<T>().AssertSameBits(Runs.EachTier);
                        new GemmCase(transA, transB, small, 67, 1, alpha, beta, 2, Specials: true, Seed: small).Operands<T>().AssertSameBits(Runs.EachTier);
                    }

                    new GemmCase(transA, transB, 1, 517, 400, alpha, beta, 2, Specials: false, Seed: 4).Operands<T>().AssertSameBits(Runs.All);
                    new GemmCase(transA, transB, 517, 400, 1, alpha, beta, 2, Specials: false, Seed: 5).Operands<T>().AssertSameBits(Runs.All);
                }
            }
        }
    }

    [Fact]
    public void All_four_transposes_shared_among_threads_give_the_bits_of_the_chain()
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                GemmCase product = new(transA, transB, 83, 87, 79, 1, 1, 4, Specials: false, Seed: 3);
                Assert.True((long)product.M * product.N * product.K > GemmRouting.LeastParallelWork);
                product.Operands<T>().AssertSameBits(Runs.All);
            }
        }
    }

    private static void AssertAllTransposes(GemmCase product)
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                (product with { TransA = transA, TransB = transB }).Operands<T>().AssertSameBits(Runs.EachTier);
            }
        }
    }

    private static int[] Around(int tile) => [.. new[] { 1, tile - 1, tile, tile + 1, (2 * tile) - 1, (2 * tile) + 1 }.Where(size => size > 0).Distinct()];
}

public sealed class GemmBitsSingleTests : GemmBitsTests<float>;

public sealed class GemmBitsDoubleTests : GemmBitsTests<double>;
