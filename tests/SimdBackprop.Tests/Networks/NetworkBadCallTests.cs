using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>What networks, predictors and costs refuse, before they write anything.</summary>
public sealed class NetworkBadCallTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    public void A_prediction_may_not_overlap_its_input_even_where_the_chunks_would_not_see_it(int row)
    {
        using Network<float> network = new NetworkBuilder<float>(3).Dense<Tanh>(4).Dense<Identity>(3).Build(1);
        using Predictor<float> predictor = network.CreatePredictor();
        float[] memory = [.. Enumerable.Range(0, 3 * 700).Select(i => i / 1000f)];
        float[] before = [.. memory];

        ArgumentException error = Assert.Throws<ArgumentException>(() => predictor.Predict(
            new Span2D<float>(memory, 0, 300, 3, 0), new Span2D<float>(memory, 3 * row, 300, 3, 0)));

        Assert.Equal("prediction", error.ParamName);
        Assert.Equal(before, memory);
    }

    [Fact]
    public void A_forward_pass_that_failed_is_not_a_pass()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Tanh>(2).Dense(2, new Throwing()).Build(1);
        using Backpropagation<double> passes = new(network, 2);
        double[,] x = { { 1, 2 }, { 3, 4 } };

        Assert.Throws<TimeZoneNotFoundException>(() => passes.Forward(x));
        Assert.Throws<InvalidOperationException>(() => passes.Cost(x));
        Assert.Throws<InvalidOperationException>(() => passes.Backward(x, x));
        Assert.Throws<InvalidOperationException>(() => passes.Output(network.Layers[0]));
    }

    [Fact]
    public void A_layer_of_another_network_is_refused()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Tanh>(2).Build(1);
        using Network<double> other = new NetworkBuilder<double>(2).Dense<Tanh>(2).Build(1);
        using Backpropagation<double> passes = new(network, 1);
        passes.Forward(new double[,] { { 1, 2 } });

        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => passes.Output(other.Layers[0])).ParamName);
        ArgumentException error = Assert.Throws<ArgumentException>(() => network.Weights(other.Layers[0]));
        Assert.Equal("layer", error.ParamName);
        Assert.Contains("another network", error.Message, StringComparison.Ordinal);
        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => network.Bias(other.Layers[0])).ParamName);
        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => network.GradientNorm(other.Layers[0])).ParamName);
    }

    [Fact]
    public void Costs_refuse_shapes_that_do_not_fit_and_write_nothing()
    {
        float[,] output = new float[2, 3];
        foreach (ICost<float> cost in (ICost<float>[])[new HalfSquaredError<float>(), new SoftmaxCrossEntropy<float>(), new SigmoidCrossEntropy<float>()])
        {
            double[] costs = [7, 7];
            float[,] gradient = { { 7, 7, 7 }, { 7, 7, 7 } };
            Assert.Equal("targets", Assert.Throws<ArgumentException>(() => cost.Evaluate(output, new float[2, 4], costs)).ParamName);
            Assert.Equal("costs", Assert.Throws<ArgumentException>(() => cost.Evaluate(output, new float[2, 3], costs.AsSpan(1))).ParamName);
            Assert.Equal("targets", Assert.Throws<ArgumentException>(() => cost.Gradient(output, new float[3, 3], 1, gradient)).ParamName);
            Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => cost.Gradient(output, new float[2, 3], 1, new float[2, 2])).ParamName);
            Assert.Equal([7, 7], costs);
            Assert.All(gradient.Cast<float>(), g => Assert.Equal(7, g));
        }
    }

    [Fact]
    public void Numbers_beyond_the_element_type_are_refused_when_the_network_is_made()
    {
        NetworkBuilder<float> wide = new NetworkBuilder<float>(2).Dense<Tanh>(2, initialization: Initialization.Uniform(1e39));
        Assert.Contains("Single", Assert.Throws<InvalidOperationException>(() => wide.Build(1)).Message, StringComparison.Ordinal);
        NetworkBuilder<double> wider = new NetworkBuilder<double>(2).Dense<Tanh>(2, initialization: Initialization.Uniform(1e308));
        Assert.Contains("Double", Assert.Throws<InvalidOperationException>(() => wider.Build(1)).Message, StringComparison.Ordinal);
        NetworkBuilder<float> heavy = new NetworkBuilder<float>(2).Dense<Tanh>(2).L2(1e300);
        Assert.Contains("penalty", Assert.Throws<InvalidOperationException>(() => heavy.Build(1)).Message, StringComparison.Ordinal);
    }

    /// <summary>An activation that cannot be evaluated.</summary>
    private readonly struct Throwing : IActivation<double>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => throw new TimeZoneNotFoundException();

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => operand;
    }
}
