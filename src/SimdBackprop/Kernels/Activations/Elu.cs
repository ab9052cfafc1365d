using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The exponential linear unit: a = z for z ≥ 0, alpha·(e^z − 1) below.</summary>
/// <remarks>
/// f(z) = z &lt; 0 ? alpha·(e^z − 1) : z with <see cref="VectorMath.Expm1{T, TIsa, TVec}(TVec)"/>; f′ = a &gt; 0 ? 1 : a + alpha.
/// </remarks>
public readonly struct Elu : IActivation<float>, IActivation<double>
{
    private readonly double? _alpha;

    /// <summary>The activation with another alpha than the usual 1, which <c>default</c> and <c>new()</c> have.</summary>
    /// <param name="alpha">Minus the limit of f for z → −∞; rounded to the element type where it is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public Elu(double alpha)
    {
        if (!double.IsFinite(alpha) || alpha < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be finite and not negative.");
        }

        _alpha = alpha;
    }

    /// <summary>Minus the limit of f for z → −∞.</summary>
    public double Alpha => _alpha ?? 1;

    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    /// <inheritdoc cref="IActivation{T}.HasKinkAtZero"/>
    public static bool HasKinkAtZero => true;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "elu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = z < 0 ? alpha·(e^z − 1) : z
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec alpha = Elementary<T, TIsa, TVec>.Constant(Alpha);
        TVec below = TIsa.Multiply(alpha, VectorMath.Expm1<T, TIsa, TVec>(z));
        return TIsa.ConditionalSelect(TIsa.LessThan(z, TIsa.Zero), below, z);
    }

    // da/dz = a > 0 ? 1 : a + alpha
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVec Derivative<T, TIsa, TVec>(TVec a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec alpha = Elementary<T, TIsa, TVec>.Constant(Alpha);
        return TIsa.ConditionalSelect(TIsa.LessThan(TIsa.Zero, a), TIsa.Broadcast(T.One), TIsa.Add(a, alpha));
    }
}
