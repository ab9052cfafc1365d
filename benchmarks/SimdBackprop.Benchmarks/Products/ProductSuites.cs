namespace SimdBackprop.Benchmarks;

/// <summary>The products that are compared, by suite.</summary>
internal static class ProductSuites
{
    /// <summary>Beyond this size the squares in double only repeat what those in float say.</summary>
    private const int LargestSquareInDouble = 1024;

    private static readonly int[] SquareSizes = [32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048];

    /// <summary>The layers of a multilayer perceptron, by batch and widths; a 784-512 layer is MNIST's, 512-10 an output layer.</summary>
    private static readonly (int Batch, int Outputs, int Inputs)[] Layers =
    [
        (1, 512, 784),
        (8, 512, 784),
        (32, 512, 784),
        (128, 512, 784),
        (256, 1024, 1024),
        (512, 2048, 2048),
        (64, 10, 512),
    ];

    private static readonly int[] SmallSizes = [4, 5, 7, 8, 12, 13, 16, 17, 24, 31, 32, 33, 48];

    private static readonly int[] SmallTransposedSizes = [4, 7, 8, 16, 17, 32];

    /// <summary>The cases of a suite, in the order of the table.</summary>
    internal static IReadOnlyList<Product> Of(string suite, bool inDouble) => suite switch
    {
        Suites.Square => [.. SquareSizes.Where(n => !inDouble || n <= LargestSquareInDouble).Select(n => Cube("NN", n))],
        Suites.Mlp => [.. Layers.Select(Forward), .. Layers.Select(BackwardData), .. Layers.Select(BackwardWeights)],
        Suites.Small =>
        [
            .. SmallSizes.Select(n => Cube("NN", n)),
            .. SmallTransposedSizes.Select(n => Cube("NT", n)),
            .. SmallTransposedSizes.Select(n => Cube("TN", n)),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(suite), suite, "There is no such suite of products."),
    };

    private static Product Cube(string letters, int n) => new(letters, n, n, n);

    // X·Wᵀ
    private static Product Forward((int Batch, int Outputs, int Inputs) layer) => new("NT", layer.Batch, layer.Outputs, layer.Inputs);

    // δ·W
    private static Product BackwardData((int Batch, int Outputs, int Inputs) layer) => new("NN", layer.Batch, layer.Inputs, layer.Outputs);

    // δᵀ·X
    private static Product BackwardWeights((int Batch, int Outputs, int Inputs) layer) => new("TN", layer.Outputs, layer.Inputs, layer.Batch);
}
