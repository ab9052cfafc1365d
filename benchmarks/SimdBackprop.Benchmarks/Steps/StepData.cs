using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Cli;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// A case's network and batch. Every number follows from its place by a formula that the script for PyTorch has as well, so that both start from the same cost.
/// </summary>
internal sealed class StepData<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>So small that thousands of steps on one batch leave weights, gradients and hence the time of a step as they are.</summary>
    internal const double Rate = 1e-8;

    private readonly PooledTensor<T> _x;
    private readonly PooledTensor<T> _targets;

    internal StepData(StepCase step)
    {
        Case = step;
        _x = PooledTensor<T>.RentUninitialized(step.Batch, step.Widths[0]);
        _targets = PooledTensor<T>.Rent(step.Batch, step.Widths[^1]);
        Fill(_x.Span, salt: 0, low: 0, high: 1);
        for (int i = 0; i < step.Batch; i++)
        {
            _targets.AsSpan2D()[i, LabelOf(i)] = T.One;
        }
    }

    internal StepCase Case { get; }

    internal ReadOnlySpan2D<T> X => _x.AsSpan2D();

    internal ReadOnlySpan2D<T> Targets => _targets.AsSpan2D();

    private IOptimizer Optimizer => Case.Recipe == StepRecipe.AdamRelu ? new Adam(Rate) : new Sgd(Rate);

    /// <summary>A network with the case's starting weights.</summary>
    internal Network<T> CreateNetwork()
    {
        NetworkBuilder<T> builder = new(Case.Widths[0]);
        for (int l = 1; l < Case.Widths.Count; l++)
        {
            bool isLast = l == Case.Widths.Count - 1;
            ActivationChoice.Named(!Case.IsClassification ? "sigmoid" : isLast ? "identity" : "relu").AddTo(builder, Case.Widths[l]);
        }

        Network<T> network = builder.Cost(Case.IsClassification ? new SoftmaxCrossEntropy<T>() : new HalfSquaredError<T>()).Build(seed: 1);
        foreach (DenseLayer<T> layer in network.Layers)
        {
            double range = Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            network.Weights(layer).TryGetSpan(out Span<T> weights);
            Fill(weights, salt: (uint)layer.Index, -range, range);
            network.Bias(layer).Clear();
        }

        return network;
    }

    /// <summary>A step on the network, fused or with its gradients written.</summary>
    internal TrainingStep<T> CreateStep(Network<T> network, bool fused, KernelOptions kernels) =>
        new(network, Case.Batch, new TrainingOptions { Optimizer = Optimizer, WritesGradients = !fused, Kernels = kernels });

    public void Dispose()
    {
        _x.Dispose();
        _targets.Dispose();
    }

    // The script's `values` and `labels` are the same.
    private int LabelOf(int sample) => sample * 7 % Case.Widths[^1];

    private static void Fill(Span<T> values, uint salt, double low, double high)
    {
        for (int i = 0; i < values.Length; i++)
        {
            uint mixed = unchecked(((uint)i + (salt * 0x9E37_79B9)) * 0x85EB_CA6B);
            mixed = unchecked((mixed ^ (mixed >> 13)) * 0xC2B2_AE35);
            mixed ^= mixed >> 16;
            values[i] = T.CreateTruncating(low + ((high - low) * mixed / 4_294_967_296.0));
        }
    }
}
