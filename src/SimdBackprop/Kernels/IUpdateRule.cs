using System.Numerics;

namespace SimdBackprop;

/// <summary>What a parameter is: decay and penalties apply to weights only.</summary>
public enum ParameterKind
{
    /// <summary>An element of W.</summary>
    Weight,

    /// <summary>An element of b.</summary>
    Bias,
}

/// <summary>
/// An optimiser's step on one parameter, as a body that knows no vector width. The same body runs over gradients that have been written, in
/// <see cref="Dense.Update"/>, and on those that never are, in <c>Dense.BackwardWeightsUpdate</c>, and gives equal bits. Rates and corrections that hold for the whole
/// step are fields of the struct, which must not change in <see cref="Update"/>: one instance serves all elements that a thread has. Make it a readonly struct.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers kept from step to step for each parameter: 0, 1 or 2.</summary>
    static abstract int StateCount { get; }

    /// <summary>
    /// Whether the step on weights may be w ← fma(f, g, w) and nothing else, f being <see cref="LinearFactor"/>. The fused step then adds the gradient to the weights without ever storing it, and does
    /// not call <see cref="Update"/> for them. A rule may leave both members as they are: that is slower, and changes no bit. One that says true implements the factor itself; the inherited one would be
    /// called on a copy on the heap. This is known when code is generated, the factor only when it runs.
    /// </summary>
    static virtual bool IsLinear => false;

    /// <summary>
    /// Whether <see cref="Update"/> may run between the terms of a product, whose sums fill the registers but for some eight, where weights and state are far from the processor: up to 1.5 times as fast then. Such a body is inlined
    /// (<c>AggressiveInlining</c>), calls nothing, and is about as long as that of Adam; one that is not makes the product several times as slow. No bit depends on it.
    /// </summary>
    static virtual bool RunsBeside => false;

    /// <summary>f if this very rule's step on weights is w ← fma(f, g, w), else null. <see cref="Update"/> must do the same.</summary>
    T? LinearFactor => null;

    /// <summary>Replaces the parameters and their state by those after the step.</summary>
    /// <param name="kind">Whether these are weights or biases.</param>
    /// <param name="parameter">w.</param>
    /// <param name="gradient">∂J/∂w.</param>
    /// <param name="state1">The first state; meaningless and ignored where <see cref="StateCount"/> is 0.</param>
    /// <param name="state2">The second state; meaningless and ignored where <see cref="StateCount"/> is below 2.</param>
    void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}
