using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>A training step takes no memory from the garbage collector, on any thread.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class TrainingAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_allocates_nothing_after_warm_up(int threads)
    {
        using Dataset<float> data = Samples.Classification(200, inputs: 96, classes: 4, seed: 2);
        using Network<float> network = new NetworkBuilder<float>(96)
            .Dense<Gelu>(96).Dense<Tanh>(64).Dense<Identity>(4).Cost(new SoftmaxCrossEntropy<float>()).L2(1e-4).Build(1);
        TrainingOptions options = new() { Optimizer = new Momentum(0.01), Kernels = new KernelOptions { MaxDegreeOfParallelism = threads } };
        using MiniBatches<float> order = new(data, 64, new RandomSource(1));
        using TrainingStep<float> step = new(network, 64, options);
        long least = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            order.StartEpoch();
            for (int batch = 1; order.Next(); batch++)
            {
                step.Run(order.Inputs, order.Targets, 1, batch);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
