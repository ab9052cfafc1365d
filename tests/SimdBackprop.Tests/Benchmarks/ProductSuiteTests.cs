using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

public class ProductSuiteTests
{
    [Fact]
    public void Squares_and_layers_are_33_cases()
    {
        Product[] cases = [.. ProductSuites.Of(Suites.Square, inDouble: false), .. ProductSuites.Of(Suites.Mlp, inDouble: false)];
        Assert.Equal(33, cases.Select(product => product.Name).Distinct().Count());
        Assert.Contains(cases, product => product.Name == "NN 2048 2048 2048");
        Assert.Contains(cases, product => product.Name == "NT 1 512 784");
        Assert.Contains(cases, product => product.Name == "NN 64 512 10");
        Assert.Contains(cases, product => product.Name == "TN 512 784 32");
    }

    [Fact]
    public void The_three_products_of_a_layer_are_equally_much_work()
    {
        var works = ProductSuites.Of(Suites.Mlp, inDouble: true).ToLookup(product => product.Letters, product => product.Flops);
        Assert.Equal(["NT", "NN", "TN"], works.Select(group => group.Key));
        Assert.All(works, group => Assert.Equal(works["NT"], group));
    }

    [Fact]
    public void Shapes_follow_the_letters()
    {
        Assert.Equal(((2, 4), (4, 3)), Shapes(new Product("NN", 2, 3, 4)));
        Assert.Equal(((2, 4), (3, 4)), Shapes(new Product("NT", 2, 3, 4)));
        Assert.Equal(((4, 2), (4, 3)), Shapes(new Product("TN", 2, 3, 4)));
        Assert.Equal(((4, 2), (3, 4)), Shapes(new Product("TT", 2, 3, 4)));
    }

    [Fact]
    public void Whole_tiles_are_rows_made_up_to_eight_and_columns_made_up_to_a_vector()
    {
        Assert.Equal(16 * 16 * 12, SquareGrowth.WholeTiles(12, lanes: 16));
        Assert.Equal(24 * 32 * 17, SquareGrowth.WholeTiles(17, lanes: 16));
        Assert.Equal(24 * 24 * 17, SquareGrowth.WholeTiles(17, lanes: 8));
        Assert.Equal(304.0 * 304 * 300, SquareGrowth.WholeTiles(300, lanes: 16));
    }

    private static ((int, int), (int, int)) Shapes(Product product) => (product.ShapeOfA, product.ShapeOfB);
}
