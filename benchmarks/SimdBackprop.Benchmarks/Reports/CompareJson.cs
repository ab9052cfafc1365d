using System.Runtime.InteropServices;
using System.Text.Json;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>The results as one JSON object; docs/benchmarks.md lists the fields.</summary>
internal static class CompareJson
{
    internal static void Write(string path, Comparison comparison)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file, JsonLine.Options with { Indented = true });
        CompareSettings settings = comparison.Settings;
        json.WriteStartObject();
        json.WriteString("machine", Machine.Description);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        if (SourceRevision.Commit is { } commit)
        {
            json.WriteString("commit", commit);
        }

        json.WriteString("type", settings.TypeName);
        json.WriteString("tier", SimdInfo.NameOf(settings.Tier));
        json.WriteNumberOrNull("peakGflops", comparison.PeakGflops);
        json.WriteNumber("threads", settings.Threads);
        json.WriteStartObject("libraries");
        foreach ((string name, string description) in comparison.Libraries)
        {
            json.WriteString(name, description);
        }

        json.WriteEndObject();
        json.WriteStartArray("cases");
        foreach (SuiteResult suite in comparison.Suites)
        {
            foreach (CaseResult result in suite.Cases)
            {
                WriteCase(json, suite, result);
            }
        }

        json.WriteEndArray();
        WriteTotals(json, comparison.Totals);
        if (comparison.Growth is { } growth)
        {
            WriteGrowth(json, growth);
        }

        json.WriteEndObject();
    }

    private static void WriteCase(Utf8JsonWriter json, SuiteResult suite, CaseResult result)
    {
        json.WriteStartObject();
        json.WriteString("suite", suite.Name);
        json.WriteString("name", result.Name);
        json.WriteString("unit", suite.Unit);
        json.WriteString("program", result.Program);
        json.WriteNumberOrNull("ours", result.Ours);
        json.WriteNumberOrNull("peak", result.Limit);
        json.WriteNumberOrNull("percentOfPeak", result.PercentOfLimit);
        json.WriteStartObject("peers");
        foreach (PeerResult peer in result.Peers)
        {
            json.WriteNumberOrNull(peer.Peer, peer.Rate);
        }

        json.WriteEndObject();
        json.WriteStartObject("ratios");
        foreach (PeerResult peer in result.Peers)
        {
            json.WriteNumberOrNull(peer.Peer, peer.Ratio);
        }

        json.WriteEndObject();
        json.WriteStartObject("routines");
        foreach (PeerResult peer in result.Peers)
        {
            json.WriteString(peer.Peer, peer.Routine);
        }

        json.WriteEndObject();
        json.WriteNumberOrNull("ratioToBest", result.RatioToBest);
        if (result.Traffic is { } traffic)
        {
            json.WriteNumber("trafficBytes", traffic.Fused);
            json.WriteNumber("trafficBytesUnfused", traffic.Unfused);
        }

        json.WriteNumber("allocatedBytes", result.AllocatedBytes);
        json.WriteBoolean("correct", result.Faults.Count == 0);
        json.WriteEndObject();
    }

    private static void WriteGrowth(Utf8JsonWriter json, Growth growth)
    {
        json.WriteStartObject("growth");
        json.WriteStartArray("steps");
        foreach (GrowthStep step in growth.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("size", step.Size);
            json.WriteNumberOrNull("ours", step.Rate);
            json.WriteNumberOrNull("factor", step.Factor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("worst", growth.Worst.Size);
        json.WriteNumber("steep", growth.Steep);
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, Totals totals)
    {
        json.WriteStartObject("geomean");
        foreach (string name in totals.Peers)
        {
            json.WriteNumberOrNull(name, totals.ByPeer[name]);
        }

        json.WriteNumberOrNull("best", totals.Best);
        json.WriteEndObject();
        if (totals.Worst is { } worst)
        {
            json.WriteStartObject("worst");
            json.WriteString("name", worst.Name);
            json.WriteNumberOrNull("ratioToBest", worst.RatioToBest);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("worst");
        }
    }
}
