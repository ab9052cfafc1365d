using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace SimdBackprop.Tests;

/// <summary>The same bits from the tool on every tier, number of threads and setting of the runtime.</summary>
public class ToolDeterminismTests
{
    // 64 samples × 64 inputs × 128 outputs are half a million multiply-adds: above the threshold for threads (200,000).
    private static readonly string[] Training = ["train", "--json", "--epochs", "2", "--layers", "128,96", "--batch", "64", "--activation", "silu"];

    private static readonly Lazy<string> Expected = new(() => Hash(ToolProcess.Run(Training).Summary));

    [Fact]
    public void Two_runs_end_with_the_same_weights_and_another_seed_with_others()
    {
        Assert.Equal(Expected.Value, Hash(ToolProcess.Run(Training).Summary));
        Assert.NotEqual(Expected.Value, Hash(ToolProcess.Run([.. Training, "--seed", "1"]).Summary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        JsonElement summary = ToolProcess.Run([.. Training, "--threads", $"{threads}"]).Summary;
        Assert.Equal((threads, Expected.Value), (summary.GetProperty("threads").GetInt32(), Hash(summary)));
    }

    [Theory]
    [InlineData("avx512")]
    [InlineData("avx2")]
    [InlineData("vector128")]
    [InlineData("portable")]
    [InlineData("scalar")]
    public void The_tier_changes_no_bit(string tier)
    {
        JsonElement summary = ToolProcess.RunWith([("SIMDBACKPROP_TIER", tier)], Training).Summary;
        Assert.Equal((tier, Expected.Value), (summary.GetProperty("tier").GetString(), Hash(summary)));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", "avx2")]
    [InlineData("DOTNET_PreferredVectorBitWidth", "256", "avx2")]
    [InlineData("DOTNET_EnableAVX2", "0", "vector128")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", "scalar")]
    public void The_runtimes_knobs_choose_the_tier_and_change_no_bit(string knob, string value, string tier)
    {
        // Without FMA the runtime computes it in software, 35 times slower: a smaller network keeps that to seconds.
        bool inSoftware = tier is "vector128" or "scalar";
        string[] training = inSoftware ? ["train", "--json", "--epochs", "1", "--layers", "16"] : Training;
        JsonElement summary = ToolProcess.RunWith([(knob, value)], training).Summary;

        Assert.Equal(inSoftware ? Hash(ToolProcess.Run(training).Summary) : Expected.Value, Hash(summary));
        if (Vector512.IsHardwareAccelerated || (tier != "avx2" && Avx2.IsSupported && Fma.IsSupported))
        {
            Assert.Equal(tier, summary.GetProperty("tier").GetString());
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    public void Double_and_erf_give_the_same_bits_under_the_knobs(string knob, string value)
    {
        string[] training = ["train", "--json", "--epochs", "1", "--layers", "12", "--activation", "gelu", "--cost", "squared-error", "--type", "double"];
        Assert.Equal(Hash(ToolProcess.Run(training).Summary), Hash(ToolProcess.RunWith([(knob, value)], training).Summary));
    }

    private static string Hash(JsonElement summary) => summary.GetProperty("weightsHash").GetString()!;
}
