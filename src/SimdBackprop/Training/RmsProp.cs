using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Training;

/// <summary>
/// RMSProp (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012): the gradient over the root of its running mean square, s ← ρ·s + (1 − ρ)·g²,
/// w ← w − α·g / (√s + ε).
/// </summary>
/// <param name="rate">The learning rate α ≥ 0.</param>
/// <param name="decay">ρ, at least 0 and below 1; what is left of the mean from step to step.</param>
/// <param name="epsilon">ε &gt; 0, which keeps the quotient finite.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class RmsProp(double rate, double decay = 0.99, double epsilon = 1e-8) : IOptimizer
{
    /// <summary>α.</summary>
    public double Rate { get; } = HyperParameter.NotNegative(rate);

    /// <summary>ρ.</summary>
    public double Decay { get; } = HyperParameter.BelowOne(decay);

    /// <summary>ε.</summary>
    public double Epsilon { get; } = HyperParameter.Positive(epsilon);

    /// <inheritdoc/>
    public string Name => "rmsprop";

    /// <inheritdoc/>
    public int StateCount => 1;

    /// <inheritdoc/>
    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct => use.Use(new RmsPropRule<T>(
            ElementType.FromDouble<T>(Rate * step.RateFactor),
            ElementType.FromDouble<T>(Decay),
            ElementType.FromDouble<T>(1 - Decay),
            ElementType.FromPositive<T>(Epsilon)));
}

/// <summary>s ← fma((1 − ρ)·g, g, ρ·s); w ← fma(−α, g / (√s + ε), w).</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="rate">α of this step.</param>
/// <param name="decay">ρ.</param>
/// <param name="share">1 − ρ.</param>
/// <param name="epsilon">ε.</param>
public readonly struct RmsPropRule<T>(T rate, T decay, T share, T epsilon) : IUpdateRule<T>
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
        TVec kept = TIsa.Multiply(TIsa.Broadcast(decay), state1);
        state1 = TIsa.MultiplyAdd(TIsa.Multiply(TIsa.Broadcast(share), gradient), gradient, kept);
        TVec scaled = TIsa.Divide(gradient, TIsa.Add(TIsa.Sqrt(state1), TIsa.Broadcast(epsilon)));
        parameter = TIsa.MultiplyAdd(TIsa.Broadcast(-rate), scaled, parameter);
    }
}
