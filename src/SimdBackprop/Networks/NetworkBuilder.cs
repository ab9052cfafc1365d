using System.Numerics;

namespace SimdBackprop.Networks;

/// <summary>Describes a network layer by layer; <see cref="Build"/> makes it, with seeded weights.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class NetworkBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _inputs;
    private readonly List<(int Outputs, Initialization Initialization, Func<int, int, int, DenseLayer<T>> Make)> _layers = [];
    private ICost<T> _cost = new HalfSquaredError<T>();
    private double _l2;

    /// <summary>Starts a network.</summary>
    /// <param name="inputs">n₀, the width of a sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public NetworkBuilder(int inputs)
    {
        ElementType.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        _inputs = inputs;
    }

    /// <summary>Adds a dense layer on top.</summary>
    /// <param name="outputs">Its neurons.</param>
    /// <param name="activation">f.</param>
    /// <param name="bias">Whether each neuron has a bias.</param>
    /// <param name="initialization">How the weights start; <see cref="Initialization.Glorot"/> if it is null.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Less than one neuron.</exception>
    public NetworkBuilder<T> Dense<TActivation>(
        int outputs, TActivation activation = default, bool bias = true, Initialization? initialization = null)
        where TActivation : struct, IActivation<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        int index = _layers.Count + 1;
        _layers.Add((
            outputs,
            initialization ?? Initialization.Glorot,
            (inputs, width, offset) => new DenseLayer<T, TActivation>(index, inputs, width, bias, offset, activation)));
        return this;
    }

    /// <summary>Sets the cost; <see cref="HalfSquaredError{T}"/> if it is not called.</summary>
    /// <returns>This builder.</returns>
    public NetworkBuilder<T> Cost(ICost<T> cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        _cost = cost;
        return this;
    }

    /// <summary>
    /// Sets λ of the penalty: Ĵ = J + λ Σ W² over all weights, never the biases, so its gradient is 2λW. (What PyTorch calls
    /// weight_decay is 2λ.)
    /// </summary>
    /// <param name="lambda">λ ≥ 0, finite.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public NetworkBuilder<T> L2(double lambda)
    {
        if (!(lambda >= 0 && double.IsFinite(lambda)))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "The penalty's factor is finite and not negative.");
        }

        _l2 = lambda;
        return this;
    }

    /// <summary>Makes the network: one arena for the parameters, one for the gradients, weights drawn layer by layer in row order.</summary>
    /// <param name="seed">Equal seeds give equal weights.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no layer, or the cost takes logits and the last layer's activation is not <see cref="Identity"/>, or an ε or λ is beyond what T can hold.
    /// </exception>
    /// <exception cref="ArgumentException">The cost has no meaning for the number of outputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The parameters exceed what one arena can hold.</exception>
    public Network<T> Build(ulong seed)
    {
        if (_layers.Count == 0)
        {
            throw new InvalidOperationException("A network needs at least one layer.");
        }

        List<DenseLayer<T>> layers = [];
        int inputs = _inputs;
        int offset = 0;
        foreach ((int outputs, _, Func<int, int, int, DenseLayer<T>> make) in _layers)
        {
            CheckSize(inputs, outputs, offset);
            DenseLayer<T> layer = make(inputs, outputs, offset);
            layers.Add(layer);
            inputs = outputs;
            offset = layer.End;
        }

        if (_cost.TakesLogits && !layers[^1].IsIdentity)
        {
            throw new InvalidOperationException(
                $"The cost {_cost.Name} takes logits, so the last layer's activation must be {nameof(Identity)}, not {layers[^1].ActivationName}.");
        }

        _cost.CheckOutputs(inputs);
        CheckRange("twice the penalty's factor", 2 * _l2);
        for (int l = 0; l < layers.Count; l++)
        {
            CheckRange("the width of the initial weights' interval", 2 * EpsilonOf(layers, l));
        }

        Network<T> network = new([.. layers], _cost, _l2);
        RandomSource random = new(seed);
        for (int l = 0; l < layers.Count; l++)
        {
            double epsilon = EpsilonOf(layers, l);
            foreach (ref T weight in network.Parameters.Slice(layers[l].WeightOffset, layers[l].Inputs * layers[l].Outputs))
            {
                weight = ElementType.FromDouble<T>(random.NextUniform(-epsilon, epsilon));
            }
        }

        return network;
    }

    private double EpsilonOf(List<DenseLayer<T>> layers, int l) => _layers[l].Initialization.Epsilon(layers[l].Inputs, layers[l].Outputs);

    private static void CheckRange(string what, double value)
    {
        if (!T.IsFinite(ElementType.FromDouble<T>(value)))
        {
            throw new InvalidOperationException($"For {typeof(T).Name}, {what} is too large: {value}.");
        }
    }

    private static void CheckSize(int inputs, int outputs, int offset)
    {
        // Twice the alignment covers the padding after weights and biases.
        long end = offset + ((long)inputs * outputs) + outputs + (2 * AlignedBuffer<T>.Alignment);
        if (end > AlignedPool<T>.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(outputs), $"A layer of {outputs} x {inputs} weights takes the network beyond {AlignedPool<T>.MaxLength} parameters.");
        }
    }
}
