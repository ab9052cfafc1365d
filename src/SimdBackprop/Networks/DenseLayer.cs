using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// A dense layer of a <see cref="Network{T}"/>: where its parameters lie in the network's arenas, and its activation. The forward
/// and backward steps are the kernels of <see cref="Dense"/>; the activation's type is fixed when the layer is made, so they
/// run without an indirection inside.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class DenseLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected DenseLayer(int index, int inputs, int outputs, bool hasBias, int offset)
    {
        Index = index;
        Inputs = inputs;
        Outputs = outputs;
        HasBias = hasBias;
        WeightOffset = offset;
        BiasOffset = offset + Aligned(inputs * outputs);
        End = BiasOffset + (hasBias ? Aligned(outputs) : 0);
    }

    /// <summary>The layer's number l, from 1 for the first hidden layer (or the output layer if there is none).</summary>
    public int Index { get; }

    /// <summary>n_in.</summary>
    public int Inputs { get; }

    /// <summary>n_out.</summary>
    public int Outputs { get; }

    /// <summary>Whether there is a bias for each output.</summary>
    public bool HasBias { get; }

    /// <summary>The activation's name.</summary>
    public abstract string ActivationName { get; }

    /// <summary>What the activation's derivative is computed from.</summary>
    public abstract DerivativeOperand DerivativeOperand { get; }

    /// <summary>Whether the activation's derivative jumps at zero.</summary>
    public abstract bool HasKinkAtZero { get; }

    /// <summary>Whether the layer's output is its pre-activation, as costs on logits require of the last layer.</summary>
    internal abstract bool IsIdentity { get; }

    /// <summary>Where W starts in an arena; every array starts on a multiple of 64 bytes.</summary>
    internal int WeightOffset { get; }

    /// <summary>Where b starts in an arena.</summary>
    internal int BiasOffset { get; }

    /// <summary>The first element after the layer's parameters in an arena.</summary>
    internal int End { get; }

    /// <summary>W in an arena laid out like the network's, n_out × n_in.</summary>
    internal Span2D<T> WeightsIn(Span<T> arena) => arena.Slice(WeightOffset, Inputs * Outputs).AsMatrix(Outputs, Inputs);

    /// <summary>b in an arena laid out like the network's; empty without bias.</summary>
    internal Span<T> BiasIn(Span<T> arena) => arena.Slice(BiasOffset, HasBias ? Outputs : 0);

    /// <summary>A part of W in an arena laid out like the network's.</summary>
    internal Span2D<T> WeightsIn(Span<T> arena, in GemmRectangle part) =>
        WeightsIn(arena).Slice((int)part.Row, (int)part.Column, (int)part.Rows, (int)part.Columns);

    /// <summary>The b that goes with a part of W: that of its rows, if it has their first column.</summary>
    internal Span<T> BiasIn(Span<T> arena, in GemmRectangle part) => HasBias && part.Column == 0 ? BiasIn(arena).Slice((int)part.Row, (int)part.Rows) : default;

    /// <summary>Z = X·Wᵀ + b, A = f(Z).</summary>
    internal abstract void Forward(ReadOnlySpan2D<T> x, Span<T> parameters, Span2D<T> preActivation, Span2D<T> output, KernelOptions? options);

    /// <summary>A = f(X·Wᵀ + b) with a snapshot of the parameters, Wᵀ packed: the chain for any number of rows.</summary>
    internal abstract void Predict(ReadOnlySpan2D<T> x, PackedMatrix<T> weights, ReadOnlySpan<T> bias, Span2D<T> output, KernelOptions? options);

    /// <summary>δ of the output layer from ∂J/∂A, in place: δ ← δ ⊙ f′.</summary>
    internal abstract void OutputError(ReadOnlySpan2D<T> preActivation, ReadOnlySpan2D<T> output, Span2D<T> delta, KernelOptions? options);

    /// <summary>δ of this layer from that of the next: δ = (δ_next·W_next) ⊙ f′.</summary>
    internal abstract void HiddenError(
        ReadOnlySpan2D<T> nextDelta,
        ReadOnlySpan2D<T> nextWeights,
        ReadOnlySpan2D<T> preActivation,
        ReadOnlySpan2D<T> output,
        Span2D<T> delta,
        KernelOptions? options);

    private static unsafe int Aligned(int length)
    {
        int step = AlignedBuffer<T>.Alignment / sizeof(T);
        return checked((length + step - 1) / step * step);
    }
}

/// <summary>A dense layer whose activation is known to the compiler.</summary>
internal sealed class DenseLayer<T, TActivation> : DenseLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly TActivation _activation;

    internal DenseLayer(int index, int inputs, int outputs, bool hasBias, int offset, TActivation activation)
        : base(index, inputs, outputs, hasBias, offset)
    {
        _activation = activation;
    }

    public override string ActivationName => _activation.ToString() ?? typeof(TActivation).Name;

    public override DerivativeOperand DerivativeOperand => TActivation.DerivativeOperand;

    public override bool HasKinkAtZero => TActivation.HasKinkAtZero;

    internal override bool IsIdentity => typeof(TActivation) == typeof(Identity);

    internal override void Forward(ReadOnlySpan2D<T> x, Span<T> parameters, Span2D<T> preActivation, Span2D<T> output, KernelOptions? options) =>
        Dense.Forward(x, WeightsIn(parameters), BiasIn(parameters), preActivation, output, _activation, options);

    internal override void Predict(ReadOnlySpan2D<T> x, PackedMatrix<T> weights, ReadOnlySpan<T> bias, Span2D<T> output, KernelOptions? options) =>
        Dense.Forward(x, weights, bias, default, output, _activation, options);

    internal override void OutputError(ReadOnlySpan2D<T> preActivation, ReadOnlySpan2D<T> output, Span2D<T> delta, KernelOptions? options) =>
        Dense.BackwardActivation(preActivation, output, delta, _activation, options);

    internal override void HiddenError(
        ReadOnlySpan2D<T> nextDelta,
        ReadOnlySpan2D<T> nextWeights,
        ReadOnlySpan2D<T> preActivation,
        ReadOnlySpan2D<T> output,
        Span2D<T> delta,
        KernelOptions? options) =>
        Dense.BackwardData(nextDelta, nextWeights, preActivation, output, delta, _activation, options);
}
