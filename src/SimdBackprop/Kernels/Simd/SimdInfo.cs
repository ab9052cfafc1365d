using System.Numerics;

namespace SimdBackprop;

/// <summary>What this process runs on: the tier in use and why, its width, and the machine as the runtime sees it.</summary>
public static class SimdInfo
{
    /// <summary>The tier used by every call that does not name one in <see cref="KernelOptions.Tier"/>.</summary>
    /// <exception cref="InvalidOperationException">The environment variable SIMDBACKPROP_TIER is set and names no tier.</exception>
    public static SimdTier Tier => SimdDispatch.Default;

    /// <summary>The name of a tier as SIMDBACKPROP_TIER spells it: avx512, avx2, vector128, portable or scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of the enumeration.</exception>
    public static string NameOf(SimdTier tier) => SimdDispatch.NameOf(tier);

    /// <summary>Whether the machine runs the tier's vectors in hardware. A tier that it lacks is emulated: same bits, slower.</summary>
    public static bool IsNative(SimdTier tier) => SimdDispatch.IsNative(tier);

    /// <summary>One sentence on why <see cref="Tier"/> is what it is.</summary>
    /// <exception cref="InvalidOperationException">The environment variable SIMDBACKPROP_TIER is set and names no tier.</exception>
    public static string Reason
    {
        get
        {
            SimdTier tier = Tier;
            string found = (SimdDispatch.IsForced, tier) switch
            {
                (true, _) => $"forced by {SimdDispatch.TierVariable}" + (IsNative(tier) ? "" : "; emulated, the hardware or the runtime lacks it"),
                (_, SimdTier.Avx512) => "the runtime accelerates 512-bit vectors on this processor",
                (_, SimdTier.Avx2) => "the runtime accelerates 256-bit vectors with FMA, but not (or by choice not) 512-bit ones",
                (_, SimdTier.Vector128) => "the runtime accelerates 128-bit vectors only",
                (_, SimdTier.Portable) => "the runtime accelerates Vector<T> only",
                _ => "the runtime accelerates no vectors here",
            };
            return HasHardwareFma ? found : found + "; fused multiply-add runs in software";
        }
    }

    /// <summary>Elements in one vector of <see cref="Tier"/>.</summary>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static int Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        return SimdDispatch.Lanes<T>(Tier);
    }

    /// <summary>Whether fused multiply-add is one instruction; otherwise it is computed in software, same bits, about 35 times slower.</summary>
    public static bool HasHardwareFma => SimdDispatch.HasHardwareFma;

    /// <summary>Processors this process may use.</summary>
    public static int Cores => Environment.ProcessorCount;

    /// <summary>The data and unified caches of the first core as the operating system reports them; empty where it does not.</summary>
    public static IReadOnlyList<CacheInfo> Caches { get; } = CacheInfo.Read();
}
