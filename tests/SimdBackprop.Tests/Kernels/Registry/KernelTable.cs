using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The tables of entries that a process runs, by name.</summary>
internal static class KernelTable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Every public entry, on every tier: in one process, because to compile a kernel takes longer than its cases, and narrow matrices take a wide tier to the
    /// narrower ones' kernels.
    /// </summary>
    internal const string Entries = "entries";

    /// <summary>The entry that takes no options, and so no tier but the process's own.</summary>
    internal const string WithoutOptions = "entries without options";

    /// <summary>
    /// The markers' loads and stores alone: of all that touches memory only they differ where the hardware lacks a tier's vectors. (Of what
    /// markers compute then, <see cref="IsaTests{T}"/> tests what kernels would not show.)
    /// </summary>
    internal const string Markers = "markers";

    /// <summary>
    /// The tiers that a process runs a table on. Of the markers the portable one asks nothing about the hardware, and without it has vectors of another width.
    /// </summary>
    internal static IEnumerable<SimdTier> TiersOf(string name) =>
        name == Entries ? Runs.Tiers : name == Markers ? Runs.Tiers.Where(static tier => tier != SimdTier.Portable) : [SimdInfo.Tier];

    internal static IEnumerable<KernelEntry<T>> Named(string name, SimdTier tier) => name switch
    {
        Entries => [.. MarkerKernels<T>.All(tier), .. KernelRegistry<T>.On(tier)],
        WithoutOptions => KernelRegistry<T>.WithoutOptions,
        Markers => MarkerKernels<T>.All(tier),
        _ => FaultyKernels<T>.All.Where(entry => entry.Name == name),
    };
}
