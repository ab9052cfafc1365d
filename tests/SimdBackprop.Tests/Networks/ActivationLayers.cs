using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>The library's activations by name, for tests that run over all of them.</summary>
internal static class ActivationLayers
{
    internal static readonly string[] All = ["identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "gelu", "silu"];

    internal static NetworkBuilder<T> Add<T>(
        NetworkBuilder<T> builder, string activation, int outputs, bool bias, Initialization? initialization = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (builder is NetworkBuilder<double> doubles)
        {
            AddTo(doubles, activation, outputs, bias, initialization);
        }
        else if (builder is NetworkBuilder<float> floats)
        {
            AddTo(floats, activation, outputs, bias, initialization);
        }

        return builder;
    }

    private static void AddTo(
        NetworkBuilder<double> builder, string activation, int outputs, bool bias, Initialization? initialization) => _ = activation switch
        {
            "identity" => builder.Dense<Identity>(outputs, default, bias, initialization),
            "sigmoid" => builder.Dense<Sigmoid>(outputs, default, bias, initialization),
            "tanh" => builder.Dense<Tanh>(outputs, default, bias, initialization),
            "relu" => builder.Dense<Relu>(outputs, default, bias, initialization),
            "leaky-relu" => builder.Dense<LeakyRelu>(outputs, default, bias, initialization),
            "elu" => builder.Dense<Elu>(outputs, default, bias, initialization),
            "softplus" => builder.Dense<Softplus>(outputs, default, bias, initialization),
            "gelu" => builder.Dense<Gelu>(outputs, default, bias, initialization),
            "silu" => builder.Dense<Silu>(outputs, default, bias, initialization),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
        };

    private static void AddTo(
        NetworkBuilder<float> builder, string activation, int outputs, bool bias, Initialization? initialization) => _ = activation switch
        {
            "sigmoid" => builder.Dense<Sigmoid>(outputs, default, bias, initialization),
            "tanh" => builder.Dense<Tanh>(outputs, default, bias, initialization),
            "relu" => builder.Dense<Relu>(outputs, default, bias, initialization),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No test takes it in float."),
        };
}
