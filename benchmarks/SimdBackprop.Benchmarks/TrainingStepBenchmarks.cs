using BenchmarkDotNet.Attributes;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Benchmarks;

/// <summary>A step of a ReLU network with softmax and cross-entropy: its widths and batch.</summary>
public sealed record Step(int Inputs, int Hidden, int Outputs, int Batch) : IWork
{
    /// <summary>Three products a layer, but for the error of the inputs, which nobody needs.</summary>
    public double Flops => 2.0 * Batch * ((2.0 * Inputs * Hidden) + (3.0 * Hidden * Outputs));

    /// <inheritdoc/>
    public override string ToString() => $"{Inputs}-{Hidden}-{Outputs} batch {Batch}";
}

/// <summary>A whole step of stochastic gradient descent against the same step by the naive twins.</summary>
public class TrainingStepBenchmarks
{
    private const float Rate = 1e-6f;

    private static readonly KernelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };
    private static readonly Sgd Optimizer = new(Rate);

    private Network<float> _network = null!;
    private Backpropagation<float> _passes = null!;
    private PooledTensor<float> _x = null!;
    private PooledTensor<float> _y = null!;
    private PooledTensor<float> _hidden = null!;
    private PooledTensor<float> _output = null!;
    private PooledTensor<float> _hiddenDelta = null!;
    private PooledTensor<float> _outputDelta = null!;

    /// <summary>The network and batch.</summary>
    [ParamsSource(nameof(Cases))]
    public Step Case { get; set; } = null!;

    /// <summary>The digits' network and a small MNIST one.</summary>
    public static IEnumerable<Step> Cases => [new(64, 512, 10, 32), new(784, 128, 10, 32)];

    /// <summary>Builds the network and a batch.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _network = new NetworkBuilder<float>(Case.Inputs)
            .Dense<Relu>(Case.Hidden, initialization: Initialization.He)
            .Dense<Identity>(Case.Outputs)
            .Cost(new SoftmaxCrossEntropy<float>())
            .Build(seed: 1);
        _passes = new Backpropagation<float>(_network, Case.Batch, OneThread);
        _x = PooledTensor<float>.Rent(Case.Batch, Case.Inputs);
        _y = PooledTensor<float>.Rent(Case.Batch, Case.Outputs);
        RandomSource random = new(2);
        foreach (ref float value in _x.Span)
        {
            value = (float)random.NextDouble();
        }

        for (int i = 0; i < Case.Batch; i++)
        {
            _y.AsSpan2D()[i, i % Case.Outputs] = 1;
        }

        _hidden = PooledTensor<float>.Rent(Case.Batch, Case.Hidden);
        _output = PooledTensor<float>.Rent(Case.Batch, Case.Outputs);
        _hiddenDelta = PooledTensor<float>.Rent(Case.Batch, Case.Hidden);
        _outputDelta = PooledTensor<float>.Rent(Case.Batch, Case.Outputs);
    }

    /// <summary>Gives the buffers back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _passes.Dispose();
        _network.Dispose();
        foreach (PooledTensor<float> tensor in (PooledTensor<float>[])[_x, _y, _hidden, _output, _hiddenDelta, _outputDelta])
        {
            tensor.Dispose();
        }
    }

    /// <summary>The step by triple loops.</summary>
    [Benchmark(Baseline = true)]
    public void Naive()
    {
        (DenseLayer<float> lower, DenseLayer<float> upper) = (_network.Layers[0], _network.Layers[1]);
        Reference.Dense.Forward<float, Relu>(_x.AsSpan2D(), _network.Weights(lower), _network.Bias(lower), default, _hidden.AsSpan2D());
        Reference.Dense.Forward<float, Identity>(
            _hidden.AsSpan2D(), _network.Weights(upper), _network.Bias(upper), default, _output.AsSpan2D());
        _network.Cost.Gradient(_output.AsSpan2D(), _y.AsSpan2D(), 1f / Case.Batch, _outputDelta.AsSpan2D());
        Reference.Dense.BackwardWeights(
            _outputDelta.AsSpan2D(), _hidden.AsSpan2D(), 0f, _network.WeightGradient(upper), _network.BiasGradient(upper));
        Reference.Dense.BackwardData<float, Relu>(
            _outputDelta.AsSpan2D(), _network.Weights(upper), default, _hidden.AsSpan2D(), _hiddenDelta.AsSpan2D());
        Reference.Dense.BackwardWeights(
            _hiddenDelta.AsSpan2D(), _x.AsSpan2D(), 0f, _network.WeightGradient(lower), _network.BiasGradient(lower));
        Reference.Blas.Axpy(-Rate, _network.Gradients, _network.Parameters);
    }

    /// <summary>The step by the kernels, one thread.</summary>
    [Benchmark]
    public void Kernels()
    {
        _passes.Forward(_x.AsSpan2D());
        _passes.Backward(_x.AsSpan2D(), _y.AsSpan2D());
        Optimizer.Step(new OptimizerStep(1), new ParameterBlock<float> { Parameters = _network.Parameters, Gradient = _network.Gradients }, OneThread);
    }
}
