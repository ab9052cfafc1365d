namespace SimdBackprop.Tests;

/// <summary>The ways to run a kernel that must not change a bit: five tiers, and numbers of threads also beyond the cores.</summary>
internal static class Runs
{
    internal static readonly int[] Degrees = [1, 2, 3, 8];

    internal static readonly SimdTier[] Tiers = Enum.GetValues<SimdTier>();

    /// <summary>Every tier with every degree.</summary>
    internal static readonly KernelOptions[] All =
        [.. from tier in Tiers from degree in Degrees select new KernelOptions { Tier = tier, MaxDegreeOfParallelism = degree }];

    /// <summary>Every tier, on one thread and on three, with every gradient that is not on the stack taken strip by strip, however small, and where that is done beside the product's next strip or after its own.</summary>
    internal static readonly KernelOptions[] ByStrips =
        [
            .. from tier in Tiers
               from degree in new[] { 1, 3 }
               from far in new[] { 0, long.MaxValue }
               select new KernelOptions { Tier = tier, MaxDegreeOfParallelism = degree, GradientBytes = 0, FarTargetBytes = far },
        ];

    /// <summary>Every tier on the caller's thread, for kernels that know no threads.</summary>
    internal static readonly KernelOptions[] EachTier =
        [.. from tier in Tiers select new KernelOptions { Tier = tier, MaxDegreeOfParallelism = 1 }];

    internal static string Name(KernelOptions options) =>
        $"{SimdInfo.NameOf(options.Tier ?? SimdInfo.Tier)} on {options.MaxDegreeOfParallelism} threads{(options.GradientBytes is null ? "" : ", strip by strip")}{(options.FarTargetBytes == 0 ? ", beside the next" : "")}";
}
