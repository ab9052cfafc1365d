using System.Numerics;
using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

public class FmaPeakTests
{
    public static TheoryData<SimdTier> Tiers => [.. Enum.GetValues<SimdTier>()];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void The_peak_counts_two_operations_for_each_lane_of_24000_multiply_adds_on_every_thread(SimdTier tier)
    {
        Crew crew = new(2);
        Contestant peak = FmaPeak.Create<double>(tier, crew);
        int lanes = tier switch
        {
            SimdTier.Avx512 => 8,
            SimdTier.Avx2 => 4,
            SimdTier.Vector128 => 2,
            SimdTier.Portable => Vector<double>.Count,
            _ => 1,
        };
        Assert.Equal(2.0 * 24_000 * lanes * 2, peak.Work);
        peak.Run(1);
    }
}
