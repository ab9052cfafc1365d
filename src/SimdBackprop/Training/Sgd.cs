using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Training;

/// <summary>Gradient descent: w ← w − α·g. Stochastic, mini-batch or batch by the size of the batch.</summary>
/// <param name="rate">The learning rate α ≥ 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is negative, infinite or NaN.</exception>
public sealed class Sgd(double rate) : IOptimizer
{
    /// <summary>α.</summary>
    public double Rate { get; } = HyperParameter.NotNegative(rate);

    /// <inheritdoc/>
    public string Name => "sgd";

    /// <inheritdoc/>
    public int StateCount => 0;

    /// <inheritdoc/>
    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct => use.Use(new SgdRule<T>(ElementType.FromDouble<T>(Rate * step.RateFactor)));
}

/// <summary>w ← fma(−α, g, w).</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="rate">α of this step.</param>
public readonly struct SgdRule<T>(T rate) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static int StateCount => 0;

    /// <inheritdoc/>
    public static bool RunsBeside => true;

    /// <inheritdoc/>
    public static bool IsLinear => true;

    /// <inheritdoc/>
    public T? LinearFactor => Factor;

    private T Factor => -rate;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => parameter = TIsa.MultiplyAdd(TIsa.Broadcast(Factor), gradient, parameter);
}
