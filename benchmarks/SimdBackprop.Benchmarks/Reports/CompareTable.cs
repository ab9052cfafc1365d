using System.Globalization;
using Spectre.Console;

namespace SimdBackprop.Benchmarks;

/// <summary>The results as tables, a suite each.</summary>
internal static class CompareTable
{
    /// <summary>Output that goes to a file or a pipe is not to be broken at a terminal's width.</summary>
    private const int WidthWithoutTerminal = 250;

    internal static void Write(Comparison comparison)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        CompareSettings settings = comparison.Settings;
        console.WriteLine($"{Machine.Description}; {settings.TypeName}, tier {SimdInfo.NameOf(settings.Tier)}, threads {settings.Threads}");
        foreach ((string name, string description) in comparison.Libraries)
        {
            console.WriteLine($"  {name}: {description}");
        }

        foreach (SuiteResult suite in comparison.Suites)
        {
            console.WriteLine();
            console.WriteLine($"{suite.Name}: {suite.Unit}, percent of the {suite.Limit}, and in brackets how many times as fast ours is");
            WriteSuite(console, suite);
        }

        foreach (string fault in comparison.Faults)
        {
            console.WriteLine($"WRONG: {fault}");
        }
    }

    private static void WriteSuite(IAnsiConsole console, SuiteResult suite)
    {
        Totals totals = new(suite.Cases);
        Table table = new Table().Border(TableBorder.Simple);
        AddColumn(table, "case", rightAligned: false);
        AddColumn(table, "program", rightAligned: false);
        foreach (string heading in (IEnumerable<string>)["ours", "percent", "limit", .. totals.Peers, "best"])
        {
            AddColumn(table, heading, rightAligned: true);
        }

        foreach (CaseResult result in suite.Cases)
        {
            table.AddRow(
            [
                result.Name,
                result.Program,
                Number(result.Ours),
                Number(result.PercentOfLimit),
                Number(result.Limit),
                .. totals.Peers.Select(name => Cell(result.Peers.FirstOrDefault(peer => peer.Peer == name))),
                Ratio(result.RatioToBest),
            ]);
        }

        table.AddRow(["geometric mean", "", "", "", "", .. totals.Peers.Select(name => Ratio(totals.ByPeer[name])), Ratio(totals.Best)]);
        console.Write(table);
        if (totals.Worst is { } worst)
        {
            console.WriteLine($"worst: {worst.Name}, {Ratio(worst.RatioToBest)} of the best native peer");
        }
    }

    private static void AddColumn(Table table, string heading, bool rightAligned)
    {
        TableColumn column = new TableColumn(heading).NoWrap().PadLeft(0).PadRight(1);
        table.AddColumn(rightAligned ? column.RightAligned() : column);
    }

    private static string Cell(PeerResult? peer) => peer is null ? "-" : $"{Number(peer.Rate)} ({Ratio(peer.Ratio)})";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Ratio(double? value) => value is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
