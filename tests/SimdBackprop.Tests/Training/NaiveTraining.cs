using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// The whole of training written out for a tanh network with one hidden layer and softmax with cross-entropy, over the naive
/// twins: what the trainer must reproduce bit for bit.
/// </summary>
internal sealed class NaiveTraining
{
    private readonly float[,] _w1;
    private readonly float[] _b1;
    private readonly float[,] _w2;
    private readonly float[] _b2;
    private readonly float _rate;
    private readonly float _momentum;
    private readonly float _twoLambda;
    private readonly Dictionary<Array, float[]> _velocity = [];

    internal NaiveTraining(Network<float> network, double rate, double momentum)
    {
        _w1 = network.Weights(network.Layers[0]).ToArray();
        _b1 = network.Bias(network.Layers[0]).ToArray();
        _w2 = network.Weights(network.Layers[1]).ToArray();
        _b2 = network.Bias(network.Layers[1]).ToArray();
        _rate = (float)rate;
        _momentum = (float)momentum;
        _twoLambda = (float)(2 * network.L2);
        foreach (Array parameters in (Array[])[_w1, _b1, _w2, _b2])
        {
            _velocity[parameters] = new float[parameters.Length];
        }
    }

    internal float[] Parameters => [.. _w1.Cast<float>(), .. _b1, .. _w2.Cast<float>(), .. _b2];

    internal void Epochs(Dataset<float> data, int batchSize, ulong seed, int epochs)
    {
        using MiniBatches<float> batches = new(data, batchSize, new RandomSource(seed));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            batches.StartEpoch();
            while (batches.Next())
            {
                Step(batches.Inputs, batches.Targets);
            }
        }
    }

    private void Step(ReadOnlySpan2D<float> x, ReadOnlySpan2D<float> y)
    {
        (int m, int hidden, int outputs) = (x.Height, _b1.Length, _b2.Length);
        float[,] a1 = new float[m, hidden];
        float[,] z2 = new float[m, outputs];
        Reference.Dense.Forward<float, Tanh>(x, _w1, _b1, default, a1);
        Reference.Dense.Forward<float, Identity>(a1, _w2, _b2, default, z2);

        float[,] d2 = new float[m, outputs];
        for (int i = 0; i < m; i++)
        {
            float max = Enumerable.Range(0, outputs).Max(j => z2[i, j]);
            float[] e = [.. Enumerable.Range(0, outputs).Select(j => VectorMath.Exp<float, ScalarIsa<float>, float>(z2[i, j] - max))];
            float sum = Reference.Blas.Sum<float>(e);
            for (int j = 0; j < outputs; j++)
            {
                d2[i, j] = ((e[j] / sum) - y[i, j]) * (1f / m);
            }
        }

        float[,] d1 = new float[m, hidden];
        Reference.Dense.BackwardData<float, Tanh>(d2, _w2, default, a1, d1);
        (float[,] gw1, float[] gb1) = (new float[hidden, x.Width], new float[hidden]);
        (float[,] gw2, float[] gb2) = (new float[outputs, hidden], new float[outputs]);
        Reference.Dense.BackwardWeights(d2, a1, 0f, gw2, gb2);
        Reference.Dense.BackwardWeights(d1, x, 0f, gw1, gb1);

        Update(_w1, gw1.AsSpan(), _w1.AsSpan(), decay: true);
        Update(_b1, gb1, _b1, decay: false);
        Update(_w2, gw2.AsSpan(), _w2.AsSpan(), decay: true);
        Update(_b2, gb2, _b2, decay: false);
    }

    private void Update(Array key, Span<float> gradient, Span<float> parameters, bool decay)
    {
        float[] velocity = _velocity[key];
        for (int i = 0; i < parameters.Length; i++)
        {
            float g = decay && _twoLambda != 0 ? MathF.FusedMultiplyAdd(_twoLambda, parameters[i], gradient[i]) : gradient[i];
            velocity[i] = MathF.FusedMultiplyAdd(_momentum, velocity[i], g);
            parameters[i] = MathF.FusedMultiplyAdd(-_rate, velocity[i], parameters[i]);
        }
    }
}
