using System.Numerics;
using System.Runtime.Intrinsics;

namespace SimdBackprop.Benchmarks;

/// <summary>A measuring loop, written once against the library's public vector operations.</summary>
internal interface ITierProgram<T, TResult>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loop for one instruction set.</summary>
    TResult For<TIsa, TVec>()
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>Turns a tier into the loop for it.</summary>
internal static class TierProgram
{
    internal static TResult For<T, TResult>(SimdTier tier, ITierProgram<T, TResult> program)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tier switch
        {
            SimdTier.Avx512 => program.For<Vector512Isa<T>, Vector512<T>>(),
            SimdTier.Avx2 => program.For<Vector256Isa<T>, Vector256<T>>(),
            SimdTier.Vector128 => program.For<Vector128Isa<T>, Vector128<T>>(),
            SimdTier.Portable => program.For<PortableIsa<T>, Vector<T>>(),
            SimdTier.Scalar => program.For<ScalarIsa<T>, T>(),
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no such tier."),
        };
}
