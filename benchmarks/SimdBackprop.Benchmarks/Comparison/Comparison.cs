namespace SimdBackprop.Benchmarks;

/// <summary>Everything that a run of compare found.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Missing">Native peers that are not installed.</param>
/// <param name="Suites">The results.</param>
internal sealed record Comparison(CompareSettings Settings, IReadOnlyList<KnownLibrary> Missing, IReadOnlyList<SuiteResult> Suites)
{
    internal IEnumerable<CaseResult> Cases => Suites.SelectMany(suite => suite.Cases);

    /// <summary>Over all suites.</summary>
    internal Totals Totals { get; } = new([.. Suites.SelectMany(suite => suite.Cases)]);

    /// <summary>The peak of the run: the median over the cases of what was measured in each case's own rounds.</summary>
    internal double PeakGflops => Median.Of(Cases.Select(result => result.Limit));

    internal IEnumerable<string> Faults => Cases.SelectMany(result => result.Faults);
}
