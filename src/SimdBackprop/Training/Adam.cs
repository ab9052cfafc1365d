using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015): the gradient's running mean over the root of its running mean square, both corrected for their start at zero. A penalty
/// λ Σ W² is part of the gradient here, and so is divided by that root as well; for decay that is not, see <see cref="AdamW"/>.
/// </summary>
/// <param name="rate">The learning rate α ≥ 0.</param>
/// <param name="beta1">β₁, at least 0 and below 1; what is left of the mean from step to step.</param>
/// <param name="beta2">β₂, at least 0 and below 1; what is left of the mean square from step to step.</param>
/// <param name="epsilon">ε &gt; 0, which keeps the quotient finite.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class Adam(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : IOptimizer
{
    /// <summary>α.</summary>
    public double Rate { get; } = HyperParameter.NotNegative(rate);

    /// <summary>β₁.</summary>
    public double Beta1 { get; } = HyperParameter.BelowOne(beta1);

    /// <summary>β₂.</summary>
    public double Beta2 { get; } = HyperParameter.BelowOne(beta2);

    /// <summary>ε.</summary>
    public double Epsilon { get; } = HyperParameter.Positive(epsilon);

    /// <inheritdoc/>
    public string Name => "adam";

    /// <inheritdoc/>
    public int StateCount => 2;

    /// <inheritdoc/>
    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct => use.Use(new AdamRule<T>(step.Number, Rate * step.RateFactor, Beta1, Beta2, Epsilon));
}

/// <summary>m ← fma(1 − β₁, g, β₁·m); v ← fma((1 − β₂)·g, g, β₂·v); w ← fma(−α̂, m / fma(√v, ĉ, ε), w), with α̂ = α / (1 − β₁ᵗ) and ĉ = 1 / √(1 − β₂ᵗ).</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly struct AdamRule<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _minusRate;
    private readonly T _beta1;
    private readonly T _share1;
    private readonly T _beta2;
    private readonly T _share2;
    private readonly T _correction;
    private readonly T _epsilon;

    /// <summary>The rule of a step; its constants are computed in double and rounded once.</summary>
    /// <param name="step">t, from 1.</param>
    /// <param name="rate">α of this step.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    public AdamRule(long step, double rate, double beta1, double beta2, double epsilon)
    {
        _minusRate = ElementType.FromDouble<T>(-rate / (1 - IntegerPower.Of(beta1, step)));
        _beta1 = ElementType.FromDouble<T>(beta1);
        _share1 = ElementType.FromDouble<T>(1 - beta1);
        _beta2 = ElementType.FromDouble<T>(beta2);
        _share2 = ElementType.FromDouble<T>(1 - beta2);
        _correction = ElementType.FromDouble<T>(1 / Math.Sqrt(1 - IntegerPower.Of(beta2, step)));
        _epsilon = ElementType.FromPositive<T>(epsilon);
    }

    /// <inheritdoc/>
    public static int StateCount => 2;

    /// <inheritdoc/>
    public static bool RunsBeside => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        state1 = TIsa.MultiplyAdd(TIsa.Broadcast(_share1), gradient, TIsa.Multiply(TIsa.Broadcast(_beta1), state1));
        TVec square = TIsa.Multiply(TIsa.Broadcast(_share2), gradient);
        state2 = TIsa.MultiplyAdd(square, gradient, TIsa.Multiply(TIsa.Broadcast(_beta2), state2));
        TVec root = TIsa.MultiplyAdd(TIsa.Sqrt(state2), TIsa.Broadcast(_correction), TIsa.Broadcast(_epsilon));
        parameter = TIsa.MultiplyAdd(TIsa.Broadcast(_minusRate), TIsa.Divide(state1, root), parameter);
    }
}
