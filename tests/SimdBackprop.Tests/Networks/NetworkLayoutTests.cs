using System.Numerics;
using System.Security.Cryptography;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Where a network's parameters lie, what their fingerprint is of, and which buffers its passes have.</summary>
public sealed class NetworkLayoutTests
{
    [Fact]
    public void Every_array_begins_on_a_line_of_the_cache_and_the_padding_is_less_than_one()
    {
        using Network<float> single = Single();
        AssertCompact(single, line: 16);
        using Network<double> real = Double();
        AssertCompact(real, line: 8);
    }

    [Fact]
    public void The_fingerprint_is_of_weights_and_biases_layer_by_layer_with_any_NaN_as_the_usual_one()
    {
        using Network<float> single = Single();
        using Network<double> real = Double();
        single.Parameters.Fill(0.25f);
        real.Parameters.Fill(0.25);
        single.Bias(single.Layers[2])[1] = -1.5f;
        real.Bias(real.Layers[2])[1] = -1.5;
        float[] parameters = TrainerTests.ParametersOf(single);
        Assert.Equal(HashOf(parameters, BitConverter.GetBytes), single.WeightsHash());
        Assert.Equal(HashOf(parameters, value => BitConverter.GetBytes((double)value)), real.WeightsHash());

        single.Weights(single.Layers[0])[0, 0] = BitConverter.Int32BitsToSingle(0x7FC0_1234);
        string spoilt = single.WeightsHash();
        single.Weights(single.Layers[0])[0, 0] = float.NaN;
        Assert.Equal(single.WeightsHash(), spoilt);
    }

    [Fact]
    public void Pre_activations_are_kept_for_the_layers_that_take_their_derivative_from_them()
    {
        using Network<float> network = new NetworkBuilder<float>(4).Dense<Gelu>(6).Dense<Tanh>(5).Dense<Identity>(3).Build(1);
        using Backpropagation<float> passes = new(network, 2);
        passes.Forward(new float[2, 4]);
        Assert.Equal([(2, 6), (0, 0), (0, 0)], network.Layers.Select(layer =>
        {
            ReadOnlySpan2D<float> z = passes.PreActivation(layer);
            return (z.Height, z.Width);
        }));
    }

    [Fact]
    public void Very_wide_layers_are_predicted_a_few_rows_at_a_time()
    {
        using Network<float> wide = new NetworkBuilder<float>(1).Dense<Relu>(1 << 20).Dense<Identity>(1).Build(1);
        using Predictor<float> few = wide.CreatePredictor();
        using Network<float> narrow = Single();
        using Predictor<float> many = narrow.CreatePredictor();
        Assert.Equal((64, 256), (few.ChunkRows, many.ChunkRows));
    }

    [Fact]
    public void Costs_and_initializations_have_the_names_that_messages_and_tool_use()
    {
        Assert.Equal("squared-error", new HalfSquaredError<float>().Name);
        Assert.Equal("cross-entropy", new SoftmaxCrossEntropy<float>().Name);
        Assert.Equal("binary-cross-entropy", new SigmoidCrossEntropy<float>().Name);
        Assert.Equal(["glorot", "he", "uniform 0.05"], new[] { Initialization.Glorot, Initialization.He, Initialization.Uniform(0.05) }.Select(name => name.ToString()));
    }

    private static Network<float> Single() => new NetworkBuilder<float>(3).Dense<Tanh>(7).Dense<Tanh>(16, bias: false).Dense<Identity>(5).Build(1);

    private static Network<double> Double() => new NetworkBuilder<double>(3).Dense<Tanh>(7).Dense<Tanh>(16, bias: false).Dense<Identity>(5).Build(1);

    private static void AssertCompact<T>(Network<T> network, int line)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int offset = 0;
        foreach (DenseLayer<T> layer in network.Layers)
        {
            Assert.Equal(offset, layer.WeightOffset);
            Assert.Equal(RoundUp(layer.WeightOffset + (layer.Inputs * layer.Outputs), line), layer.BiasOffset);
            offset = layer.HasBias ? RoundUp(layer.BiasOffset + layer.Outputs, line) : layer.BiasOffset;
        }

        Assert.Equal(offset, network.Parameters.Length);
    }

    private static int RoundUp(int length, int line) => (length + line - 1) / line * line;

    private static string HashOf(float[] parameters, Func<float, byte[]> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData([.. parameters.SelectMany(bytes)]).AsSpan(0, 16));
}
