namespace SimdBackprop.Tests;

/// <summary>Which way products take.</summary>
public sealed class GemmRoutingTests
{
    [Theory]
    [InlineData(224, 1_000, true)]
    [InlineData(225, 1_000, false)]
    [InlineData(100, 99, false)]
    [InlineData(13, 1_000, true)]
    [InlineData(12, 1_000, false)] // transposed in registers
    [InlineData(12, 10, true)]
    [InlineData(1_000, 10, true)]
    public void The_smaller_factor_of_a_product_with_a_transposed_weight_matrix_is_transposed_while_its_rows_are_few(int m, int n, bool exchanges) =>
        Assert.Equal(exchanges, GemmRouting.Exchanges(Product(m, n, aRow: 500, bColumn: 500), SimdTier.Avx512));

    [Theory]
    [InlineData(SimdTier.Avx512, 12, 13)]
    [InlineData(SimdTier.Avx2, 8, 9)]
    [InlineData(SimdTier.Vector128, 8, 9)]
    public void A_transposed_weight_matrix_that_few_rows_read_is_transposed_in_registers(SimdTier tier, int most, int tooMany)
    {
        GemmArguments<float> product = Product(most, 1_000, aRow: 500, bColumn: 500);

        Assert.True(GemmRouting.TransposesOnTheWay(product, most, tier));
        Assert.False(GemmRouting.TransposesOnTheWay(product, tooMany, tier));
        Assert.False(GemmRouting.TransposesOnTheWay(product with { K = 7 }, most, tier));
        Assert.False(GemmRouting.TransposesOnTheWay(product with { Alpha = 2 }, most, tier));
        Assert.False(GemmRouting.TransposesOnTheWay(product with { ARow = 1, AColumn = 500 }, most, tier));
        Assert.False(GemmRouting.TransposesOnTheWay(product with { BRow = 1_000, BColumn = 1 }, most, tier));
    }

    [Theory]
    [InlineData(SimdTier.Portable)]
    [InlineData(SimdTier.Scalar)]
    public void Markers_without_shuffles_of_their_own_transpose_beforehand(SimdTier tier) =>
        Assert.False(GemmRouting.TransposesOnTheWay(Product(1, 1_000, aRow: 500, bColumn: 500), 1, tier));

    [Fact]
    public void A_far_matrix_is_asked_for_while_it_is_transposed_from_four_rows_on()
    {
        GemmArguments<float> product = Product(4, 1, aRow: 500, bColumn: 500);
        nint far = (nint)(GemmBlocking.SecondLevelBytes / (500 * sizeof(float)));

        Assert.True(GemmRouting.AsksForTransposed(product, new GemmRectangle(0, 0, 4, far)));
        Assert.False(GemmRouting.AsksForTransposed(product, new GemmRectangle(0, 0, 3, far)));
        Assert.False(GemmRouting.AsksForTransposed(product, new GemmRectangle(0, 0, 4, far / 8)));
    }

    [Fact]
    public void A_factor_that_comes_from_far_is_asked_for_while_the_tiles_before_are_computed()
    {
        nint far = (nint)(GemmRouting.AskedForBytes / (500 * sizeof(float)));
        GemmArguments<float> product = Product(1, 1, aRow: 500, bColumn: 1);

        Assert.True(GemmRouting.IsFarA(product, new GemmRectangle(0, 0, far + 1, 100)));
        Assert.False(GemmRouting.IsFarA(product, new GemmRectangle(0, 0, far, 100)));
        Assert.False(GemmRouting.IsFarA(product with { ARow = 1, AColumn = far + 1 }, new GemmRectangle(0, 0, far + 1, 100)));
        Assert.Equal(4, GemmRouting.StripsAskingForB(product, new GemmRectangle(0, 0, 17, far + 1)));
        Assert.Equal(32, GemmRouting.StripsAskingForB(product, new GemmRectangle(0, 0, 17, far)));
        Assert.Equal(32, GemmRouting.StripsAskingForB(product, new GemmRectangle(0, 0, 17, (far / 2) + 1)));
        Assert.Equal(nint.MaxValue, GemmRouting.StripsAskingForB(product, new GemmRectangle(0, 0, 17, far / 2)));
        Assert.Equal(32, GemmRouting.StripsAskingForB(product with { BRow = 1, BColumn = 500 }, new GemmRectangle(0, 0, 17, far)));
    }

    [Theory]
    [InlineData(500, 500, 100, false)] // near
    [InlineData(500, 20_000, 7, false)]
    [InlineData(500, 20_000, 8, true)]
    [InlineData(1_024, 100, 100, false)] // rows 4 KiB apart
    public void A_row_major_factor_is_copied_if_it_is_far_and_panels_enough_read_it(int pitch, int rows, int panels, bool packs)
    {
        GemmArguments<float> product = Product(rows, 10_000, aRow: pitch, bColumn: 1);
        GemmRectangle part = new(0, 0, rows, 10_000);

        Assert.Equal(packs, GemmRouting.PacksA(product, part, panels));
        Assert.True(GemmRouting.PacksA(product with { Alpha = 2 }, part, 1));
        Assert.False(GemmRouting.PacksA(product with { Alpha = 2, Swapped = true }, part, 1));
    }

    [Theory]
    [InlineData(63, 4, false)]
    [InlineData(64, 3, false)]
    [InlineData(64, 4, true)]
    public void A_transposed_factor_is_copied_where_terms_and_panels_are_enough(int terms, int panels, bool packs) =>
        Assert.Equal(packs, GemmRouting.PacksA(Product(200, 10_000, aRow: 1, bColumn: 1) with { K = terms }, new GemmRectangle(0, 0, 200, 10_000), panels));

    [Fact]
    public void Two_transposed_factors_exchange_their_roles_and_need_no_copy_unless_alpha_would() =>
        Assert.Equal(
            [true, false],
            new[] { 1f, 2f }.Select(static alpha => GemmRouting.Exchanges(Product(5_000, 100, aRow: 1, bColumn: 500) with { Alpha = alpha }, SimdTier.Avx512)));

    [Fact]
    public void Many_small_products_are_shared_by_what_they_move_together()
    {
        GemmArguments<float> product = Product(1, 300, aRow: 500, bColumn: 1) with { K = 300 };

        Assert.Equal(1, GemmRouting.Threads(product, 2));
        Assert.Equal(2, GemmRouting.Threads(product, 2, count: 4));
    }

    private static GemmArguments<float> Product(int m, int n, nint aRow, nint bColumn) =>
        new() { M = m, N = n, K = 500, Alpha = 1, ARow = aRow, AColumn = aRow == 1 ? m : 1, BColumn = bColumn, BRow = bColumn == 1 ? n : 1 };
}
