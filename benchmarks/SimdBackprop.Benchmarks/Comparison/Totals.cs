namespace SimdBackprop.Benchmarks;

/// <summary>What several cases say together.</summary>
internal sealed class Totals
{
    internal Totals(IReadOnlyList<CaseResult> cases)
    {
        Peers = [.. cases.SelectMany(result => result.Peers).Select(peer => peer.Peer).Distinct()];
        ByPeer = Peers.ToDictionary(name => name, name => GeometricMean.Of(Ratios(cases, name)));
        Best = GeometricMean.Of(cases.Select(result => result.RatioToBest).OfType<double>());
        Worst = cases.Where(result => result.RatioToBest is not null).MinBy(result => result.RatioToBest);
    }

    /// <summary>All that took part anywhere, in order of appearance.</summary>
    internal IReadOnlyList<string> Peers { get; }

    /// <summary>The geometric mean of the ratios to each peer, over the cases it took part in.</summary>
    internal IReadOnlyDictionary<string, double?> ByPeer { get; }

    /// <summary>The geometric mean of the ratios to the best native peer of each case; null if there was none.</summary>
    internal double? Best { get; }

    /// <summary>The case that is furthest behind; null without native peers.</summary>
    internal CaseResult? Worst { get; }

    private static IEnumerable<double> Ratios(IEnumerable<CaseResult> cases, string peer) =>
        cases.SelectMany(result => result.Peers).Where(result => result.Peer == peer).Select(result => result.Ratio);
}
