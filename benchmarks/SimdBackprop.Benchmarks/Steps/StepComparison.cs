using System.Globalization;
using System.Numerics;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Benchmarks;

/// <summary>Whole training steps: ours fused, ours with the gradients written, and PyTorch's, against the FMA peak.</summary>
internal sealed class StepComparison<T>(
    IReadOnlyList<PyTorchProcess> pyTorch, SideBySide sideBySide, Contestant peak, KernelOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CheckedSteps = 2;

    /// <summary>Of two costs of the same network and batch, summed in different orders and by other exponentials.</summary>
    private const double CostTolerance = 1e-4;

    /// <summary>The steps as a suite.</summary>
    internal PlannedSuite Plan(string name, IEnumerable<StepCase> steps) =>
        new(name, "steps/s", FmaPeak.Description, [.. steps.Select(step => new PlannedCase(step.Name, () => Run(step)))]);

    private CaseResult Run(StepCase step)
    {
        using StepData<T> data = new(step);
        using Network<T> network = data.CreateNetwork(), unfusedNetwork = data.CreateNetwork();
        using TrainingStep<T> fused = data.CreateStep(network, fused: true, options);
        using TrainingStep<T> unfused = data.CreateStep(unfusedNetwork, fused: false, options);
        Candidate ours = new(Candidate.Ours, IsNative: false, "fused", Repeated(Candidate.Ours, step, data, fused), () => Difference(data));
        Candidate written = new(PeerNames.Unfused, IsNative: false, "gradients written", Repeated(PeerNames.Unfused, step, data, unfused), () => null);
        Candidate[] theirs =
        [
            .. from process in pyTorch
               let cost = process.Build(step, typeof(T) == typeof(float) ? "float32" : "float64", StepData<T>.Rate)
               select new Candidate(
                   PeerNames.PyTorch,
                   IsNative: true,
                   process.Routine,
                   new Contestant(PeerNames.PyTorch, step.Flops, process.Run, IsManaged: false),
                   () => CostDifference(data, cost)),
        ];
        CaseResult result = sideBySide.Run(step.Name, "chain", ours, peak, [.. theirs, written]);
        return InSteps(result, step);
    }

    private static Contestant Repeated(string name, StepCase step, StepData<T> data, TrainingStep<T> training) => new(
        name,
        step.Flops,
        calls =>
        {
            for (; calls > 0; calls--)
            {
                training.Run(data.X, data.Targets);
            }
        },
        IsManaged: true);

    /// <summary>The clock counted floating-point operations, for the percentage; people count steps.</summary>
    private static CaseResult InSteps(CaseResult result, StepCase step)
    {
        double perStep = 1e9 / step.Flops;
        PeerResult floor = new(PeerNames.Floor, IsNative: false, "the FMA peak", IsSpecial: false, result.Limit * perStep, result.PercentOfLimit / 100);
        return result with
        {
            Ours = result.Ours * perStep,
            Peers = [.. result.Peers.Select(peer => peer with { Rate = peer.Rate * perStep }), floor],
            Traffic = new TrafficModel(step.Traffic * ElementBytes, step.UnfusedTraffic * ElementBytes),
        };
    }

    private static unsafe int ElementBytes => sizeof(T);

    /// <summary>Both of our ways from the start must come to the same weights.</summary>
    private string? Difference(StepData<T> data)
    {
        return HashAfterSteps(data, fused: true) == HashAfterSteps(data, fused: false) ? null : $"fused and unfused have other weights after {CheckedSteps} steps";
    }

    private string HashAfterSteps(StepData<T> data, bool fused)
    {
        using Network<T> network = data.CreateNetwork();
        using TrainingStep<T> step = data.CreateStep(network, fused, options);
        for (int i = 0; i < CheckedSteps; i++)
        {
            // A rate that shows.
            step.Run(data.X, data.Targets, rateFactor: 1e5);
        }

        return network.WeightsHash();
    }

    private string? CostDifference(StepData<T> data, double theirs)
    {
        using Network<T> network = data.CreateNetwork();
        using TrainingStep<T> step = data.CreateStep(network, fused: true, options);
        double ours = step.Run(data.X, data.Targets);
        return Math.Abs(ours - theirs) <= CostTolerance * Math.Abs(ours)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the cost before the first step is {theirs:R}, ours {ours:R}");
    }
}
