using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): weights, not biases, shrink by α·λ of themselves each step, beside Adam's step instead of
/// through its gradient. This decay is no penalty λ Σ W²: the reported cost knows nothing of it.
/// </summary>
/// <param name="rate">The learning rate α ≥ 0.</param>
/// <param name="decay">λ ≥ 0.</param>
/// <param name="beta1">β₁, at least 0 and below 1; what is left of the mean from step to step.</param>
/// <param name="beta2">β₂, at least 0 and below 1; what is left of the mean square from step to step.</param>
/// <param name="epsilon">ε &gt; 0, which keeps the quotient finite.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class AdamW(double rate = 1e-3, double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : IOptimizer
{
    /// <summary>α.</summary>
    public double Rate { get; } = HyperParameter.NotNegative(rate);

    /// <summary>λ.</summary>
    public double Decay { get; } = HyperParameter.NotNegative(decay);

    /// <summary>β₁.</summary>
    public double Beta1 { get; } = HyperParameter.BelowOne(beta1);

    /// <summary>β₂.</summary>
    public double Beta2 { get; } = HyperParameter.BelowOne(beta2);

    /// <summary>ε.</summary>
    public double Epsilon { get; } = HyperParameter.Positive(epsilon);

    /// <inheritdoc/>
    public string Name => "adamw";

    /// <inheritdoc/>
    public int StateCount => 2;

    /// <inheritdoc/>
    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct
    {
        double rate = Rate * step.RateFactor;
        use.Use(new AdamWRule<T>(ElementType.FromDouble<T>(rate * Decay), new AdamRule<T>(step.Number, rate, Beta1, Beta2, Epsilon)));
    }
}

/// <summary>On weights w ← fma(−αλ, w, w); then Adam's rule.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="decay">α·λ of this step.</param>
/// <param name="adam">Adam's rule of this step.</param>
public readonly struct AdamWRule<T>(T decay, AdamRule<T> adam) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
        if (kind == ParameterKind.Weight)
        {
            parameter = TIsa.MultiplyAdd(TIsa.Broadcast(-decay), parameter, parameter);
        }

        adam.Update<TIsa, TVec>(kind, ref parameter, gradient, ref state1, ref state2);
    }
}
