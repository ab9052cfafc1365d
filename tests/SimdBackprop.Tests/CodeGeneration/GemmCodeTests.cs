namespace SimdBackprop.Tests;

/// <summary>The machine code of every micro-kernel that is native here, as the runtime generates it on this machine.</summary>
public sealed class GemmCodeTests
{
    [FmaTheory]
    [InlineData(null, null)]
    [InlineData("DOTNET_EnableAVX512", "0")] // 16 registers instead of 32: where accumulators would spill first
    public void Every_kernel_is_one_loop_with_one_multiply_add_for_each_accumulator(string? knob, string? value)
    {
        CodeDump dump = CodeDump.Of(GemmKernelTour.Command, "*GemmMicroKernel:Run* *GemmTransposingKernel:Rounds*", (knob, value));

        SimdTier[] tiers = [.. dump.Lines.Select(Tier)];
        IEnumerable<SimdTier> nativeHere = Runs.Tiers.Where(SimdInfo.IsNative);
        Assert.Superset(nativeHere.Where(tier => knob is null || tier != SimdTier.Avx512).ToHashSet(), tiers.ToHashSet());
        Assert.False(knob is not null && tiers.Contains(SimdTier.Avx512), $"{knob}={value} had no effect");

        IReadOnlyList<string> faults = GemmCodeRules.Faults(dump.Listings, GemmKernelName.All(tiers));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static SimdTier Tier(string name) =>
        SimdDispatch.TryParse(name, out SimdTier tier) ? tier : throw new InvalidOperationException($"The tour names no tier: {name}");
}
