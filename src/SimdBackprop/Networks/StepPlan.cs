using System.Numerics;

namespace SimdBackprop.Networks;

/// <summary>
/// How the threads share the steps of a network, decided by its shapes and the size of a batch. Either they share the step: first the samples, each thread passing its own forward and back through
/// all layers, then the parameters, each thread its own part of every layer; the team is entered twice. Or they share each product, layer after layer.
/// </summary>
/// <remarks>
/// Steps by samples against products, two threads: 784-30-10 took 0.77 to 0.93 times as long with 16 to 128 samples and 0.83 with 512, 100-64-10 0.73 to 0.88, 784-128-64-10 0.89 to 0.93 with 64 to 512, 784-256-10 0.92 to 0.95 with
/// 64 to 512, 784-512-512-10 and 2048-2048-2048-2048-2048 0.97 to 1.03 with 128 and 512 (ReLU, float, AVX-512, AMD).
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class StepPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples a thread from which on all of them may be shared: each thread reads every weight. With 16, 784-256-10 and 784-512-512-10 took 1.05 to 1.10 times as long, the large net 1.15 to 1.20 times.</summary>
    private const int LeastSamples = 32;

    /// <summary>
    /// The same where the weights are near, and the fewest that are worth a cut: with 8 to 24 a thread 784-30-10 took 0.77 to 0.93 times as long, 784-64-10, 200 KB of weights, 0.96 to 1.05, 784-100-10, 300 KB,
    /// 0.97 to 1.03.
    /// </summary>
    private const int LeastSamplesOfNear = 8;

    private readonly int _degree;
    private readonly SimdTier _tier;
    private readonly double _weights;

    /// <param name="layers">The network's layers.</param>
    /// <param name="options">The tier, and the most threads.</param>
    internal StepPlan(ReadOnlySpan<DenseLayer<T>> layers, KernelOptions? options)
    {
        _degree = KernelOptions.DegreeOf(options);
        _tier = KernelOptions.TierOf(options);
        foreach (DenseLayer<T> layer in layers)
        {
            _weights += (double)layer.Inputs * layer.Outputs;
        }

        OneThread = KernelOptions.OnOneThread(options);
    }

    /// <summary>For the kernels within a thread's share of the samples or parameters.</summary>
    internal KernelOptions OneThread { get; }

    /// <summary>Whether threads share samples and parameters; else each product. A larger batch does if a smaller one does.</summary>
    internal unsafe bool SharesSamples(int batch) =>
        int.Min(_degree, batch / LeastSamplesOfNear) > 1 && (batch / _degree >= LeastSamples || _weights * sizeof(T) <= GemmRouting.NearBytes);

    /// <summary>The threads for the samples of a batch, or for the parameters after it.</summary>
    internal int ThreadsFor(int batch) => SharesSamples(batch) ? GemmRouting.Threads(batch * _weights, int.Min(_degree, batch / LeastSamplesOfNear)) : 1;

    /// <summary>A batch's samples, cut for the threads. Never a single one of several: that would be another sum.</summary>
    internal Bands SamplesOf(int batch) => new(ThreadsFor(batch), batch, LeastSamplesOfNear);

    /// <summary>A layer's weights, cut for the threads.</summary>
    internal GemmPartition WeightsOf(DenseLayer<T> layer, int threads) => GemmRouting.PartitionOfWeights<T>(layer.Outputs, layer.Inputs, _tier, threads);
}
