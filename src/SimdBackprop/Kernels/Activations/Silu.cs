using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The sigmoid linear unit, also called swish: a = z / (1 + e^−z).</summary>
/// <remarks>
/// f(z) = z·σ(z) as <see cref="VectorMath.Silu{T, TIsa, TVec}(TVec)"/>, σ the logistic function;
/// f′ = σ(z) + z·σ(z)·σ(−z), from z.
/// </remarks>
public readonly struct Silu : IActivation<float>, IActivation<double>
{
    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "silu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = z·σ(z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        VectorMath.Silu<T, TIsa, TVec>(z);

    // da/dz = σ(z) + z·σ(z)·σ(−z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        Elementary<T, TIsa, TVec>.SiluDerivative(z);
}
