namespace SimdBackprop.Benchmarks;

/// <summary>What is compared instead of suites: a product or a training step, the other being null.</summary>
internal sealed record SingleCase(Product? Product, StepCase? Step);
