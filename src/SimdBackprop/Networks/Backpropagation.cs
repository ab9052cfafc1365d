using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// Forward and backward passes of a network for batches up to a fixed size: it owns the activations and errors between the two, and
/// allocates nothing after it is made.
/// </summary>
/// <remarks>
/// One thread at a time may run passes. <see cref="Dispose"/> may run beside them, the network's too: a pass under way ends, or throws an
/// <see cref="ObjectDisposedException"/>, and the memory goes back to the pool after it. What a pass returns lies in that memory and must not outlive it.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed partial class Backpropagation<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly KernelOptions? _options;
    private readonly PooledTensor<T>[] _outputs;
    private readonly PooledTensor<T>?[] _preActivations;
    private readonly PooledTensor<double> _costs;
    private readonly PooledTensor<T>[] _deltas;
    private readonly StepPlan<T> _plan;
    private int _rows;
    private UseCount _users;

    /// <summary>Makes the buffers.</summary>
    /// <param name="network">The network; it must outlive this object.</param>
    /// <param name="maxBatch">The most samples in a batch.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one sample, or the buffers exceed what one array can hold.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Backpropagation(Network<T> network, int maxBatch, KernelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        using Use use = new(network);
        _network = network;
        _options = options;
        MaxBatch = maxBatch;
        IReadOnlyList<DenseLayer<T>> layers = network.Layers;
        _outputs = [.. layers.Select(layer => PooledTensor<T>.Rent(maxBatch, layer.Outputs))];
        _preActivations =
        [
            .. layers.Select(layer =>
                layer.DerivativeOperand == DerivativeOperand.PreActivation ? PooledTensor<T>.Rent(maxBatch, layer.Outputs) : null),
        ];
        _costs = PooledTensor<double>.Rent(maxBatch);
        _plan = new StepPlan<T>(network.LayerSpan, options);

        // Two take turns where each error is done with before the next but one.
        _deltas = _plan.SharesSamples(maxBatch)
            ? [.. layers.Select(layer => PooledTensor<T>.Rent(maxBatch, layer.Outputs))]
            : [.. layers.Take(2).Select(_ => PooledTensor<T>.Rent(maxBatch, layers.Max(layer => layer.Outputs)))];
    }

    /// <summary>The most samples in a batch.</summary>
    public int MaxBatch { get; }

    /// <summary>The forward pass: A⁰ = X, Zˡ = Aˡ⁻¹·(Wˡ)ᵀ + bˡ, Aˡ = f(Zˡ).</summary>
    /// <param name="x">B × n₀.</param>
    /// <returns>Aᴸ, B × n_L; valid until the next pass.</returns>
    /// <exception cref="ArgumentException">The width is not the network's, or B is zero or above <see cref="MaxBatch"/>.</exception>
    /// <exception cref="ObjectDisposedException">This object or the network has been disposed.</exception>
    public ReadOnlySpan2D<T> Forward(ReadOnlySpan2D<T> x)
    {
        using Use use = new(this);
        using Use networkUse = new(_network);
        if (x.Height < 1 || x.Height > MaxBatch || x.Width != _network.InputWidth)
        {
            throw new ArgumentException(
                $"x is {x.Height} x {x.Width} but must be 1 to {MaxBatch} rows of {_network.InputWidth}.", nameof(x));
        }

        // Not a pass until it is complete: a layer's activation may throw.
        _rows = 0;
        ReadOnlySpan2D<T> output = Forward(x, 0, _options);
        _rows = x.Height;
        return output;
    }

    /// <summary>The mean cost J = (1/B)·Σ wᵢ·Jᵢ of the batch last passed forward, without the penalty.</summary>
    /// <param name="targets">B × n_L.</param>
    /// <param name="weights">wᵢ, B numbers; empty for ones. The mean is over the samples, not over the weights.</param>
    /// <exception cref="ArgumentException">The shape is not that of the output, the weights are neither none nor B, or one is negative, infinite or NaN.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass.</exception>
    /// <exception cref="ObjectDisposedException">This object has been disposed.</exception>
    public double Cost(ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights = default)
    {
        using Use use = new(this);
        ReadOnlySpan2D<T> output = CheckedOutput(targets, weights);
        Span<double> costs = _costs.Span[.._rows];
        _network.Cost.Evaluate(output, targets, costs, _options);
        return SampleWeights.AddCosts(0, costs, weights) / _rows;
    }

    /// <summary>
    /// The backward pass for the batch last passed forward: δᴸ = ∂J/∂Aᴸ ⊙ f′, δˡ = (δˡ⁺¹·Wˡ⁺¹) ⊙ f′, and every layer's
    /// ∂J/∂W = (δˡ)ᵀ·Aˡ⁻¹ and ∂J/∂b = Σ δˡ into the network's gradient arena. J is the mean over the batch as <see cref="Cost"/> gives it.
    /// </summary>
    /// <param name="x">The batch's inputs again, B × n₀.</param>
    /// <param name="targets">B × n_L.</param>
    /// <param name="beta">0 overwrites the gradients, 1 adds to them.</param>
    /// <param name="weights">What each sample's cost counts, B numbers; empty for ones.</param>
    /// <exception cref="ArgumentException">A shape is not that of the forward pass, or a weight is negative, infinite or NaN.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass.</exception>
    /// <exception cref="ObjectDisposedException">This object or the network has been disposed.</exception>
    public void Backward(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, T beta = default, ReadOnlySpan<T> weights = default)
    {
        using Use use = new(this);
        using Use networkUse = new(_network);
        ThrowIfOtherBatch(x);
        TakeError(targets, weights);
        LayerByLayer(x, new GradientUse() { Network = _network, Beta = beta });
    }

    private void TakeError(ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        ReadOnlySpan2D<T> output = CheckedOutput(targets, weights);
        Span2D<T> delta = Error(_outputs.Length - 1, 0, _rows);
        _network.Cost.Gradient(output, targets, ElementType.FromDouble<T>(1.0 / _rows), delta, _options);
        SampleWeights.Apply(weights, delta, _options);
        _network.LayerSpan[^1].OutputError(Rows(_preActivations[^1], 0, _rows), output, delta, _options);
    }

    private void ThrowIfOtherBatch(ReadOnlySpan2D<T> x)
    {
        ThrowIfNotForward();
        if (x.Height != _rows || x.Width != _network.InputWidth)
        {
            throw new ArgumentException($"x is {x.Height} x {x.Width} but the forward pass had {_rows} x {_network.InputWidth}.", nameof(x));
        }
    }

    /// <summary>The forward pass of some of the samples; <paramref name="row"/> is the first's place in the batch.</summary>
    private ReadOnlySpan2D<T> Forward(ReadOnlySpan2D<T> x, int row, KernelOptions? options)
    {
        ReadOnlySpan2D<T> input = x;
        for (int l = 0; l < _outputs.Length; l++)
        {
            Span2D<T> output = Rows(_outputs[l], row, x.Height);
            _network.LayerSpan[l].Forward(input, _network.Parameters, Rows(_preActivations[l], row, x.Height), output, options);
            input = output;
        }

        return input;
    }

    /// <summary>δ of the layer before layer l, counted from 0, for some of the samples.</summary>
    private void HiddenError(int l, int row, int rows, KernelOptions? options) => _network.LayerSpan[l - 1].HiddenError(
        Error(l, row, rows),
        _network.LayerSpan[l].WeightsIn(_network.Parameters),
        Rows(_preActivations[l - 1], row, rows),
        Rows(_outputs[l - 1], row, rows),
        Error(l - 1, row, rows),
        options);

    /// <summary>Error after error from δᴸ on, and what becomes of each as soon as it has been handed down.</summary>
    private void LayerByLayer<TUse>(ReadOnlySpan2D<T> x, in TUse use)
        where TUse : ILayerUse, allows ref struct
    {
        for (int l = _outputs.Length - 1; l >= 0; l--)
        {
            if (l > 0)
            {
                // Before the layer's use: that may change the weights.
                HiddenError(l, 0, _rows, _options);
            }

            DenseLayer<T> layer = _network.LayerSpan[l];
            UseError(layer, new GemmRectangle(0, 0, layer.Outputs, layer.Inputs), x, use, _options);
        }
    }

    /// <summary>A of a layer for the batch last passed forward, B × n_out; valid until the next pass.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass.</exception>
    /// <exception cref="ObjectDisposedException">This object has been disposed.</exception>
    public ReadOnlySpan2D<T> Output(DenseLayer<T> layer)
    {
        ObjectDisposedException.ThrowIf(_users.IsClosed, this);
        ThrowIfNotForward();
        return Rows(_outputs[_network.Owned(layer).Index - 1], 0, _rows);
    }

    /// <summary>Z of a layer whose activation takes its derivative from it; empty for others.</summary>
    internal ReadOnlySpan2D<T> PreActivation(DenseLayer<T> layer) => Rows(_preActivations[_network.Owned(layer).Index - 1], 0, _rows);

    /// <summary>Gives the buffers back to the pool, after the pass that is under way. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        foreach (PooledTensor<T>? tensor in (ReadOnlySpan<PooledTensor<T>?>)[.. _outputs, .. _preActivations, .. _deltas])
        {
            tensor?.Dispose();
        }

        _costs.Dispose();
    }

    private ReadOnlySpan2D<T> CheckedOutput(ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        ThrowIfNotForward();
        SampleWeights.Check(weights, _rows);
        if (targets.Height != _rows || targets.Width != _network.OutputWidth)
        {
            throw new ArgumentException(
                $"targets are {targets.Height} x {targets.Width} but the output is {_rows} x {_network.OutputWidth}.", nameof(targets));
        }

        return Rows(_outputs[^1], 0, _rows);
    }

    private void ThrowIfNotForward()
    {
        if (_rows == 0)
        {
            throw new InvalidOperationException("There was no forward pass yet.");
        }
    }

    private static Span2D<T> Rows(PooledTensor<T>? tensor, int row, int rows) =>
        tensor is null ? default : tensor.Span[(row * tensor.Shape[1])..].AsMatrix(rows, tensor.Shape[1]);

    /// <summary>δ of a layer, counted from 0, for some of the samples.</summary>
    private Span2D<T> Error(int l, int row, int rows)
    {
        int width = _network.LayerSpan[l].Outputs;
        return _deltas[l % _deltas.Length].Span[(row * width)..].AsMatrix(rows, width);
    }
}
