using System.Numerics;

namespace SimdBackprop;

/// <summary>What an activation's derivative is computed from.</summary>
public enum DerivativeOperand
{
    /// <summary>Nothing: the derivative is one everywhere.</summary>
    None,

    /// <summary>The pre-activation z: f′ is given as a function of z.</summary>
    PreActivation,

    /// <summary>The output a = f(z): f′ is given as a function of a, and z need not be kept.</summary>
    Output,
}

/// <summary>
/// An activation function f and its derivative, as bodies that know no vector width. One struct that implements this for
/// float, double or both is a new activation: the kernels instantiate it for every tier.
/// </summary>
/// <remarks>
/// Use only the operations of <see cref="IIsa{T, TVec}"/> and the vector functions of <see cref="VectorMath"/>: they give the
/// same bits on every tier. Parameters (a slope, say) are fields of the struct; choose their encoding so that
/// <c>default</c> means the usual value. <see cref="object.ToString"/> is the activation's name in messages and reports: override it.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Which operand <see cref="Derivative"/> takes; the kernels read only that one.</summary>
    static abstract DerivativeOperand DerivativeOperand { get; }

    /// <summary>
    /// Whether f′ or f″ jumps at z = 0, so that a numerical derivative across it proves nothing. The gradient checker names such entries.
    /// </summary>
    static virtual bool HasKinkAtZero => false;

    /// <summary>a = f(z).</summary>
    /// <param name="z">The pre-activation.</param>
    TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;

    /// <summary>f′, from z or from a as <see cref="DerivativeOperand"/> says.</summary>
    /// <param name="operand">z or a; for <see cref="DerivativeOperand.None"/> anything.</param>
    TVec Derivative<TIsa, TVec>(TVec operand)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}
