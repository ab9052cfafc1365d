using System.Globalization;

namespace SimdBackprop.Benchmarks;

/// <summary>A suite's results as words and numbers in rows, for a terminal or a page.</summary>
internal sealed class ResultTable
{
    /// <summary>Columns from the left that hold words.</summary>
    internal const int WordColumns = 2;

    internal ResultTable(SuiteResult suite)
    {
        Totals totals = new(suite.Cases);
        Title = $"{suite.Name}: {suite.Unit}, percent of the {suite.Limit}, and in brackets how many times as fast ours is";
        Headings = ["case", "program", "ours", "%", "limit", .. totals.Peers, "best native"];
        Rows =
        [
            .. suite.Cases.Select(result => Row(result, totals.Peers)),
            ["geometric mean", "", "", "", "", .. totals.Peers.Select(name => Ratio(totals.ByPeer[name])), Ratio(totals.Best)],
        ];
        Notes =
        [
            .. from result in suite.Cases
               from peer in result.Peers
               where peer.IsSpecial
               select $"{result.Name}: {peer.Peer} is fastest by {peer.Routine}, which is its figure here",
        ];
        Worst = totals.Worst is { } worst ? $"worst: {worst.Name}, {Ratio(worst.RatioToBest)} of the best native peer" : "no native peer took part";
    }

    /// <summary>What the numbers are.</summary>
    internal string Title { get; }

    internal IReadOnlyList<string> Headings { get; }

    /// <summary>A row each case, then the geometric means.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>Figures that do not come from a peer's general routine.</summary>
    internal IReadOnlyList<string> Notes { get; }

    /// <summary>The case that is furthest behind.</summary>
    internal string Worst { get; }

    internal static string Ratio(double? value) => value is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    internal static string Rate(double value) => value < 1e8
        ? value.ToString("0.0", CultureInfo.InvariantCulture)
        : (value / 1e9).ToString("0.00 G", CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Row(CaseResult result, IEnumerable<string> peers) =>
    [
        result.Name,
        result.Traffic is { } traffic ? $"{result.Program}; {Rate(traffic.Fused / 1e6)} MB, written {Rate(traffic.Unfused / 1e6)}" : result.Program,
        Rate(result.Ours),
        Rate(result.PercentOfLimit),
        Rate(result.Limit),
        .. peers.Select(name => Cell(result.Peers.FirstOrDefault(peer => peer.Peer == name))),
        Ratio(result.RatioToBest),
    ];

    private static string Cell(PeerResult? peer) => peer is null ? "-" : $"{Rate(peer.Rate)} ({Ratio(peer.Ratio)})";
}
