using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>A rule with one state, the gradients' sum s: weights go down by s, biases by twice that.</summary>
internal readonly struct ByKind<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int StateCount => 1;

    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        state1 = TIsa.Add(state1, gradient);
        parameter = TIsa.Subtract(parameter, kind == ParameterKind.Weight ? state1 : TIsa.Add(state1, state1));
    }
}
