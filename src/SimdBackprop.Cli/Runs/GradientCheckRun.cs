using SimdBackprop.Checking;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Cli;

/// <summary>One gradient check and what it was of.</summary>
internal sealed record GradientCheckRun
{
    internal required NetworkSettings Settings { get; init; }

    internal required string Data { get; init; }

    internal required string Network { get; init; }

    internal required long Parameters { get; init; }

    internal required int Samples { get; init; }

    internal required string Tier { get; init; }

    internal required GradientCheckResult Result { get; init; }

    /// <summary>Checks at the network's first weights, with the samples that training would see first. Always in double.</summary>
    internal static GradientCheckRun Of(
        NetworkSettings settings, int samples, GradientCheckMode mode, IProgress<GradientCheckProgress>? progress, CancellationToken cancellationToken)
    {
        string tier = Cli.Tier.InUse();
        using Samples<double> data = Samples<double>.Load(settings);
        using Network<double> network = NetworkFactory.Create(settings, data.Training);
        using MiniBatches<double> batches = new(data.Training, settings.Batch, new RandomSource(RunSeeds.From(settings.Seed).Order));
        batches.StartEpoch();
        batches.Next();
        int used = Math.Min(samples, batches.Inputs.Height);
        GradientCheckOptions options = new() { Mode = mode, Seed = settings.Seed, Kernels = settings.Kernels };
        return new GradientCheckRun
        {
            Settings = settings,
            Data = data.Name,
            Network = NetworkFactory.Describe(network),
            Parameters = network.ParameterCount,
            Samples = used,
            Tier = tier,
            Result = GradientCheck.Check(
                network, batches.Inputs[..used, ..], batches.Targets[..used, ..], options, progress, cancellationToken),
        };
    }
}
