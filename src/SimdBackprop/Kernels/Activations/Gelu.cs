using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The Gaussian error linear unit in its exact form: a = z·Φ(z).</summary>
/// <remarks>
/// f(z) = z·Φ(z) as <see cref="VectorMath.Gelu{T, TIsa, TVec}(TVec)"/>, Φ the standard normal distribution;
/// f′ = Φ(z) + z·φ(z), φ its density, from z.
/// </remarks>
public readonly struct Gelu : IActivation<float>, IActivation<double>
{
    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "gelu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = z·Φ(z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        VectorMath.Gelu<T, TIsa, TVec>(z);

    // da/dz = Φ(z) + z·φ(z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        Elementary<T, TIsa, TVec>.GeluDerivative(z);
}
