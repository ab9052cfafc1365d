using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The smooth rectifier: a = ln(1 + e^z).</summary>
/// <remarks>
/// f(z) = ln(1 + e^z) as <see cref="VectorMath.Softplus{T, TIsa, TVec}(TVec)"/>; f′ = 1 / (1 + e^−z), from z.
/// </remarks>
public readonly struct Softplus : IActivation<float>, IActivation<double>
{
    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "softplus";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = ln(1 + e^z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        VectorMath.Softplus<T, TIsa, TVec>(z);

    // da/dz = 1 / (1 + e^−z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        VectorMath.Sigmoid<T, TIsa, TVec>(z);
}
