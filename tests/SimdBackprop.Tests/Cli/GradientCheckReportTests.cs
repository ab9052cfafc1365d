using System.Text.Json;
using SimdBackprop.Checking;
using SimdBackprop.Cli;

namespace SimdBackprop.Tests;

public class GradientCheckReportTests
{
    /// <summary>The networks that the tool makes are right, so the wrong gradient has to be another's.</summary>
    [Fact]
    public void A_wrong_direction_is_reported_with_the_entry_it_leads_to()
    {
        GradientCheckRun run = new()
        {
            Settings = new NetworkSettings
            {
                Data = null,
                TestShare = 0.2,
                Layers = new HiddenLayers([]),
                Activation = ActivationChoice.Named("tanh"),
                Cost = "squared-error",
                L2 = 0,
                Batch = 1,
                Seed = 0,
                Threads = 1,
            },
            Data = "none",
            Network = "a sum",
            Parameters = 3,
            Samples = 1,
            Tier = "scalar",
            Result = GradientCheck.Check(
                x => x[0] + x[1] + x[2],
                (_, g) => (g[0], g[1], g[2]) = (1, 1.5, 1),
                [1, 2, 3],
                new GradientCheckOptions { Mode = GradientCheckMode.Directional }),
        };

        using StringWriter text = new();
        GradientCheckText.Write(text, run);
        Assert.Contains(
            "x[1], found by halving a wrong direction: analytic 1.5000000e+00, numeric 1.0000000e+00", text.ToString(), StringComparison.Ordinal);

        using StringWriter line = new();
        JsonLine.Write(line, json => GradientCheckJson.Write(json, run));
        using JsonDocument document = JsonDocument.Parse(line.ToString());
        JsonElement found = document.RootElement.GetProperty("arrays")[0].GetProperty("wrongEntry");
        Assert.Equal(
            ("x[1]", 1, 1.5),
            (found.GetProperty("name").GetString(), found.GetProperty("index").GetInt32(), found.GetProperty("analytic").GetDouble()));
    }
}
