using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The rectifier with a slope for negative z: a = z for z ≥ 0, slope·z below.</summary>
/// <remarks>
/// f(z) = z &lt; 0 ? slope·z : z; f′ = a &gt; 0 ? 1 : slope.
/// </remarks>
public readonly struct LeakyRelu : IActivation<float>, IActivation<double>
{
    private readonly double? _slope;

    /// <summary>The activation with another slope than the usual 0.01, which <c>default</c> and <c>new()</c> have.</summary>
    /// <param name="slope">The factor of negative z; rounded to the element type where it is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public LeakyRelu(double slope)
    {
        if (!double.IsFinite(slope) || slope < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope must be finite and not negative.");
        }

        _slope = slope;
    }

    /// <summary>The factor of negative z.</summary>
    public double Slope => _slope ?? 0.01;

    /// <inheritdoc cref="IActivation{T}.DerivativeOperand"/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    /// <inheritdoc cref="IActivation{T}.HasKinkAtZero"/>
    public static bool HasKinkAtZero => true;

    /// <summary>The name by which the tool knows it.</summary>
    public override string ToString() => "leaky-relu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec operand) => Derivative<float, TIsa, TVec>(operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec operand) => Derivative<double, TIsa, TVec>(operand);

    // a = z < 0 ? slope·z : z
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct =>
        TIsa.ConditionalSelect(TIsa.LessThan(z, TIsa.Zero), TIsa.Multiply(Elementary<T, TIsa, TVec>.Constant(Slope), z), z);

    // da/dz = a > 0 ? 1 : slope
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVec Derivative<T, TIsa, TVec>(TVec a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec slope = Elementary<T, TIsa, TVec>.Constant(Slope);
        return TIsa.ConditionalSelect(TIsa.LessThan(TIsa.Zero, a), TIsa.Broadcast(T.One), slope);
    }
}
