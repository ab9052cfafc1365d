using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>What a builder makes, and what it refuses.</summary>
public class NetworkBuilderTests
{
    [Theory]
    [InlineData("glorot", 0.2)] // √(6 / (50 + 100))
    [InlineData("he", 0.34641016151377546)] // √(6 / 50)
    [InlineData("uniform", 0.05)]
    public void Weights_fill_their_interval_evenly_and_biases_start_at_zero(string initialization, double epsilon)
    {
        using Network<double> network = new NetworkBuilder<double>(50).Dense<Tanh>(100, initialization: Named(initialization)).Build(1);
        double[] weights = [.. network.Weights(network.Layers[0]).ToArray().Cast<double>()];
        Assert.InRange(weights.Max(), 0.99 * epsilon, epsilon);
        Assert.InRange(weights.Min(), -epsilon, -0.99 * epsilon);

        // The mean of 5,000 has the standard deviation ε/√15,000, the mean square ε²/3 one of ε²·√(4/45/5,000): five of each.
        Assert.InRange(weights.Average(), -5 * epsilon / Math.Sqrt(15_000), 5 * epsilon / Math.Sqrt(15_000));
        Assert.Equal(epsilon * epsilon / 3, weights.Average(w => w * w), 5 * epsilon * epsilon * Math.Sqrt(4.0 / 45 / 5_000));
        Assert.All(network.Bias(network.Layers[0]).ToArray(), bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void Glorot_is_the_usual_initialization()
    {
        using Network<double> usual = new NetworkBuilder<double>(5).Dense<Tanh>(4).Build(9);
        using Network<double> glorot = new NetworkBuilder<double>(5).Dense<Tanh>(4, initialization: Initialization.Glorot).Build(9);
        using Network<double> he = new NetworkBuilder<double>(5).Dense<Tanh>(4, initialization: Initialization.He).Build(9);
        Assert.Equal(usual.WeightsHash(), glorot.WeightsHash());
        Assert.NotEqual(usual.WeightsHash(), he.WeightsHash());
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_other_seeds_others()
    {
        string HashOf(ulong seed)
        {
            using Network<float> network = new NetworkBuilder<float>(7).Dense<Relu>(6).Dense<Identity>(3).Build(seed);
            return network.WeightsHash();
        }

        Assert.Equal(HashOf(4), HashOf(4));
        Assert.NotEqual(HashOf(4), HashOf(5));
    }

    [Fact]
    public void Layers_chain_their_widths_and_count_their_parameters()
    {
        using Network<float> network = new NetworkBuilder<float>(7).Dense<Relu>(6).Dense<Tanh>(5, bias: false).Dense<Identity>(3).Build(0);
        Assert.Equal([(1, 7, 6), (2, 6, 5), (3, 5, 3)], network.Layers.Select(layer => (layer.Index, layer.Inputs, layer.Outputs)));
        Assert.Equal([true, false, true], network.Layers.Select(layer => layer.HasBias));
        Assert.Equal(["relu", "tanh", "identity"], network.Layers.Select(layer => layer.ActivationName));
        Assert.Equal((7, 3), (network.InputWidth, network.OutputWidth));
        Assert.Equal(42 + 6 + 30 + 15 + 3, network.ParameterCount);
        Assert.True(network.Bias(network.Layers[1]).IsEmpty);
    }

    [Fact]
    public void A_network_without_layers_is_refused()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => new NetworkBuilder<float>(3).Build(0));
        Assert.Contains("layer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cost_on_logits_needs_identity_on_top()
    {
        NetworkBuilder<double> softmax = new NetworkBuilder<double>(3).Dense<Sigmoid>(4).Cost(new SoftmaxCrossEntropy<double>());
        string message = Assert.Throws<InvalidOperationException>(() => softmax.Build(0)).Message;
        Assert.Contains("Identity", message, StringComparison.Ordinal);
        Assert.Contains("sigmoid", message, StringComparison.Ordinal);
        NetworkBuilder<double> binary = new NetworkBuilder<double>(3).Dense<Sigmoid>(1).Cost(new SigmoidCrossEntropy<double>());
        Assert.Throws<InvalidOperationException>(() => binary.Build(0));
        softmax.Dense<Identity>(2).Build(0).Dispose();
    }

    [Fact]
    public void Softmax_over_one_output_is_refused()
    {
        NetworkBuilder<double> builder = new NetworkBuilder<double>(3).Dense<Identity>(1).Cost(new SoftmaxCrossEntropy<double>());
        Assert.Contains("at least two", Assert.Throws<ArgumentException>(() => builder.Build(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_and_factors_out_of_range_are_refused()
    {
        Assert.Equal("inputs", Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkBuilder<float>(0)).ParamName);
        NetworkBuilder<float> builder = new(3);
        Assert.Equal("outputs", Assert.Throws<ArgumentOutOfRangeException>(() => builder.Dense<Relu>(0)).ParamName);
        Assert.Equal("lambda", Assert.Throws<ArgumentOutOfRangeException>(() => builder.L2(-1)).ParamName);
        Assert.Equal("lambda", Assert.Throws<ArgumentOutOfRangeException>(() => builder.L2(double.NaN)).ParamName);
        Assert.Equal("cost", Assert.Throws<ArgumentNullException>(() => builder.Cost(null!)).ParamName);
        Assert.Equal("epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => Initialization.Uniform(-0.1)).ParamName);
        Assert.Equal("epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => Initialization.Uniform(double.PositiveInfinity)).ParamName);
        Assert.Throws<NotSupportedException>(() => new NetworkBuilder<Half>(3));
        NetworkBuilder<float> huge = new NetworkBuilder<float>(60_000).Dense<Relu>(60_000);
        Assert.Equal("outputs", Assert.Throws<ArgumentOutOfRangeException>(() => huge.Build(0)).ParamName);
    }

    private static Initialization Named(string name) => name switch
    {
        "glorot" => Initialization.Glorot,
        "he" => Initialization.He,
        _ => Initialization.Uniform(0.05),
    };
}
