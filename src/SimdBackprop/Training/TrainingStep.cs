using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>
/// One step of training, again and again: forward, cost, backward, penalty, update. It owns the buffers of the passes and the
/// optimiser's state.
/// </summary>
internal sealed class TrainingStep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly TrainingOptions _options;
    private readonly Backpropagation<T> _passes;
    private readonly PooledTensor<T> _state1;
    private readonly PooledTensor<T> _state2;
    private long _steps;

    internal TrainingStep(Network<T> network, int batchSize, TrainingOptions options)
    {
        _network = network;
        _options = options;
        _passes = new Backpropagation<T>(network, batchSize, options.Kernels);
        int parameters = network.Parameters.Length;
        _state1 = PooledTensor<T>.Rent(options.Optimizer.StateCount >= 1 ? parameters : 0);
        _state2 = PooledTensor<T>.Rent(options.Optimizer.StateCount >= 2 ? parameters : 0);
    }

    /// <summary>Learns from one mini-batch and returns its mean cost before the step.</summary>
    /// <exception cref="TrainingDivergedException">A NaN or infinity in the batch, a layer or the cost; nothing was learnt from it.</exception>
    internal double Run(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, int epoch, int batch)
    {
        if (!Finite.All(x, _options.Kernels))
        {
            throw new TrainingDivergedException(epoch, batch, 0, "the inputs contain NaN or infinity");
        }

        _passes.Forward(x);
        double cost = _passes.Cost(targets);
        if (!double.IsFinite(cost))
        {
            int layer = FirstNotFinite(x);
            throw new TrainingDivergedException(epoch, batch, layer, layer <= _network.Layers.Count
                ? "its activations contain NaN or infinity; the learning rate or the penalty may be too high"
                : $"the cost is {cost}");
        }

        _passes.Backward(x, targets);
        _network.AddPenaltyGradient(_options.Kernels);
        _steps++;
        foreach (DenseLayer<T> layer in _network.LayerSpan)
        {
            Update(layer.WeightOffset, layer.Inputs * layer.Outputs, areBiases: false);
            Update(layer.BiasOffset, layer.HasBias ? layer.Outputs : 0, areBiases: true);
        }

        return cost;
    }

    /// <summary>The first layer with a NaN or infinity for any of the samples: 0 for the inputs, L + 1 if there is none.</summary>
    internal int FirstNotFinite(ReadOnlySpan2D<T> x)
    {
        int first = _network.Layers.Count + 1;
        for (int row = 0; row < x.Height; row += _passes.MaxBatch)
        {
            ReadOnlySpan2D<T> batch = x.Slice(row, 0, Math.Min(_passes.MaxBatch, x.Height - row), x.Width);
            if (!Finite.All(batch, _options.Kernels))
            {
                return 0;
            }

            _passes.Forward(batch);
            foreach (DenseLayer<T> layer in _network.LayerSpan[..(first - 1)])
            {
                if (!Finite.All(_passes.Output(layer), _options.Kernels))
                {
                    first = layer.Index;
                    break;
                }
            }
        }

        return first;
    }

    public void Dispose()
    {
        _passes.Dispose();
        _state1.Dispose();
        _state2.Dispose();
    }

    private void Update(int offset, int length, bool areBiases) => _options.Optimizer.Step(
        _steps,
        new ParameterBlock<T>
        {
            AreBiases = areBiases,
            Parameters = _network.Parameters.Slice(offset, length),
            Gradient = _network.Gradients.Slice(offset, length),
            State1 = Slice(_state1, offset, length),
            State2 = Slice(_state2, offset, length),
        },
        _options.Kernels);

    private static Span<T> Slice(PooledTensor<T> state, int offset, int length) => state.Length == 0 ? default : state.Span.Slice(offset, length);
}
