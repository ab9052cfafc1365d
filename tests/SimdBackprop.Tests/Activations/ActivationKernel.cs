using System.Numerics;

namespace SimdBackprop.Tests;

internal ref struct ActivationArguments<T, TActivation>
    where T : unmanaged
{
    internal TActivation Activation;
    internal bool Derivative;
    internal ReadOnlySpan<T> Source;
    internal Span<T> Destination;
}

/// <summary>Runs an activation or its derivative in whole vectors of a tier; the array is padded to them.</summary>
internal readonly unsafe struct ActivationKernel<T, TActivation> : IKernel<T, ActivationArguments<T, TActivation>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal static T[] Run(TActivation activation, T[] x, SimdTier tier, bool derivative)
    {
        int lanes = SimdDispatch.Lanes<T>(tier);
        T[] padded = new T[(x.Length + lanes - 1) / lanes * lanes];
        x.CopyTo(padded, 0);
        ActivationArguments<T, TActivation> arguments = new()
        {
            Activation = activation,
            Derivative = derivative,
            Source = padded,
            Destination = padded,
        };
        SimdDispatch.Run<T, ActivationKernel<T, TActivation>, ActivationArguments<T, TActivation>>(tier, ref arguments);
        return padded[..x.Length];
    }

    public static void Run<TIsa, TVec>(ref ActivationArguments<T, TActivation> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        fixed (T* source = arguments.Source, destination = arguments.Destination)
        {
            for (int i = 0; i < arguments.Source.Length; i += TIsa.Lanes)
            {
                TVec x = TIsa.Load(source + i);
                TVec result = arguments.Derivative
                    ? arguments.Activation.Derivative<TIsa, TVec>(x)
                    : arguments.Activation.Evaluate<TIsa, TVec>(x);
                TIsa.Store(destination + i, result);
            }
        }
    }
}
