using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Loader;

namespace SimdBackprop.Tests;

public sealed class SimdDispatchTests
{
    [Fact]
    public void Every_tier_has_a_name_that_leads_back_to_it()
    {
        foreach (SimdTier tier in Runs.Tiers)
        {
            string name = SimdInfo.NameOf(tier);
            Assert.True(SimdDispatch.TryParse(name, out SimdTier parsed));
            Assert.Equal(tier, parsed);
            Assert.True(SimdDispatch.TryParse(name.ToUpperInvariant(), out parsed));
            Assert.Equal(tier, parsed);
        }

        Assert.Equal(["avx512", "avx2", "vector128", "portable", "scalar"], SimdDispatch.Tiers.Select(static entry => entry.Name));
    }

    [Fact]
    public void A_name_or_a_number_that_is_no_tier_is_refused()
    {
        Assert.False(SimdDispatch.TryParse("avx", out _));
        Assert.False(SimdDispatch.TryParse("", out _));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SimdInfo.NameOf((SimdTier)17));
    }

    [Fact]
    public void The_best_tier_is_the_first_native_one_and_scalar_is_always_native()
    {
        Assert.True(SimdInfo.IsNative(SimdTier.Scalar));
        Assert.True(SimdInfo.IsNative(SimdDispatch.Best));
        Assert.DoesNotContain(
            SimdDispatch.Tiers.TakeWhile(static entry => entry.Tier != SimdDispatch.Best), static entry => SimdInfo.IsNative(entry.Tier));
    }

    [Fact]
    public void A_tier_that_runs_on_vectors_is_native_only_if_the_runtime_accelerates_them()
    {
        Assert.Equal(Vector512.IsHardwareAccelerated, SimdInfo.IsNative(SimdTier.Avx512));
        Assert.True(Vector256.IsHardwareAccelerated || !SimdInfo.IsNative(SimdTier.Avx2));
        Assert.Equal(Vector128.IsHardwareAccelerated, SimdInfo.IsNative(SimdTier.Vector128));
        Assert.Equal(Vector.IsHardwareAccelerated, SimdInfo.IsNative(SimdTier.Portable));
    }

    [Fact]
    public void Narrowed_for_so_many_elements_a_tier_is_the_widest_up_to_it_whose_vector_fits()
    {
        SimdTier[] widths = [SimdTier.Avx512, SimdTier.Avx2, SimdTier.Vector128, SimdTier.Scalar];
        for (int elements = 1; elements <= 70; elements++)
        {
            foreach (SimdTier tier in widths)
            {
                Assert.Equal(
                    widths.First(narrower => narrower <= tier && SimdDispatch.Lanes<float>(narrower) <= elements), SimdDispatch.Narrow<float>(tier, elements));
            }

            SimdTier portable = SimdDispatch.Narrow<double>(SimdTier.Portable, elements);
            Assert.Equal(elements >= Vector<double>.Count ? SimdTier.Portable : SimdTier.Scalar, portable);
        }
    }

    [Fact]
    public void The_lanes_of_a_tier_are_its_width_over_the_size_of_an_element()
    {
        (SimdTier Tier, int Bytes)[] widths =
            [(SimdTier.Avx512, 64), (SimdTier.Avx2, 32), (SimdTier.Vector128, 16), (SimdTier.Portable, Vector<byte>.Count)];
        foreach ((SimdTier tier, int bytes) in widths)
        {
            Assert.Equal(bytes / sizeof(float), SimdDispatch.Lanes<float>(tier));
            Assert.Equal(bytes / sizeof(double), SimdDispatch.Lanes<double>(tier));
        }

        Assert.Equal(1, SimdDispatch.Lanes<float>(SimdTier.Scalar));
        Assert.Equal(SimdDispatch.Lanes<double>(SimdInfo.Tier), SimdInfo.Lanes<double>());
    }

    [Fact]
    public void A_kernel_runs_on_the_marker_of_the_tier_asked_for()
    {
        foreach (SimdTier tier in Runs.Tiers)
        {
            Seen seen = default;
            SimdDispatch.Run<float, Witness, Seen>(tier, ref seen);
            Assert.Equal((tier, SimdDispatch.Lanes<float>(tier)), (seen.Tier, seen.Lanes));
        }
    }

    [Fact]
    public void The_reason_is_a_sentence_and_the_machine_has_cores()
    {
        Assert.NotEmpty(SimdInfo.Reason);
        Assert.Equal(Environment.ProcessorCount, SimdInfo.Cores);
        Assert.All(SimdInfo.Caches, static cache => Assert.True(cache.Level >= 1 && cache.Bytes >= 0));
    }

    private struct Seen
    {
        internal SimdTier Tier;
        internal int Lanes;
    }

    private readonly struct Witness : IKernel<float, Seen>
    {
        public static void Run<TIsa, TVec>(ref Seen arguments)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => arguments = new Seen { Tier = TIsa.Tier, Lanes = TIsa.Lanes };
    }
}

/// <summary>
/// The environment variable is read once a process, so each case loads a second copy of the library, with statics of its own, while the
/// variable is set. No other test runs meanwhile.
/// </summary>
[Collection(ExclusiveCollection.Name)]
public sealed class TierVariableTests
{
    [Fact]
    public void The_variable_forces_any_tier_by_name()
    {
        foreach (SimdTier tier in Runs.Tiers)
        {
            Assert.Equal(SimdInfo.NameOf(tier), TierOfFreshCopy(SimdInfo.NameOf(tier)));
            Assert.Equal(SimdInfo.NameOf(tier), TierOfFreshCopy($" {SimdInfo.NameOf(tier).ToUpperInvariant()} "));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Without_the_variable_the_best_tier_is_used(string? unset) => Assert.Equal(SimdInfo.NameOf(SimdDispatch.Best), TierOfFreshCopy(unset));

    [Fact]
    public void An_unknown_name_is_an_error_at_every_use_that_lists_the_names()
    {
        Exception? error = Assert.Throws<TargetInvocationException>(static () => TierOfFreshCopy("avx1024")).InnerException;
        Assert.IsType<InvalidOperationException>(error);
        Assert.Contains("SIMDBACKPROP_TIER is 'avx1024'", error.Message, StringComparison.Ordinal);
        Assert.All(SimdDispatch.Tiers, entry => Assert.Contains(entry.Name, error.Message, StringComparison.Ordinal));
    }

    private static string TierOfFreshCopy(string? variable)
    {
        string? before = Environment.GetEnvironmentVariable(SimdDispatch.TierVariable);
        AssemblyLoadContext context = new(name: null, isCollectible: true);
        try
        {
            Environment.SetEnvironmentVariable(SimdDispatch.TierVariable, variable);
            Type info = context.LoadFromAssemblyPath(typeof(SimdInfo).Assembly.Location).GetType(typeof(SimdInfo).FullName!, throwOnError: true)!;
            Assert.NotSame(typeof(SimdInfo), info);
            object? tier = info.GetProperty(nameof(SimdInfo.Tier))!.GetValue(null);
            return (string)info.GetMethod(nameof(SimdInfo.NameOf))!.Invoke(null, [tier])!;
        }
        finally
        {
            Environment.SetEnvironmentVariable(SimdDispatch.TierVariable, before);
            context.Unload();
        }
    }
}
