using System.Text.Json;
using System.Xml.Linq;
using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

/// <summary>What is made of results, on made-up ones.</summary>
public class ComparisonReportTests
{
    private static readonly Comparison Results = new(
        new CompareSettings
        {
            Suites = [Suites.Square],
            Step = null,
            Case = null,
            InDouble = false,
            Threads = 2,
            Tier = SimdTier.Avx2,
            Seconds = 0.3,
            Libraries = [],
            Without = [],
            Json = null,
            Html = null,
        },
        new Dictionary<string, string> { ["first"] = "first 1.0", ["second <&\">"] = "second 2.0", ["managed"] = "managed 3.0" },
        Missing: [],
        [
            new SuiteResult(
                Suites.Square,
                "GFLOP/s",
                FmaPeak.Description,
                [
                    Case("NN 4 4 4", ours: 20, limit: 100, [Native("first", 10, 2), Native("second <&\">", 40, 0.5), Managed("managed", 1, 20)]),
                    Case("NN 8 8 8", ours: 90, limit: 110, [Native("first", 30, 3), Managed("managed", 300, 0.3)]),
                ]),
        ]);

    [Fact]
    public void The_best_is_the_native_peer_that_ours_looks_worst_against()
    {
        Assert.Equal([0.5, 3.0], Results.Suites[0].Cases.Select(result => result.RatioToBest));
        Assert.Equal(Math.Sqrt(1.5), Results.Totals.Best!.Value, 12);
        Assert.Equal("NN 4 4 4", Results.Totals.Worst!.Name);
    }

    [Fact]
    public void A_peers_mean_is_over_the_cases_it_took_part_in()
    {
        Assert.Equal(Math.Sqrt(6), Results.Totals.ByPeer["first"]!.Value, 12);
        Assert.Equal(0.5, Results.Totals.ByPeer["second <&\">"]!.Value, 12);
    }

    [Fact]
    public void Managed_peers_alone_make_no_best()
    {
        Totals totals = new([Case("NN 4 4 4", 1, 2, [Managed("managed", 1, 1)])]);
        Assert.Null(totals.Best);
        Assert.Null(totals.Worst);
        Assert.NotNull(totals.ByPeer["managed"]);
    }

    [Fact]
    public void The_peak_is_the_median_over_the_products()
    {
        Assert.Equal(105, Results.PeakGflops);
        Assert.Null((Results with { Suites = [new SuiteResult(Suites.Level2, "GB/s", BandwidthStream.Description, Results.Suites[0].Cases)] }).PeakGflops);
    }

