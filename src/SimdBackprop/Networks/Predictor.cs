using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// A snapshot of a network's parameters that predicts, its weights packed for the tier of its options. Each sample's result is the chain of its own
/// row, so it does not depend on the batch it comes in. Many threads may predict at once; <see cref="Refresh"/> must not run beside them.
/// <see cref="Dispose"/> may: what is being predicted then ends, or throws an <see cref="ObjectDisposedException"/>.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Predictor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most rows carried through all layers at a time, so that what lies between the layers stays in cache.</summary>
    private const int MaxChunkRows = 256;

    /// <summary>The most elements of scratch between two layers: very wide layers take fewer rows at a time.</summary>
    private const int MaxChunkElements = 1 << 26;

    private readonly Network<T> _network;
    private readonly KernelOptions? _options;
    private readonly PackedMatrix<T>[] _weights;
    private readonly T[][] _biases;
    private readonly int _widest;

    internal Predictor(Network<T> network, KernelOptions? options)
    {
        using Use use = new(network);
        _network = network;
        _options = options;
        _weights = [.. network.Layers.Select(layer => new PackedMatrix<T>(Transpose.Yes, network.Weights(layer), options))];
        _biases = [.. network.Layers.Select(layer => network.Bias(layer).ToArray())];
        _widest = network.Layers.Max(layer => layer.Outputs);
        ChunkRows = Math.Clamp(MaxChunkElements / _widest, 1, MaxChunkRows);
    }

    /// <summary>The width of a sample.</summary>
    public int InputWidth => _network.InputWidth;

    /// <summary>The width of a prediction.</summary>
    public int OutputWidth => _network.OutputWidth;

    /// <summary>The network's cost, which knows what turns its outputs into predictions.</summary>
    public ICost<T> Cost => _network.Cost;

    /// <summary>Rows carried through all layers at a time.</summary>
    internal int ChunkRows { get; }

    /// <summary>The tier and threads it runs on.</summary>
    internal KernelOptions? Options => _options;

    /// <summary>Takes a new snapshot of the network's parameters.</summary>
    /// <exception cref="ObjectDisposedException">This predictor or the network has been disposed.</exception>
    public void Refresh()
    {
        using Use use = new(_network);
        foreach (DenseLayer<T> layer in _network.Layers)
        {
            _weights[layer.Index - 1].Pack(Transpose.Yes, _network.Weights(layer), _options);
            _network.Bias(layer).CopyTo(_biases[layer.Index - 1]);
        }
    }

    /// <summary>
    /// Predicts. With a cost that takes logits the result is probabilities (softmax or sigmoid), else the last layer's activations.
    /// </summary>
    /// <param name="x">N × n₀.</param>
    /// <param name="prediction">N × n_L, overwritten; shares no element with x.</param>
    /// <param name="logits">True for the last layer's activations as they are.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or prediction shares an element with x.</exception>
    /// <exception cref="ObjectDisposedException">This predictor has been disposed.</exception>
    public void Predict(ReadOnlySpan2D<T> x, Span2D<T> prediction, bool logits = false)
    {
        if (x.Height != prediction.Height || (x.Height > 0 && (x.Width != InputWidth || prediction.Width != OutputWidth)))
        {
            throw new ArgumentException(
                $"x is {x.Height} x {x.Width} and prediction {prediction.Height} x {prediction.Width}; "
                + $"they must be N x {InputWidth} and N x {OutputWidth}.",
                nameof(prediction));
        }

        CheckDisjoint(x, prediction);
        for (int row = 0; row < x.Height; row += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, x.Height - row);
            PredictChunk(x.Slice(row, 0, rows, x.Width), prediction.Slice(row, 0, rows, prediction.Width), logits);
        }
    }

    /// <summary>Predicts one sample.</summary>
    /// <param name="x">n₀.</param>
    /// <param name="prediction">n_L, overwritten; shares no element with x.</param>
    /// <param name="logits">True for the last layer's activations as they are.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or prediction shares an element with x.</exception>
    /// <exception cref="ObjectDisposedException">This predictor has been disposed.</exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> prediction, bool logits = false) => Predict(x.AsRow(), prediction.AsRow(), logits);

    /// <summary>Gives the snapshot back to the pool. Calling it again does nothing.</summary>
    public void Dispose() => Array.ForEach(_weights, static weights => weights.Dispose());

    // All of it before the first row is written: the chunks would each see a part only.
    private static unsafe void CheckDisjoint(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> prediction)
    {
        fixed (T* px = &x.DangerousGetReference(), pp = &prediction.DangerousGetReference())
        {
            Guard.Disjoint(new MatrixView<T>(prediction, pp), nameof(prediction), new MatrixView<T>(x, px), nameof(x));
        }
    }

    private void PredictChunk(ReadOnlySpan2D<T> x, Span2D<T> prediction, bool logits)
    {
        using PooledScratch<T> first = new(x.Height * _widest);
        using PooledScratch<T> second = new(x.Height * _widest);
        IReadOnlyList<DenseLayer<T>> layers = _network.Layers;
        ReadOnlySpan2D<T> input = x;
        for (int l = 0; l < layers.Count; l++)
        {
            Span2D<T> output = l == layers.Count - 1
                ? prediction
                : (l % 2 == 0 ? first : second).Span.AsMatrix(x.Height, layers[l].Outputs);
            layers[l].Predict(input, _weights[l], _biases[l], output, _options);
            input = output;
        }

        if (!logits)
        {
            _network.Cost.ToPrediction(prediction, _options);
        }
    }
}
