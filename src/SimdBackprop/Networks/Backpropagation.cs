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
public sealed class Backpropagation<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly KernelOptions? _options;
    private readonly PooledTensor<T>[] _outputs;
    private readonly PooledTensor<T>?[] _preActivations;
    private readonly PooledTensor<double> _costs;
    private PooledTensor<T> _delta;
    private PooledTensor<T> _previousDelta;
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
        int widest = layers.Max(layer => layer.Outputs);
        _delta = PooledTensor<T>.Rent(maxBatch, widest);
        _previousDelta = PooledTensor<T>.Rent(maxBatch, widest);
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
        ReadOnlySpan2D<T> input = x;
        for (int l = 0; l < _outputs.Length; l++)
        {
            Span2D<T> output = Batch(_outputs[l], x.Height);
            _network.LayerSpan[l].Forward(input, _network.Parameters, Batch(_preActivations[l], x.Height), output, _options);
            input = output;
        }

        _rows = x.Height;
        return input;
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

    /// <summary>The costs of the batch's samples added to a sum, one after the other; and δᴸ, for the backward pass that goes on from it.</summary>
    /// <param name="targets">B × n_L.</param>
    /// <param name="weights">B numbers; empty for ones.</param>
    /// <param name="sum">The sum so far.</param>
    /// <param name="samples">m of the mean.</param>
    internal double AddCostsAndTakeError(ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights, double sum, int samples)
    {
        ReadOnlySpan2D<T> output = CheckedOutput(targets, weights);
        Span<double> costs = _costs.Span[.._rows];
        Span2D<T> delta = Error(_delta, _network.OutputWidth);
        _network.Cost.EvaluateWithGradient(output, targets, ElementType.FromDouble<T>(1.0 / samples), delta, costs, _options);
        SampleWeights.Apply(weights, delta, _options);
        _network.LayerSpan[^1].OutputError(Batch(_preActivations[^1], _rows), output, delta, _options);
        return SampleWeights.AddCosts(sum, costs, weights);
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
        BackwardFromError(x, beta);
    }

    /// <summary>The backward pass from the δᴸ that was taken with the costs.</summary>
    internal void BackwardFromError(ReadOnlySpan2D<T> x, T beta)
    {
        GradientUse use = new() { Network = _network, Beta = beta, Options = _options };
        Backward(x, ref use);
    }

    /// <summary>
    /// The same with an optimiser's step in it: no gradient is written, and a layer's parameters change as soon as the error of the layer before has been taken from them. Equal bits
    /// to gradients with β = 0 followed by the rule on every parameter. The states are laid out like <see cref="Network{T}.Parameters"/>; empty where the rule keeps none.
    /// </summary>
    internal void UpdateFromError<TRule>(ReadOnlySpan2D<T> x, in TRule rule, Span<T> state1, Span<T> state2)
        where TRule : struct, IUpdateRule<T>
    {
        UpdateUse<TRule> use = new() { Network = _network, Rule = ref rule, State1 = state1, State2 = state2, Options = _options };
        Backward(x, ref use);

        // What the forward pass left is of other parameters now.
        _rows = 0;
    }

    private void TakeError(ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        ReadOnlySpan2D<T> output = CheckedOutput(targets, weights);
        Span2D<T> delta = Error(_delta, _network.OutputWidth);
        _network.Cost.Gradient(output, targets, ElementType.FromDouble<T>(1.0 / _rows), delta, _options);
        SampleWeights.Apply(weights, delta, _options);
        _network.LayerSpan[^1].OutputError(Batch(_preActivations[^1], _rows), output, delta, _options);
    }

    private void ThrowIfOtherBatch(ReadOnlySpan2D<T> x)
    {
        ThrowIfNotForward();
        if (x.Height != _rows || x.Width != _network.InputWidth)
        {
            throw new ArgumentException($"x is {x.Height} x {x.Width} but the forward pass had {_rows} x {_network.InputWidth}.", nameof(x));
        }
    }

    private void Backward<TUse>(ReadOnlySpan2D<T> x, ref TUse use)
        where TUse : ILayerUse, allows ref struct
    {
        int last = _outputs.Length - 1;
        Span2D<T> delta = Error(_delta, _network.OutputWidth);
        for (int l = last; l >= 0; l--)
        {
            DenseLayer<T> layer = _network.LayerSpan[l];
            ReadOnlySpan2D<T> input = l == 0 ? x : Batch(_outputs[l - 1], _rows);
            Span2D<T> previous = l == 0 ? default : Error(_previousDelta, layer.Inputs);
            if (l > 0)
            {
                // Before the layer's use: that may change the weights.
                _network.LayerSpan[l - 1].HiddenError(
                    delta, layer.WeightsIn(_network.Parameters), Batch(_preActivations[l - 1], _rows), input, previous, _options);
            }

            use.Use(layer, delta, input);
            (_delta, _previousDelta) = (_previousDelta, _delta);
            delta = previous;
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
        return Batch(_outputs[_network.Owned(layer).Index - 1], _rows);
    }

    /// <summary>Z of a layer whose activation takes its derivative from it; empty for others.</summary>
    internal ReadOnlySpan2D<T> PreActivation(DenseLayer<T> layer) => Batch(_preActivations[_network.Owned(layer).Index - 1], _rows);

    /// <summary>Gives the buffers back to the pool, after the pass that is under way. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        foreach (PooledTensor<T>? tensor in (ReadOnlySpan<PooledTensor<T>?>)[.. _outputs, .. _preActivations, _delta, _previousDelta])
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

        return Batch(_outputs[^1], _rows);
    }

    private void ThrowIfNotForward()
    {
        if (_rows == 0)
        {
            throw new InvalidOperationException("There was no forward pass yet.");
        }
    }

    private static Span2D<T> Batch(PooledTensor<T>? tensor, int rows) =>
        tensor is null ? default : tensor.Span.AsMatrix(rows, tensor.Shape[1]);

    private Span2D<T> Error(PooledTensor<T> tensor, int width) => tensor.Span.AsMatrix(_rows, width);

    /// <summary>What becomes of a layer's error and input, from which its gradients follow.</summary>
    private interface ILayerUse
    {
        void Use(DenseLayer<T> layer, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input);
    }

    /// <summary>The gradients are written.</summary>
    private struct GradientUse : ILayerUse
    {
        internal Network<T> Network;
        internal T Beta;
        internal KernelOptions? Options;

        public readonly void Use(DenseLayer<T> layer, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input) =>
            Dense.BackwardWeights(delta, input, Beta, layer.WeightsIn(Network.Gradients), layer.BiasIn(Network.Gradients), Options);
    }

    /// <summary>The parameters take their step.</summary>
    private ref struct UpdateUse<TRule> : ILayerUse
        where TRule : struct, IUpdateRule<T>
    {
        internal Network<T> Network;
        internal ref readonly TRule Rule;
        internal Span<T> State1;
        internal Span<T> State2;
        internal KernelOptions? Options;

        public readonly void Use(DenseLayer<T> layer, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input) => Dense.BackwardWeightsUpdate(
            delta,
            input,
            layer.WeightsIn(Network.Parameters),
            layer.BiasIn(Network.Parameters),
            State1.IsEmpty ? default : layer.WeightsIn(State1),
            State2.IsEmpty ? default : layer.WeightsIn(State2),
            State1.IsEmpty ? default : layer.BiasIn(State1),
            State2.IsEmpty ? default : layer.BiasIn(State2),
            Rule,
            Options);
    }
}
