using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>A hundred steps end in the same weights, bit for bit, whichever tier, number of threads and way of updating took them.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class HundredStepsTests
{
    private const int Batch = 96;

    // Of the hidden layers: wide enough that threads share them.
    private const int Width = 96;

    public static TheoryData<string> Optimizers => [.. AnyOptimizer.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void After_a_hundred_steps_fused_and_unfused_have_the_same_weights_on_every_tier_and_thread_count(string optimizer) => AssertSame(
        optimizer,
        static () => new NetworkBuilder<float>(40).Dense<Gelu>(Width).Dense<Tanh>(Width).Dense<Relu>(19).Dense<Identity>(5).Cost(new SoftmaxCrossEntropy<float>()).L2(1e-3).Build(1));

    [Fact]
    public void So_it_is_in_double() => AssertSame(
        new AdamW(0.01).Name,
        static () => new NetworkBuilder<double>(40).Dense<Gelu>(Width).Dense<Tanh>(Width).Dense<Relu>(19).Dense<Identity>(5).Cost(new SoftmaxCrossEntropy<double>()).L2(1e-3).Build(1));

    // Too wide for threads to share the samples of so small a batch: they share products.
    [Fact]
    public void So_it_is_where_threads_share_products() => AssertSame(
        new Momentum(0.01).Name,
        static () => new NetworkBuilder<double>(40).Dense<Sigmoid>(WidthOfFar).Dense<Elu>(WidthOfFar).Dense<Identity>(5).Cost(new SoftmaxCrossEntropy<double>()).Build(1),
        batch: 24,
        sharesSamples: false);

    // Nor so narrow that their products are too light.
    private static int WidthOfFar => int.Max((int)Math.Sqrt(GemmRouting.NearBytes / sizeof(double)) + 1, 180);

    private static void AssertSame<T>(string optimizer, Func<Network<T>> build, int batch = Batch, bool sharesSamples = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Dataset<T> data = Samples.Classification<T>((2 * batch) + 5, inputs: 40, classes: 5, seed: 3);
        HashSet<string> hashes = [];
        foreach (KernelOptions kernels in Runs.All.Where(static kernels => kernels.MaxDegreeOfParallelism <= 3))
        {
            using Network<T> network = build();
            Assert.Equal(sharesSamples && kernels.MaxDegreeOfParallelism > 1, new StepPlan<T>(network.LayerSpan, kernels).SharesSamples(batch));
            foreach (bool writes in (bool[])[false, true])
            {
                long before = WorkerTeam.PartsRunByWorker.Sum();
                hashes.Add(Train(build, data, batch, new TrainingOptions { Optimizer = AnyOptimizer.Of(optimizer), Kernels = kernels, WritesGradients = writes }));
                Assert.Equal(kernels.MaxDegreeOfParallelism > 1, WorkerTeam.PartsRunByWorker.Sum() > before);
            }
        }

        Assert.Single(hashes);
    }

    /// <summary>Steps over two whole batches and a rest of 5 samples; returns the weights' hash.</summary>
    private static string Train<T>(Func<Network<T>> build, Dataset<T> data, int batch, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Network<T> network = build();
        using MiniBatches<T> order = new(data, batch, new RandomSource(4));
        using TrainingStep<T> step = new(network, batch, options);
        order.StartEpoch();
        for (int done = 0; done < 100; done++)
        {
            if (!order.Next())
            {
                order.StartEpoch();
                order.Next();
            }

            step.Run(order.Inputs, order.Targets);
        }

        return network.WeightsHash();
    }
}
