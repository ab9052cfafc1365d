namespace SimdBackprop.Benchmarks;

/// <summary>What the clock said about one contestant.</summary>
/// <param name="Contestant">Who.</param>
/// <param name="SecondsPerCall">Seconds a call, a number for each round; NaN for a round that it sat out.</param>
/// <param name="CallsPerRound">Calls in a round.</param>
internal sealed record Timing(Contestant Contestant, IReadOnlyList<double> SecondsPerCall, int CallsPerRound)
{
    /// <summary>Work in billions a second in the median round.</summary>
    internal double Rate { get; } = Contestant.Work / Median.Of(SecondsPerCall) / 1e9;

    /// <summary>
    /// How many times as fast as the other: the median of the ratios within a round. The two are only milliseconds apart there, so that a
    /// clock that drifts from round to round, or a neighbour that stays for some of them, cancels out. That would not be so
    /// for the ratio of the two medians, which come from different rounds.
    /// </summary>
    internal double RatioTo(Timing other) =>
        Median.Of(SecondsPerCall.Zip(other.SecondsPerCall, (mine, theirs) => Contestant.Work / mine / (other.Contestant.Work / theirs)));
}
