namespace SimdBackprop.Tests;

/// <summary>σ with its derivative from z, the notation f′(z): a user's own activation in one struct.</summary>
internal readonly struct SigmoidFromZ : IActivation<float>, IActivation<double>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    public override string ToString() => "sigmoid-from-z";

    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => VectorMath.Sigmoid<float, TIsa, TVec>(z);

    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => VectorMath.Sigmoid<double, TIsa, TVec>(z);

    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec z)
    {
        TVec a = VectorMath.Sigmoid<float, TIsa, TVec>(z);
        return TIsa.Multiply(a, TIsa.Subtract(TIsa.Broadcast(1f), a));
    }

    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec z)
    {
        TVec a = VectorMath.Sigmoid<double, TIsa, TVec>(z);
        return TIsa.Multiply(a, TIsa.Subtract(TIsa.Broadcast(1.0), a));
    }
}

/// <summary>a = z², smooth, but declared to have a kink: names every crossing of zero. Its a does not show the sign of z.</summary>
internal readonly struct SquareWithDeclaredKink : IActivation<double>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    public static bool HasKinkAtZero => true;

    public TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => TIsa.Multiply(z, z);

    public TVec Derivative<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => TIsa.Add(z, z);
}

/// <summary>a = z², whose derivative is claimed to be z.</summary>
internal readonly struct SquareWithWrongDerivative : IActivation<double>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

    public TVec Evaluate<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => TIsa.Multiply(z, z);

    public TVec Derivative<TIsa, TVec>(TVec z)
        where TIsa : struct, IIsa<double, TVec>
        where TVec : struct => z;
}
