using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Training;

/// <summary>
/// Gradient descent with Nesterov's momentum, in the form of Sutskever and others (2013) that takes the gradient at the parameters themselves: v ← μ·v + g,
/// w ← w − α·(μ·v + g).
/// </summary>
/// <param name="rate">The learning rate α ≥ 0.</param>
/// <param name="coefficient">μ, at least 0 and below 1; what is left of the velocity from step to step.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class Nesterov(double rate, double coefficient = 0.9) : IOptimizer
{
    /// <summary>α.</summary>
    public double Rate { get; } = HyperParameter.NotNegative(rate);

    /// <summary>μ.</summary>
    public double Coefficient { get; } = HyperParameter.BelowOne(coefficient);

    /// <inheritdoc/>
    public string Name => "nesterov";

    /// <inheritdoc/>
    public int StateCount => 1;

    /// <inheritdoc/>
    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct =>
        use.Use(new NesterovRule<T>(ElementType.FromDouble<T>(Rate * step.RateFactor), ElementType.FromDouble<T>(Coefficient)));
}

/// <summary>v ← fma(μ, v, g); w ← fma(−α, fma(μ, v, g), w), with the new v.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="rate">α of this step.</param>
/// <param name="coefficient">μ.</param>
public readonly struct NesterovRule<T>(T rate, T coefficient) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static int StateCount => 1;

    /// <inheritdoc/>
    public static bool RunsBeside => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec mu = TIsa.Broadcast(coefficient);
        state1 = TIsa.MultiplyAdd(mu, state1, gradient);
        parameter = TIsa.MultiplyAdd(TIsa.Broadcast(-rate), TIsa.MultiplyAdd(mu, state1, gradient), parameter);
    }
}
