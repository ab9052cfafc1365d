using SimdBackprop.Training;

namespace SimdBackprop.Registry;

/// <summary>Every optimiser there is, by its name.</summary>
internal static class AnyOptimizer
{
    private static readonly IOptimizer[] All =
        [new Sgd(0.05), new Momentum(0.05, 0.875), new Nesterov(0.05, 0.875), new RmsProp(0.01), new Adam(0.01), new AdamW(0.01, decay: 0.1)];

    internal static IEnumerable<string> Names => All.Select(optimizer => optimizer.Name);

    internal static IOptimizer Of(string name) => All.Single(optimizer => optimizer.Name == name);
}
