namespace SimdBackprop.Benchmarks;

/// <summary>The suites by name.</summary>
internal static class Suites
{
    internal const string All = "all";

    /// <summary>Every suite, in the order in which <see cref="All"/> runs them.</summary>
    internal static readonly IReadOnlyList<string> Names = [ProductSuites.Square, ProductSuites.Mlp, ProductSuites.Small];
}
