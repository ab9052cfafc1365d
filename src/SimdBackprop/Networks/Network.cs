using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// A feed-forward network: dense layers in order over one parameter arena and one gradient arena, with the cost they are trained
/// for. Made by <see cref="NetworkBuilder{T}"/>.
/// </summary>
/// <remarks>
/// The parameters may be read and written freely between steps. One thread at a time may train; predictors hold a snapshot and
/// are independent. <see cref="Dispose"/> may run beside a call that uses the network: the call ends, or throws an
/// <see cref="ObjectDisposedException"/>, and the arenas go back to the pool after it. Spans taken from a network must not
/// outlive it; nobody watches those.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Network<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseLayer<T>[] _layers;
    private readonly PooledTensor<T> _parameters;
    private readonly PooledTensor<T> _gradients;
    private UseCount _users;

    internal Network(DenseLayer<T>[] layers, ICost<T> cost, double l2)
    {
        _layers = layers;
        Layers = Array.AsReadOnly(layers);
        Cost = cost;
        L2 = l2;
        _parameters = PooledTensor<T>.Rent(layers[^1].End);
        _gradients = PooledTensor<T>.Rent(layers[^1].End);
    }

    /// <summary>The layers, the first hidden one first.</summary>
    public IReadOnlyList<DenseLayer<T>> Layers { get; }

    /// <summary>The width of a sample, n₀.</summary>
    public int InputWidth => _layers[0].Inputs;

    /// <summary>The width of the output, n_L.</summary>
    public int OutputWidth => _layers[^1].Outputs;

    /// <summary>The number of weights and biases.</summary>
    public long ParameterCount => _layers.Sum(layer => ((long)layer.Inputs * layer.Outputs) + (layer.HasBias ? layer.Outputs : 0));

    /// <summary>J.</summary>
    public ICost<T> Cost { get; }

    /// <summary>λ of the penalty λ Σ W².</summary>
    public double L2 { get; }

    /// <summary>
    /// The parameter arena: every layer's W, then its b, each from a multiple of 64 bytes on; the padding between them is zero and
    /// stays so.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span<T> Parameters => Open(_parameters);

    /// <summary>The gradient arena, laid out like <see cref="Parameters"/>. A fused step leaves it as it was.</summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span<T> Gradients => Open(_gradients);

    /// <summary>W of a layer, n_out × n_in.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span2D<T> Weights(DenseLayer<T> layer) => Owned(layer).WeightsIn(Parameters);

    /// <summary>b of a layer, n_out; empty without bias.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span<T> Bias(DenseLayer<T> layer) => Owned(layer).BiasIn(Parameters);

    /// <summary>∂J/∂W of a layer, n_out × n_in.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span2D<T> WeightGradient(DenseLayer<T> layer) => Owned(layer).WeightsIn(Gradients);

    /// <summary>∂J/∂b of a layer, n_out; empty without bias.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Span<T> BiasGradient(DenseLayer<T> layer) => Owned(layer).BiasIn(Gradients);

    /// <summary>λ Σ W² over all weights, never the biases.</summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public double Penalty(KernelOptions? options = null)
    {
        using Use use = new(this);
        double sum = 0;
        for (int l = 0; L2 != 0 && l < _layers.Length; l++)
        {
            double norm = ElementType.ToDouble(Blas.Nrm2<T>(FlatWeights(_layers[l], Parameters), options));
            sum += norm * norm;
        }

        return L2 * sum;
    }

    /// <summary>Adds the penalty's gradient to every weight's: g ← fma(2λ, w, g). Once a step, after the last accumulation.</summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public void AddPenaltyGradient(KernelOptions? options = null)
    {
        using Use use = new(this);
        for (int l = 0; L2 != 0 && l < _layers.Length; l++)
        {
            Blas.Axpy(
                ElementType.FromDouble<T>(2 * L2), FlatWeights(_layers[l], Parameters), FlatWeights(_layers[l], Gradients), options);
        }
    }

    /// <summary>Limits every gradient to [−limit, limit]; NaN stays NaN. After the penalty's gradient has been added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public void ClipGradientsByValue(double limit, KernelOptions? options = null)
    {
        ThrowIfNotPositive(limit);
        using Use use = new(this);
        GradientClip.ByValue(Gradients, ElementType.FromPositive<T>(limit), options);
    }

    /// <summary>
    /// Scales all gradients by limit / norm if the Euclidean norm of all of them together is above the limit (Pascanu and others, 2013). After the penalty's gradient has been
    /// added, and after clipping by value. A norm that is infinite or NaN changes nothing, so that what is wrong shows.
    /// </summary>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public double ClipGradientsByNorm(double limit, KernelOptions? options = null)
    {
        ThrowIfNotPositive(limit);
        using Use use = new(this);
        double total = ElementType.ToDouble(Blas.Nrm2<T>(Gradients, options));
        if (total > limit && double.IsFinite(total))
        {
            Blas.Scal(ElementType.FromDouble<T>(limit / total), Gradients, options);
        }

        return total;
    }

    /// <summary>The Euclidean norm of a layer's gradient, weights and biases together: what shows that gradients vanish or explode.</summary>
    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public double GradientNorm(DenseLayer<T> layer, KernelOptions? options = null)
    {
        using Use use = new(this);
        double weights = ElementType.ToDouble(Blas.Nrm2<T>(FlatWeights(Owned(layer), Gradients), options));
        double biases = ElementType.ToDouble(Blas.Nrm2<T>(layer.BiasIn(Gradients), options));
        return Math.Sqrt((weights * weights) + (biases * biases));
    }

    /// <summary>A predictor with a snapshot of the present parameters.</summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public Predictor<T> CreatePredictor(KernelOptions? options = null) => new(this, options);

    /// <summary>
    /// A fingerprint of all parameters: SHA-256 over every layer's W and b in little-endian order with NaN canonical, the first 128
    /// bits in hexadecimal. Equal training gives equal fingerprints on every tier and thread count.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    public string WeightsHash()
    {
        using Use use = new(this);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DenseLayer<T> layer in _layers)
        {
            Append(hash, FlatWeights(layer, Parameters));
            Append(hash, layer.BiasIn(Parameters));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Gives the arenas back to the pool, after the last call that is under way. Calling it again does nothing. Predictors made before go on with their snapshot.</summary>
    public void Dispose() => Use.Close(this);

    internal bool IsDisposed => _users.IsClosed;

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        _parameters.Dispose();
        _gradients.Dispose();
    }

    /// <summary>The layers, for loops that must not allocate an enumerator.</summary>
    internal ReadOnlySpan<DenseLayer<T>> LayerSpan => _layers;

    internal static Span<T> FlatWeights(DenseLayer<T> layer, Span<T> arena) => arena.Slice(layer.WeightOffset, layer.Inputs * layer.Outputs);

    // A call under way meets the disposal at the next look at an arena, not only at its end.
    private Span<T> Open(PooledTensor<T> arena)
    {
        ObjectDisposedException.ThrowIf(_users.IsClosed, this);
        return arena.Span;
    }

    private static void ThrowIfNotPositive(double limit)
    {
        if (!(limit > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is above 0.");
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<T> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (T value in values)
        {
            T canonical = T.IsNaN(value) ? T.NaN : value;
            if (typeof(T) == typeof(float))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)ElementType.ToDouble(canonical));
                hash.AppendData(bytes[..sizeof(float)]);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, ElementType.ToDouble(canonical));
                hash.AppendData(bytes);
            }
        }
    }

    /// <exception cref="ArgumentException">The layer belongs to another network.</exception>
    internal DenseLayer<T> Owned(DenseLayer<T> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Index <= _layers.Length && ReferenceEquals(_layers[layer.Index - 1], layer)
            ? layer
            : throw new ArgumentException("The layer belongs to another network.", nameof(layer));
    }
}
