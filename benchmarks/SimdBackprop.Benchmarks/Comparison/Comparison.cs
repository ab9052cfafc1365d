namespace SimdBackprop.Benchmarks;

/// <summary>Everything that a run of compare found.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Libraries">The peers, and what each says that it is.</param>
/// <param name="Missing">Native peers that are not installed.</param>
/// <param name="Suites">The results.</param>
internal sealed record Comparison(
    CompareSettings Settings, IReadOnlyDictionary<string, string> Libraries, IReadOnlyList<KnownLibrary> Missing, IReadOnlyList<SuiteResult> Suites)
{
    /// <summary>How the time of square products grows; null if that was not asked for.</summary>
    internal Growth? Growth { get; init; }

    /// <summary>Over all suites.</summary>
    internal Totals Totals { get; } = new([.. Suites.SelectMany(suite => suite.Cases)]);

    internal IEnumerable<string> Faults => Suites.SelectMany(suite => suite.Cases).SelectMany(result => result.Faults);

    /// <summary>The peak of the run: the median over the products of what was measured in each one's own rounds; null if there were none.</summary>
    internal double? PeakGflops
    {
        get
        {
            IEnumerable<CaseResult> products = Suites.Where(suite => suite.Limit == FmaPeak.Description).SelectMany(suite => suite.Cases);
            double median = Median.Of(products.Select(result => result.Limit));
            return double.IsNaN(median) ? null : median;
        }
    }
}
