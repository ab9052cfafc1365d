namespace SimdBackprop.Benchmarks;

/// <summary>A case that waits for its turn.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Run">Measures it.</param>
internal sealed record PlannedCase(string Name, Func<CaseResult> Run);

/// <summary>A suite that waits for its turn.</summary>
/// <param name="Name">The suite.</param>
/// <param name="Unit">Of its rates.</param>
/// <param name="Limit">What the percentage is of.</param>
/// <param name="Cases">In order.</param>
internal sealed record PlannedSuite(string Name, string Unit, string Limit, IReadOnlyList<PlannedCase> Cases);
