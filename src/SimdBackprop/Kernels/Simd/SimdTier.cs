namespace SimdBackprop;

/// <summary>
/// The instruction-set tiers a kernel can run on, in ascending order of preference. Every tier gives the same bits; they
/// differ in speed only. <see cref="SimdInfo.Tier"/> tells which one is in use and why.
/// </summary>
public enum SimdTier
{
    /// <summary>One element at a time: the executable specification, named <c>scalar</c>.</summary>
    Scalar,

    /// <summary><see cref="System.Numerics.Vector{T}"/>, whatever width the runtime gives it, named <c>portable</c>.</summary>
    Portable,

    /// <summary>128-bit vectors (SSE on x64, AdvSimd on Arm64), named <c>vector128</c>.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add (AVX2 and FMA), named <c>avx2</c>.</summary>
    Avx2,

    /// <summary>512-bit vectors (AVX-512), named <c>avx512</c>.</summary>
    Avx512,
}
