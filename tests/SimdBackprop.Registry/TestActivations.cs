using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>max(0, z) with a NaN passed on; the derivative is taken from the output.</summary>
internal readonly struct TestRelu<T> : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    public TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.ConditionalSelect(TIsa.LessThan(z, TIsa.Zero), TIsa.Zero, z);

    public TVec Derivative<TIsa, TVec>(TVec operand)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.ConditionalSelect(TIsa.LessThan(TIsa.Zero, operand), TIsa.Broadcast(T.One), TIsa.Zero);
}

/// <summary>z², or scale · z² for another scale than the usual one; the derivative is taken from the pre-activation.</summary>
internal readonly struct Square<T>(T scaleLessOne) : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    public TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Multiply(TIsa.Broadcast(scaleLessOne + T.One), TIsa.Multiply(z, z));

    public TVec Derivative<TIsa, TVec>(TVec operand)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Multiply(TIsa.Broadcast(scaleLessOne + T.One), TIsa.Add(operand, operand));
}

/// <summary>z itself; the derivative is one and takes no operand.</summary>
internal readonly struct TestIdentity<T> : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

    public TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => z;

    public TVec Derivative<TIsa, TVec>(TVec operand)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => throw new NotSupportedException("A derivative of one everywhere is not evaluated.");
}
