namespace SimdBackprop.Benchmarks;

/// <summary>The suites by name.</summary>
internal static class Suites
{
    internal const string Square = "square";
    internal const string Mlp = "mlp";
    internal const string Small = "small";
    internal const string Level2 = "level2";
    internal const string Smooth = "smooth";
    internal const string Step = "step";

    internal const string Math = "math";

    internal const string All = "all";

    /// <summary>Every suite, in the order in which <see cref="All"/> runs them.</summary>
    internal static readonly IReadOnlyList<string> Names = [Square, Mlp, Small, Level2, Smooth, Step, Math];
}
