namespace SimdBackprop.Tests;

public sealed class KernelOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    public void A_degree_of_zero_or_below_minus_one_is_refused(int degree)
    {
        ArgumentOutOfRangeException error =
            Assert.Throws<ArgumentOutOfRangeException>(() => new KernelOptions { MaxDegreeOfParallelism = degree });
        Assert.Equal(degree, error.ActualValue);
        Assert.Equal(nameof(KernelOptions.MaxDegreeOfParallelism), error.ParamName);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void A_tier_that_is_not_a_member_is_refused(int tier) =>
        Assert.Equal((SimdTier)tier, Assert.Throws<ArgumentOutOfRangeException>(() => new KernelOptions { Tier = (SimdTier)tier }).ActualValue);

    [Fact]
    public void Without_options_all_cores_and_the_tier_of_the_process_are_used()
    {
        Assert.Equal(-1, new KernelOptions().MaxDegreeOfParallelism);
        Assert.Null(new KernelOptions().Tier);
        Assert.Equal(Environment.ProcessorCount, KernelOptions.DegreeOf(null));
        Assert.Equal(Environment.ProcessorCount, KernelOptions.DegreeOf(new KernelOptions()));
        Assert.Equal(SimdInfo.Tier, KernelOptions.TierOf(null));
        Assert.Equal(SimdInfo.Tier, KernelOptions.TierOf(new KernelOptions()));
    }

    [Fact]
    public void A_degree_beyond_the_cores_and_any_tier_are_kept()
    {
        Assert.Equal(1_000, KernelOptions.DegreeOf(new KernelOptions { MaxDegreeOfParallelism = 1_000 }));
        Assert.All(Runs.Tiers, static tier => Assert.Equal(tier, KernelOptions.TierOf(new KernelOptions { Tier = tier })));
    }
}
