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

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_allocates_nothing_after_warm_up(string way, int threads)
    {
        using Dataset<float> data = Samples.Classification(200, inputs: 96, classes: 4, seed: 2);
        using Network<float> network = new NetworkBuilder<float>(96)
            .Dense<Gelu>(96).Dense<Tanh>(64).Dense<Identity>(4).Cost(new SoftmaxCrossEntropy<float>()).L2(1e-4).Build(1);
        TrainingOptions options = new()
        {
            Optimizer = Ways[way].Optimizer,
            ClipValue = Ways[way].ClipValue,
            ClipNorm = Ways[way].ClipNorm,
            MicroBatchSize = Ways[way].MicroBatchSize,
            WritesGradients = Ways[way].WritesGradients,
            Kernels = new KernelOptions { MaxDegreeOfParallelism = threads },
        };
        using MiniBatches<float> order = new(data, 64, new RandomSource(1));
        using TrainingStep<float> step = new(network, 64, options);
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
