using System.Text.Json;

namespace SimdBackprop.Tests;

public class ToolInfoTests
{
    [Fact]
    public void Info_says_what_this_process_sees_too()
    {
        JsonElement info = ToolProcess.RunWith([("SIMDBACKPROP_TIER", SimdInfo.NameOf(SimdInfo.Tier))], "info", "--json").Summary;
        Assert.Equal(SimdInfo.NameOf(SimdInfo.Tier), info.GetProperty("tier").GetString());
        Assert.Contains("SIMDBACKPROP_TIER", info.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(SimdInfo.Lanes<float>(), info.GetProperty("lanesFloat").GetInt32());
        Assert.Equal(SimdInfo.Lanes<double>(), info.GetProperty("lanesDouble").GetInt32());
        Assert.Equal(SimdInfo.HasHardwareFma, info.GetProperty("fma").GetBoolean());
        Assert.Equal(SimdInfo.Cores, info.GetProperty("cores").GetInt32());
        IEnumerable<long> caches = info.GetProperty("caches").EnumerateArray().Select(cache => cache.GetProperty("bytes").GetInt64());
        Assert.Equal(SimdInfo.Caches.Select(cache => cache.Bytes), caches);
    }

    [Theory]
    [InlineData("scalar", 1, 1)]
    [InlineData("avx512", 16, 8)]
    public void Info_follows_a_forced_tier(string tier, int lanesFloat, int lanesDouble)
    {
        JsonElement info = ToolProcess.RunWith([("SIMDBACKPROP_TIER", tier)], "info", "--json").Summary;
        Assert.Equal(
            (tier, lanesFloat, lanesDouble),
            (info.GetProperty("tier").GetString(), info.GetProperty("lanesFloat").GetInt32(), info.GetProperty("lanesDouble").GetInt32()));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", SimdTier.Avx2, "256-bit")]
    [InlineData("DOTNET_EnableAVX2", SimdTier.Vector128, "128-bit")]
    [InlineData("DOTNET_EnableHWIntrinsic", SimdTier.Scalar, "no vectors")]
    public void Info_says_how_far_the_runtime_goes(string knob, SimdTier tier, string reason)
    {
        if (SimdInfo.IsNative(tier))
        {
            JsonElement info = ToolProcess.RunWith([(knob, "0")], "info", "--json").Summary;
            Assert.Equal(SimdInfo.NameOf(tier), info.GetProperty("tier").GetString());
            Assert.Contains(reason, info.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_hardware_FMA_info_says_so()
    {
        JsonElement info = ToolProcess.RunWith([("DOTNET_EnableHWIntrinsic", "0")], "info", "--json").Summary;
        Assert.False(info.GetProperty("fma").GetBoolean());
        Assert.Contains("software", info.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_has_a_line_for_each_thing_and_no_escape_codes()
    {
        ToolResult result = ToolProcess.Run("info");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain('\x1b', result.Output);
        Assert.All(["tier", "lanes", "fma", "cores"], word => Assert.Contains($"{word} ", result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help", "simdbackprop train --json")]
    [InlineData("train --help", "--plot")]
    [InlineData("info --help", "simdbackprop info --json")]
    public void Help_has_options_and_examples(string commandLine, string expected)
    {
        ToolResult result = ToolProcess.Run(commandLine.Split(' '));
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_that_of_the_library()
    {
        string version = typeof(SimdInfo).Assembly.GetName().Version!.ToString(3);
        Assert.StartsWith(version, ToolProcess.Run("--version").Output, StringComparison.Ordinal);
    }
}
