using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary>A kernel body, written once, that <see cref="SimdDispatch"/> instantiates for the tier asked for.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TArguments">What the kernel reads and where it writes; results travel back in it.</typeparam>
internal interface IKernel<T, TArguments>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TArguments : struct, allows ref struct
{
    static abstract void Run<TIsa, TVec>(ref TArguments arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>
/// The one place that knows which instruction sets there are, which of them this machine runs natively, and that turns a
/// tier into a marker struct. Kernels contain no question about the machine.
/// </summary>
internal static class SimdDispatch
{
    internal const string TierVariable = "SIMDBACKPROP_TIER";

    /// <summary>The tiers by their public names, best first: the order in which a native one is looked for.</summary>
    internal static readonly (string Name, SimdTier Tier)[] Tiers =
    [
        ("avx512", SimdTier.Avx512),
        ("avx2", SimdTier.Avx2),
        ("vector128", SimdTier.Vector128),
        ("portable", SimdTier.Portable),
        ("scalar", SimdTier.Scalar),
    ];

    private static int _environmentTier = -1;

    /// <summary>Runs the kernel on the tier: the only switch over instruction sets.</summary>
    internal static void Run<T, TKernel, TArguments>(SimdTier tier, ref TArguments arguments)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IKernel<T, TArguments>
        where TArguments : struct, allows ref struct
    {
        switch (tier)
        {
            case SimdTier.Avx512:
                TKernel.Run<Vector512Isa<T>, Vector512<T>>(ref arguments);
                break;
            case SimdTier.Avx2:
                TKernel.Run<Vector256Isa<T>, Vector256<T>>(ref arguments);
                break;
            case SimdTier.Vector128:
                TKernel.Run<Vector128Isa<T>, Vector128<T>>(ref arguments);
                break;
            case SimdTier.Portable:
                TKernel.Run<PortableIsa<T>, Vector<T>>(ref arguments);
                break;
            default:
                TKernel.Run<ScalarIsa<T>, T>(ref arguments);
                break;
        }
    }

    /// <summary>Lanes of one vector of the tier.</summary>
    internal static int Lanes<T>(SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tier switch
        {
            SimdTier.Avx512 => Vector512<T>.Count,
            SimdTier.Avx2 => Vector256<T>.Count,
            SimdTier.Vector128 => Vector128<T>.Count,
            SimdTier.Portable => Vector<T>.Count,
            _ => 1,
        };

    /// <summary>The tier itself if one of its vectors fits into so many elements, else the next narrower one that does; scalars always do.</summary>
    internal static SimdTier Narrow<T>(SimdTier tier, nint elements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Straight down instead of step by step: tiny products come through here.
        SimdTier fitting = elements >= Vector512<T>.Count ? SimdTier.Avx512
            : elements >= Vector256<T>.Count ? SimdTier.Avx2
            : elements >= Vector128<T>.Count ? SimdTier.Vector128
            : SimdTier.Scalar;
        return tier != SimdTier.Portable ? (fitting < tier ? fitting : tier) : elements >= Vector<T>.Count ? tier : SimdTier.Scalar;
    }

    /// <summary>Whether the machine executes the tier's vectors in hardware; otherwise the runtime emulates them, same bits.</summary>
    internal static bool IsNative(SimdTier tier) => tier switch
    {
        // Not Avx512F.IsSupported: that stays true when the runtime is told to prefer 256 bits.
        SimdTier.Avx512 => Vector512.IsHardwareAccelerated,
        SimdTier.Avx2 => Vector256.IsHardwareAccelerated && HasFma,
        SimdTier.Vector128 => Vector128.IsHardwareAccelerated,
        SimdTier.Portable => Vector.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>Whether a fused multiply-add is one instruction here; otherwise the runtime computes it in software.</summary>
    internal static bool HasHardwareFma => HasFma || AdvSimd.IsSupported;

    // What a marker struct needs beside the vectors' own operations. Constants to the code generator, so that asking costs nothing.
    internal static bool HasPrefetch => Sse.IsSupported;

    internal static bool HasFma => Fma.IsSupported;

    internal static bool HasUnpack512 => Avx512F.IsSupported;

    /// <summary>
    /// Whether the units that compute are as wide as the widest vectors; else each such operation occupies two of them, and shuffles keep multiply-adds waiting. AMD's processors say so (CPUID 8000_001Ah,
    /// EAX bits 2 and 3: units of 256 and of 512 bits); those that say nothing are taken for wide. A constant to code that is generated after the first use.
    /// </summary>
    internal static readonly bool HasUnits512 = !SaysUnitsOf256();

    internal static bool HasMasks512 => Avx512F.IsSupported;

    internal static bool HasMasks256 => Avx.IsSupported;

    internal static bool HasMasks128 => Avx.IsSupported;

    internal static bool HasUnpack256 => Avx.IsSupported;

    internal static bool HasUnpack128 => Sse2.IsSupported;

    internal static bool HasZip128 => AdvSimd.Arm64.IsSupported;

    /// <summary>The best tier this machine runs natively.</summary>
    internal static SimdTier Best
    {
        get
        {
            foreach ((_, SimdTier tier) in Tiers)
            {
                if (IsNative(tier))
                {
                    return tier;
                }
            }

            return SimdTier.Scalar;
        }
    }

    /// <summary>The tier used when a call does not name one: the environment's if it is set, else the best.</summary>
    /// <exception cref="InvalidOperationException">The environment variable names no tier.</exception>
    internal static SimdTier Default
    {
        get
        {
            int tier = Volatile.Read(ref _environmentTier);
            return tier >= 0 ? (SimdTier)tier : ReadEnvironment();
        }
    }

    /// <summary>Whether the environment named the tier; known once <see cref="Default"/> has been asked for.</summary>
    internal static bool IsForced { get; private set; }

    private static string? EnvironmentTierName
    {
        get
        {
            string? name = Environment.GetEnvironmentVariable(TierVariable);
            return string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        }
    }

    private static bool SaysUnitsOf256()
    {
        const int Extended = unchecked((int)0x8000_0000), Units = unchecked((int)0x8000_001A);
        return X86Base.IsSupported && (uint)X86Base.CpuId(Extended, 0).Eax >= unchecked((uint)Units) && (X86Base.CpuId(Units, 0).Eax & 0b1100) == 0b0100;
    }

    internal static bool TryParse(string name, [MaybeNullWhen(false)] out SimdTier tier)
    {
        foreach ((string known, SimdTier value) in Tiers)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            {
                tier = value;
                return true;
            }
        }

        tier = default;
        return false;
    }

    internal static string NameOf(SimdTier tier) => Array.Find(Tiers, entry => entry.Tier == tier).Name
        ?? throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no such tier.");

    private static SimdTier ReadEnvironment()
    {
        SimdTier tier = Best;
        if (EnvironmentTierName is { } name && !TryParse(name, out tier))
        {
            throw new InvalidOperationException(
                $"The environment variable {TierVariable} is '{name}'; it must be one of {string.Join(", ", Tiers.Select(t => t.Name))}.");
        }

        IsForced = EnvironmentTierName is not null;
        Volatile.Write(ref _environmentTier, (int)tier);
        return tier;
    }
}
