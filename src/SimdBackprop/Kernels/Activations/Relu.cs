using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The rectifier: a = max(0, z).</summary>
/// <remarks>
/// f(z) = z &lt; 0 ? 0 : z, so that NaN passes and −0 stays; f′ = a &gt; 0 ? 1 : 0.
/// </remarks>
public readonly struct Relu : IActivation<float>, IActivation<double>
{
    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    /// <inheritdoc cref="IActivation{T}.HasKinkAtZero"/>
    public static bool HasKinkAtZero => true;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "relu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = z < 0 ? 0 : z
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        TIsa.ConditionalSelect(TIsa.LessThan(z, TIsa.Zero), TIsa.Zero, z);

    // da/dz = a > 0 ? 1 : 0
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        TIsa.BitAnd(TIsa.LessThan(TIsa.Zero, a), TIsa.Broadcast(T.One));
}
