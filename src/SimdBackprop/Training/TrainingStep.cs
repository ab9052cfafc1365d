using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>
/// One step of training, again and again: forward, cost, backward, penalty, clipping, update. It owns the buffers of the passes and the
/// optimiser's state.
/// </summary>
/// <remarks>
/// A step takes one of two ways with equal bits. The fused way never writes a gradient. The separate way does, for whoever needs all of them before the first parameter
/// changes: clipping by the norm, a batch that comes in parts, and the norms that are reported.
/// <para>
/// One thread at a time may run it. <see cref="Dispose"/> may run beside a step, the network's too: the step ends, or throws an <see cref="ObjectDisposedException"/>, and the
/// memory goes back to the pool after it.
/// </para>
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TrainingStep<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly TrainingOptions _options;
    private readonly Backpropagation<T> _passes;
    private readonly PooledTensor<T> _state1;
    private readonly PooledTensor<T> _state2;
    private readonly double[] _gradientNorms;
    private readonly int _batchSize;
    private readonly int _partSize;
    private long _steps;
    private UseCount _users;

    /// <summary>Makes the buffers, and the optimiser's state at zero.</summary>
    /// <param name="network">The network; its parameters change. It must outlive this object.</param>
    /// <param name="batchSize">The most samples of a mini-batch.</param>
    /// <param name="options">
    /// The optimiser, clipping, parts of a batch, whether gradients are written, tier and threads. The rest is the trainer's: a loop of one's own passes a schedule's factor to
    /// <see cref="Run(ReadOnlySpan2D{T}, ReadOnlySpan2D{T}, double, ReadOnlySpan{T})"/> and ends when it wants to. The defaults if it is null.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one sample, or the buffers exceed what one array can hold.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public TrainingStep(Network<T> network, int batchSize, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        using Use use = new(network);
        options ??= new TrainingOptions();
        _network = network;
        _options = options;
        _batchSize = batchSize;
        _partSize = Math.Min(options.MicroBatchSize ?? batchSize, batchSize);
        _passes = new Backpropagation<T>(network, _partSize, options.Kernels);
        int parameters = network.Parameters.Length;
        _state1 = PooledTensor<T>.Rent(options.Optimizer.StateCount >= 1 ? parameters : 0);
        _state2 = PooledTensor<T>.Rent(options.Optimizer.StateCount >= 2 ? parameters : 0);
        _gradientNorms = new double[network.Layers.Count];
    }

    /// <summary>The Euclidean norm of every layer's gradient with its penalty, before any clipping, in the last step that measured them.</summary>
    internal ReadOnlySpan<double> GradientNorms => _gradientNorms;

    /// <summary>Learns from one mini-batch and returns its mean cost before the step, without the penalty. It allocates nothing once code is warm.</summary>
    /// <param name="x">B × n₀; up to the batch size.</param>
    /// <param name="targets">B × n_L.</param>
    /// <param name="rateFactor">What the learning rate is multiplied by.</param>
    /// <param name="weights">
    /// What each sample's cost counts, B numbers; empty for ones. The cost is (1/B)·Σ wᵢ·Jᵢ: the mean over the samples of the batch, also where it comes in parts, whatever the weights'
    /// sum. All may be 0: then only the penalty and what the optimiser remembers move the parameters. The optimiser's state is not checked for overflow.
    /// </param>
    /// <exception cref="ArgumentException">A shape does not fit, or a weight is negative, infinite or NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative, infinite or NaN.</exception>
    /// <exception cref="ObjectDisposedException">This object or the network has been disposed.</exception>
    /// <exception cref="TrainingDivergedException">A NaN or infinity in the batch, a layer or the cost; nothing was learnt from it.</exception>
    public double Run(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, double rateFactor = 1, ReadOnlySpan<T> weights = default) =>
        Run(x, targets, weights, epoch: 1, (int)long.Min(_steps + 1, int.MaxValue), rateFactor);

    /// <summary>Learns from one mini-batch and returns its mean cost before the step.</summary>
    /// <param name="x">B × n₀.</param>
    /// <param name="targets">B × n_L.</param>
    /// <param name="weights">B numbers; empty for ones.</param>
    /// <param name="epoch">The epoch, for messages.</param>
    /// <param name="batch">The mini-batch, for messages.</param>
    /// <param name="rateFactor">What the learning rate is multiplied by.</param>
    /// <param name="measuresNorms">Whether <see cref="GradientNorms"/> are wanted of this step.</param>
    /// <exception cref="TrainingDivergedException">A NaN or infinity in the batch, a layer or the cost; nothing was learnt from it.</exception>
    internal double Run(
        ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights, int epoch, int batch, double rateFactor, bool measuresNorms = false)
    {
        using Use use = new(this);
        using Use networkUse = new(_network);
        CheckShapes(x, targets);
        SampleWeights.Check(weights, x.Height);
        HyperParameter.NotNegative(rateFactor);
        bool isWhole = x.Height <= _partSize;
        double cost = (isWhole ? _passes.ForwardToErrors(x, targets, weights, 0, x.Height) : Accumulate(x, targets, weights)) / x.Height;
        if (!double.IsFinite(cost))
        {
            int layer = FirstNotFinite(x);
            throw new TrainingDivergedException(epoch, batch, layer, layer == 0 ? "the inputs contain NaN or infinity" : layer <= _network.Layers.Count
                ? "its activations contain NaN or infinity; the learning rate, the penalty or a sample's weight may be too high"
                : $"the cost is {cost}");
        }

        OptimizerStep step = new(++_steps, rateFactor);
        if (isWhole && !measuresNorms && _options.ClipNorm is null && !_options.WritesGradients)
        {
            FusedUse fused = new() { Step = this, X = x };
            _options.Optimizer.Provide<T, FusedUse>(step, ref fused);
            return cost;
        }

        if (isWhole)
        {
            _passes.GradientsFromErrors(x, T.Zero);
        }

        Prepare(measuresNorms);
        foreach (DenseLayer<T> layer in _network.LayerSpan)
        {
            Update(step, layer.WeightOffset, layer.Inputs * layer.Outputs, ParameterKind.Weight);
            Update(step, layer.BiasOffset, layer.HasBias ? layer.Outputs : 0, ParameterKind.Bias);
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

    /// <summary>Gives the buffers back to the pool, after the step that is under way. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        _passes.Dispose();
        _state1.Dispose();
        _state2.Dispose();
    }

    private void CheckShapes(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets)
    {
        if (x.Height < 1 || x.Height > _batchSize || x.Width != _network.InputWidth)
        {
            throw new ArgumentException($"x is {x.Height} x {x.Width} but must be 1 to {_batchSize} rows of {_network.InputWidth}.", nameof(x));
        }

        Guard.Shape(targets, nameof(targets), x.Height, _network.OutputWidth, "there is a target for each sample and output");
    }

    /// <summary>The gradients of a batch in parts, each added to those before, of the mean cost over all of it; the sum of the costs is returned.</summary>
    private double Accumulate(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        double sum = 0;

        // Even parts, so that none is a single sample if the others have three.
        int parts = ((x.Height - 1) / _partSize) + 1;
        for (int i = 0; i < parts; i++)
        {
            int row = (int)((long)x.Height * i / parts), rows = (int)((long)x.Height * (i + 1) / parts) - row;
            ReadOnlySpan2D<T> part = x.Slice(row, 0, rows, x.Width), partTargets = targets.Slice(row, 0, rows, targets.Width);
            sum = _passes.ForwardToErrors(part, partTargets, weights.IsEmpty ? default : weights.Slice(row, rows), sum, x.Height);
            if (!double.IsFinite(sum))
            {
                return sum;
            }

            _passes.GradientsFromErrors(part, row == 0 ? T.Zero : T.One);
        }

        return sum;
    }

    /// <summary>What comes between a gradient and the rule, in this order: the penalty, the norms that are reported, clipping by value, clipping by the norm.</summary>
    private void Prepare(bool measuresNorms)
    {
        _network.AddPenaltyGradient(_options.Kernels);
        for (int l = 0; measuresNorms && l < _gradientNorms.Length; l++)
        {
            _gradientNorms[l] = _network.GradientNorm(_network.LayerSpan[l], _options.Kernels);
        }

        if (_options.ClipValue is { } value)
        {
            _network.ClipGradientsByValue(value, _options.Kernels);
        }

        if (_options.ClipNorm is { } norm)
        {
            _network.ClipGradientsByNorm(norm, _options.Kernels);
        }
    }

    private void Update(OptimizerStep step, int offset, int length, ParameterKind kind) => _options.Optimizer.Step(
        step,
        new ParameterBlock<T>
        {
            Kind = kind,
            Parameters = _network.Parameters.Slice(offset, length),
            Gradient = _network.Gradients.Slice(offset, length),
            State1 = Slice(_state1, offset, length),
            State2 = Slice(_state2, offset, length),
        },
        _options.Kernels);

    private static Span<T> Slice(PooledTensor<T> state, int offset, int length) => state.Length == 0 ? default : state.Span.Slice(offset, length);

    /// <summary>The backward pass with the rule in it.</summary>
    private ref struct FusedUse : IRuleUse<T>
    {
        internal TrainingStep<T> Step;
        internal ReadOnlySpan2D<T> X;

        public readonly void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            TrainingOptions options = Step._options;
            if (Step._network.L2 == 0 && options.ClipValue is null)
            {
                // The same bits without asking about either at every vector: Adam's steps of 784-30-10 are 1.01 times as fast.
                Step._passes.UpdateFromErrors(X, rule, Step._state1.Span, Step._state2.Span);
                return;
            }

            RegularizedRule<T, TRule> regularized = new(
                rule,
                ElementType.FromDouble<T>(2 * Step._network.L2),
                options.ClipValue is { } limit ? ElementType.FromPositive<T>(limit) : null);
            Step._passes.UpdateFromErrors(X, regularized, Step._state1.Span, Step._state2.Span);
        }
    }
}
