namespace SimdBackprop.Benchmarks;

/// <summary>The cases of one suite.</summary>
/// <param name="Name">The suite.</param>
/// <param name="Unit">Of its rates.</param>
/// <param name="Limit">What the percentage is of.</param>
/// <param name="Cases">In the order measured.</param>
internal sealed record SuiteResult(string Name, string Unit, string Limit, IReadOnlyList<CaseResult> Cases);
