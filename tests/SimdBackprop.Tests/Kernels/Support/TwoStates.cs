using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>An update rule that keeps two states: the gradients' sum s, their squares' sum q, and w ← w − s·q.</summary>
internal readonly struct TwoStates<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int StateCount => 2;

    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        state1 = TIsa.Add(state1, gradient);
        state2 = TIsa.MultiplyAdd(gradient, gradient, state2);
        parameter = TIsa.Subtract(parameter, TIsa.Multiply(state1, state2));
    }
}
