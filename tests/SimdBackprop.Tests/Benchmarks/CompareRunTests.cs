using System.Text.Json;
using System.Xml.Linq;

namespace SimdBackprop.Tests;

/// <summary>The comparison as a process, on products too small to take time. How fast anything was is nobody's business here.</summary>
public class CompareRunTests
{
    private static readonly string[] NoNativePeers = ["--without", "OpenBLAS", "--without", "BLIS", "--without", "oneDNN"];

    [Fact]
    public void Without_native_peers_there_is_no_best_and_the_exit_code_says_so()
    {
        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json");
        string html = Path.Combine(directory.Path, "results.html");
        ToolResult result = ToolProcess.Compare(
            [.. NoNativePeers, "--without", "MathNet", "--case", "TN 5 6 7", "--seconds", "0.001", "--json", json, "--html", html]);
        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        Assert.Contains("TN 5 6 7", result.Output, StringComparison.Ordinal);

        JsonElement root = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("geomean").GetProperty("best").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("worst").ValueKind);
        Assert.Equal(("float", 1), (root.GetProperty("type").GetString(), root.GetProperty("threads").GetInt32()));
        Assert.Equal(SimdInfo.NameOf(SimdInfo.Tier), root.GetProperty("tier").GetString());
        Assert.NotEmpty(root.GetProperty("machine").GetString()!);
        Assert.True(root.GetProperty("peakGflops").GetDouble() > 0);
        JsonElement only = Assert.Single(root.GetProperty("cases").EnumerateArray());
        Assert.Equal(("TN 5 6 7", "chain"), (only.GetProperty("name").GetString(), only.GetProperty("program").GetString()));
        Assert.True(only.GetProperty("correct").GetBoolean());
        Assert.Equal(0, only.GetProperty("allocatedBytes").GetInt64());
        Assert.True(only.GetProperty("ours").GetDouble() > 0);
        Assert.True(only.GetProperty("percentOfPeak").GetDouble() > 0);
        Assert.Equal(["TensorPrimitives"], only.GetProperty("peers").EnumerateObject().Select(peer => peer.Name));
        Assert.Equal(JsonValueKind.Null, only.GetProperty("ratioToBest").ValueKind);

        XDocument page = XDocument.Load(html);
        Assert.Equal(2, page.Descendants().Count(element => element.Name.LocalName == "svg"));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img");
    }

    [Fact]
    public void Type_tier_and_threads_are_those_asked_for()
    {
        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json");
        ToolResult result = ToolProcess.Compare(
            [
                .. NoNativePeers, "--without", "MathNet", "--without", "TensorPrimitives",
                "--case", "NT 1 9 70", "--type", "double", "--tier", "scalar", "--threads", "2", "--seconds", "0.001", "--json", json,
            ]);
        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        JsonElement root = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json));
        Assert.Equal(
            ("double", "scalar", 2),
            (root.GetProperty("type").GetString(), root.GetProperty("tier").GetString(), root.GetProperty("threads").GetInt32()));
        JsonElement only = Assert.Single(root.GetProperty("cases").EnumerateArray());
        Assert.Equal("lanes", only.GetProperty("program").GetString());
        Assert.True(only.GetProperty("correct").GetBoolean(), result.Output);

        // On several threads ours stands beside itself on one.
        Assert.Equal(["serial"], only.GetProperty("peers").EnumerateObject().Select(peer => peer.Name));
    }

    [Fact]
    public void Native_peers_that_are_installed_agree_and_those_that_are_not_are_named()
    {
        using TemporaryDirectory directory = new();
        string json = Path.Combine(directory.Path, "results.json");
        ToolResult result = ToolProcess.Compare(
            "--without", "MathNet", "--without", "TensorPrimitives", "--case", "NT 1 6 7", "--seconds", "0.001", "--json", json);
        JsonElement root = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json));
        JsonElement only = Assert.Single(root.GetProperty("cases").EnumerateArray());
        Assert.True(only.GetProperty("correct").GetBoolean(), result.Output);
        string[] here = [.. only.GetProperty("peers").EnumerateObject().Select(peer => peer.Name)];
        Assert.Equal(here.Length > 0 ? 0 : 1, result.ExitCode);
        (string, string)[] packages = [("OpenBLAS", "libopenblas0-pthread"), ("BLIS", "libblis4-openmp"), ("oneDNN", "libdnnl2")];
        Assert.All(packages, known => Assert.NotEqual(here.Contains(known.Item1), result.Errors.Contains(known.Item2, StringComparison.Ordinal)));
    }
}