    [Fact]
    public void The_file_has_every_field()
    {
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "results.json");
        CompareJson.Write(path, Results);
        JsonElement root = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));
        Assert.Equal(
            ("float", "avx2", 2, 105.0),
            (
                root.GetProperty("type").GetString(),
                root.GetProperty("tier").GetString(),
                root.GetProperty("threads").GetInt32(),
                root.GetProperty("peakGflops").GetDouble()));
        Assert.NotEmpty(root.GetProperty("machine").GetString()!);
        Assert.StartsWith(".NET", root.GetProperty("runtime").GetString(), StringComparison.Ordinal);
        Assert.Equal("second 2.0", root.GetProperty("libraries").GetProperty("second <&\">").GetString());
        JsonElement first = root.GetProperty("cases")[0];
        Assert.Equal("NN 4 4 4", first.GetProperty("name").GetString());
        Assert.Equal("chain", first.GetProperty("program").GetString());
        Assert.Equal(20, first.GetProperty("ours").GetDouble());
        Assert.Equal(20, first.GetProperty("percentOfPeak").GetDouble());
        Assert.Equal(40, first.GetProperty("peers").GetProperty("second <&\">").GetDouble());
        Assert.Equal(2, first.GetProperty("ratios").GetProperty("first").GetDouble());
        Assert.Equal("gemm", first.GetProperty("routines").GetProperty("first").GetString());
        Assert.Equal(0.5, first.GetProperty("ratioToBest").GetDouble());
        Assert.Equal(0, first.GetProperty("allocatedBytes").GetInt64());
        Assert.Equal(Math.Sqrt(1.5), root.GetProperty("geomean").GetProperty("best").GetDouble(), 12);
        Assert.Equal(Math.Sqrt(6), root.GetProperty("geomean").GetProperty("first").GetDouble(), 12);
        Assert.Equal("NN 4 4 4", root.GetProperty("worst").GetProperty("name").GetString());
        Assert.Equal(0.5, root.GetProperty("worst").GetProperty("ratioToBest").GetDouble());
    }

    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_else()
    {
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "results.html");
        ComparePage.Write(path, Results);
        XDocument page = XDocument.Load(path);
        XElement[] pictures = [.. page.Descendants().Where(element => element.Name.LocalName == "svg")];
        Assert.Equal(2, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal("http://www.w3.org/2000/svg", picture.Name.NamespaceName));
        Assert.Contains(pictures[0].Descendants(), element => element.Value == FmaPeak.Description);
        Assert.All(pictures, picture => Assert.Contains(picture.Descendants(), element => element.Value == "second <&\">"));

        // Bars for native peers alone: three results, and two keys of the legend.
        Assert.Equal(5, pictures[1].Descendants().Count(element => element.Name.LocalName == "rect" && (string?)element.Attribute("class") != "paper"));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.Contains("prefers-color-scheme: dark", page.Root!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_steepest_step_is_named_in_the_file_and_drawn_on_the_page()
    {
        Comparison comparison = Results with { Growth = new Growth([new(9, 30, 1.1), new(10, 20, 1.5), new(11, 25, 0.9)]) };
        Assert.Equal((10, 1), (comparison.Growth.Worst.Size, comparison.Growth.Steep));
        Assert.Contains("from 9 to 10, 1.50 times", comparison.Growth.Summary, StringComparison.Ordinal);

        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json"), html = Path.Combine(directory.Path, "results.html");
        CompareJson.Write(json, comparison);
        JsonElement growth = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json)).GetProperty("growth");
        Assert.Equal((10, 1), (growth.GetProperty("worst").GetInt32(), growth.GetProperty("steep").GetInt32()));
        JsonElement second = growth.GetProperty("steps")[1];
        Assert.Equal((10, 20.0, 1.5), (second.GetProperty("size").GetInt32(), second.GetProperty("ours").GetDouble(), second.GetProperty("factor").GetDouble()));

        ComparePage.Write(html, comparison);
        XElement[] pictures = [.. XDocument.Load(html).Descendants().Where(element => element.Name.LocalName == "svg")];
        Assert.Equal(4, pictures.Length);
        Assert.All(pictures[2..], picture => Assert.Equal(3, picture.Descendants().Count(element => element.Name.LocalName == "circle")));
        Assert.Single(pictures[3].Descendants(), element => (string?)element.Attribute("class") == "level");
    }

    [Fact]
    public void A_figure_that_is_not_the_general_routines_says_so()
    {
        PeerResult special = new("first", IsNative: true, "sgemv", IsSpecial: true, Rate: 1, Ratio: 1);
        ResultTable table = new(new SuiteResult("case", "GFLOP/s", FmaPeak.Description, [Case("NT 1 4 4", 1, 2, [special])]));
        Assert.Contains("sgemv", Assert.Single(table.Notes), StringComparison.Ordinal);
        Assert.Empty(new ResultTable(Results.Suites[0]).Notes);
    }

    private static PeerResult Native(string name, double rate, double ratio) => new(name, IsNative: true, "gemm", IsSpecial: false, rate, ratio);

    private static PeerResult Managed(string name, double rate, double ratio) => new(name, IsNative: false, "Multiply", IsSpecial: false, rate, ratio);

    private static CaseResult Case(string name, double ours, double limit, IReadOnlyList<PeerResult> peers) => new()
    {
        Name = name,
        Program = DefiningProgram.Chain,
        Ours = ours,
        Limit = limit,
        PercentOfLimit = 100 * ours / limit,
        Peers = peers,
        AllocatedBytes = 0,
        Faults = [],
    };
}
