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
    public void The_products_of_a_layer_have_the_work_of_its_weights_times_the_batch()
    {
        var works = ProductSuites.Of(Suites.Mlp, inDouble: true).GroupBy(product => product.Letters).Select(group => group.Select(product => product.Flops));
        Assert.Equal(3, works.Distinct().Count());
        Assert.All(works, work => Assert.Equal(works.First(), work));
    }

    [Fact]
    public void Shapes_follow_the_letters()
    {
        Assert.Equal(((2, 4), (4, 3)), Shapes(new Product("NN", 2, 3, 4)));
        Assert.Equal(((2, 4), (3, 4)), Shapes(new Product("NT", 2, 3, 4)));
        Assert.Equal(((4, 2), (4, 3)), Shapes(new Product("TN", 2, 3, 4)));
        Assert.Equal(((4, 2), (3, 4)), Shapes(new Product("TT", 2, 3, 4)));
    }

    private static ((int, int), (int, int)) Shapes(Product product) => (product.ShapeOfA, product.ShapeOfB);
}
