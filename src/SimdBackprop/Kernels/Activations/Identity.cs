namespace SimdBackprop;
/// <summary>tmp</summary>
public readonly struct Identity : IActivation<float>, IActivation<double>
{
    /// <inheritdoc/>
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => z;
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec z) => z;
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => z;
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec z) => z;
}
