using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Cli;

/// <summary>The network that the command line asks for, with its first weights.</summary>
internal static class NetworkFactory
{
    internal static Network<T> Create<T>(NetworkSettings settings, Dataset<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ICost<T> cost = CostChoice.Create<T>(settings.Cost);
        NetworkBuilder<T> builder = new NetworkBuilder<T>(training.InputWidth).Cost(cost).L2(settings.L2);
        foreach (int width in settings.Layers.Widths)
        {
            settings.Activation.AddTo(builder, width);
        }

        CostChoice.OutputActivation(cost).AddTo(builder, training.OutputWidth);
        try
        {
            return builder.Build(RunSeeds.From(settings.Seed).Weights);
        }
        catch (InvalidOperationException error) when (settings.L2 > 0)
        {
            throw new UnusableException($"--l2: {error.Message}", error);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new UnusableException($"--layers: {settings.Layers} needs more parameters than an array can hold.", error);
        }
    }

    /// <summary>The network in one line: widths and activations.</summary>
    internal static string Describe<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        $"{network.InputWidth} inputs, "
        + string.Join(", ", network.Layers.Select(layer => $"{layer.Outputs} {layer.ActivationName}"))
        + $"; {network.Cost.Name}";
}
