using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>A training step takes no memory from the garbage collector, on any thread.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class TrainingAllocationTests
{
    private static readonly Dictionary<string, TrainingOptions> Ways = new()
    {
        ["fused"] = new() { Optimizer = new Momentum(0.01) },
        ["fused with two states and a limit"] = new() { Optimizer = new AdamW(0.01), ClipValue = 0.1 },
        ["clipped by the norm"] = new() { Optimizer = new Adam(0.01), ClipNorm = 0.1 },
        ["in parts"] = new() { Optimizer = new RmsProp(0.01), MicroBatchSize = 24 },
        ["written"] = new() { Optimizer = new Nesterov(0.01), WritesGradients = true },
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string way in Ways.Keys)
            {
                cases.Add(way, 1);
                cases.Add(way, 2);
                cases.Add(way, 3);
            }

            return cases;
        }
    }

    public static TheoryData<SimdTier> Tiers => [.. Enum.GetValues<SimdTier>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_allocates_nothing_after_warm_up(string way, int threads) =>
        AssertAllocatesNothing(OfFloat, way, new KernelOptions { MaxDegreeOfParallelism = threads });

    [Theory]
    [MemberData(nameof(Tiers))]
    public void So_it_is_on_every_tier_and_in_double(SimdTier tier)
    {
        AssertAllocatesNothing(OfFloat, "fused", new KernelOptions { MaxDegreeOfParallelism = 3, Tier = tier });
        AssertAllocatesNothing(OfDouble, "fused with two states and a limit", new KernelOptions { MaxDegreeOfParallelism = 2, Tier = tier });
        AssertAllocatesNothing(OfDouble, "written", new KernelOptions { MaxDegreeOfParallelism = 1, Tier = tier });
    }

    private static Network<float> OfFloat() =>
        new NetworkBuilder<float>(96).Dense<Gelu>(96).Dense<Tanh>(64).Dense<Identity>(4).Cost(new SoftmaxCrossEntropy<float>()).L2(1e-4).Build(1);

    private static Network<double> OfDouble() =>
        new NetworkBuilder<double>(96).Dense<Gelu>(96).Dense<Tanh>(64).Dense<Identity>(4).Cost(new SoftmaxCrossEntropy<double>()).L2(1e-4).Build(1);

    private static void AssertAllocatesNothing<T>(Func<Network<T>> build, string way, KernelOptions kernels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Dataset<T> data = Samples.Classification<T>(200, inputs: 96, classes: 4, seed: 2);
        using Network<T> network = build();
        TrainingOptions options = new()
        {
            Optimizer = Ways[way].Optimizer,
            ClipValue = Ways[way].ClipValue,
            ClipNorm = Ways[way].ClipNorm,
            MicroBatchSize = Ways[way].MicroBatchSize,
            WritesGradients = Ways[way].WritesGradients,
            Kernels = kernels,
        };
        using MiniBatches<T> order = new(data, 64, new RandomSource(1));
        using TrainingStep<T> step = new(network, 64, options);
        long least = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            order.StartEpoch();
            while (order.Next())
            {
                step.Run(order.Inputs, order.Targets);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
