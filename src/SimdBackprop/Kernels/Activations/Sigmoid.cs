using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The logistic function: a = 1 / (1 + e^−z).</summary>
/// <remarks>
/// f(z) = 1 / (1 + e^−z) as <see cref="VectorMath.Sigmoid{T, TIsa, TVec}(TVec)"/>; f′ = a·(1 − a), computed as fma(−a, a, a).
/// </remarks>
public readonly struct Sigmoid : IActivation<float>, IActivation<double>
{
    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "sigmoid";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = 1 / (1 + e^−z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        VectorMath.Sigmoid<T, TIsa, TVec>(z);

    // da/dz = a·(1 − a) = a − a², rounded once
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        TIsa.MultiplyAdd(Elementary<T, TIsa, TVec>.Negate(a), a, a);
}
