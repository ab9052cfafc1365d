using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Cli;

/// <summary>A cost by its name, with the output layer that belongs to it.</summary>
internal static class CostChoice
{
    internal const string CrossEntropy = "cross-entropy";
    internal const string SquaredError = "squared-error";
    internal const string BinaryCrossEntropy = "binary-cross-entropy";

    internal static ICost<T> Create<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            CrossEntropy => new SoftmaxCrossEntropy<T>(),
            SquaredError => new HalfSquaredError<T>(),
            BinaryCrossEntropy => new SigmoidCrossEntropy<T>(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such cost."),
        };

    /// <summary>Logits for a cost that contains the output function; else the sigmoid, whose range is that of the targets.</summary>
    internal static ActivationChoice OutputActivation<T>(ICost<T> cost)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ActivationChoice.Named(cost.TakesLogits ? "identity" : "sigmoid");
}
