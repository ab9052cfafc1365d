namespace SimdBackprop.Tests;

/// <summary>Which way products take.</summary>
public sealed class GemmRoutingTests
{
    [Theory]
    [InlineData(224, 1_000, true)]
    [InlineData(225, 1_000, false)]
    [InlineData(100, 99, false)]
    [InlineData(1_000, 10, true)]
    public void The_smaller_factor_of_a_product_with_a_transposed_weight_matrix_is_transposed_while_its_rows_are_few(int m, int n, bool exchanges) =>
        Assert.Equal(exchanges, GemmRouting.Exchanges(Product(m, n, aRow: 500, bColumn: 500), lanes: 16));

    [Fact]
    public void Two_transposed_factors_exchange_their_roles_and_need_no_copy_unless_alpha_would() =>
        Assert.Equal(
            [true, false],
            new[] { 1f, 2f }.Select(static alpha => GemmRouting.Exchanges(Product(5_000, 100, aRow: 1, bColumn: 500) with { Alpha = alpha }, lanes: 16)));

    [Fact]
    public void Many_small_products_are_shared_by_what_they_move_together()
    {
        GemmArguments<float> product = Product(1, 300, aRow: 500, bColumn: 1) with { K = 300 };

        Assert.True(GemmRouting.StaysAlone(product));
        Assert.False(GemmRouting.StaysAlone(product, count: 4));
    }

    private static GemmArguments<float> Product(int m, int n, nint aRow, nint bColumn) =>
        new() { M = m, N = n, K = 500, Alpha = 1, ARow = aRow, AColumn = aRow == 1 ? m : 1, BColumn = bColumn, BRow = bColumn == 1 ? n : 1 };
}
