using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Every optimiser against its formula written out, what it remembers, and what it refuses.</summary>
public sealed class OptimizerTests
{
    private const double Rate = 0.03;

    /// <summary>A step of one parameter by its formula in double: the parameter, its gradient, its two states and the step's number.</summary>
    private delegate double Formula(double w, double g, ref double s1, ref double s2, int t);

    private static readonly Dictionary<string, (IOptimizer Optimizer, Formula Formula)> Formulas = new()
    {
        ["sgd"] = (new Sgd(Rate), static (double w, double g, ref double _, ref double _, int _) => w - (Rate * g)),
        ["momentum"] = (new Momentum(Rate, 0.8), static (double w, double g, ref double v, ref double _, int _) =>
        {
            v = (0.8 * v) + g;
            return w - (Rate * v);
        }
        ),
        ["nesterov"] = (new Nesterov(Rate, 0.8), static (double w, double g, ref double v, ref double _, int _) =>
        {
            v = (0.8 * v) + g;
            return w - (Rate * ((0.8 * v) + g));
        }
        ),
        ["rmsprop"] = (new RmsProp(Rate, 0.95, 1e-6), static (double w, double g, ref double s, ref double _, int _) =>
        {
            s = (0.95 * s) + (0.05 * g * g);
            return w - (Rate * g / (Math.Sqrt(s) + 1e-6));
        }
        ),
        ["adam"] = (new Adam(Rate, 0.8, 0.98, 1e-6), static (double w, double g, ref double m, ref double v, int t) => AdamStep(w, g, ref m, ref v, t)),
        ["adamw"] = (new AdamW(Rate, 0.2, 0.8, 0.98, 1e-6), static (double w, double g, ref double m, ref double v, int t) =>
            AdamStep(w - (Rate * 0.2 * w), g, ref m, ref v, t)),
    };

    public static TheoryData<string> Names => [.. Formulas.Keys];

    [Fact]
    public void Every_optimiser_is_here() => Assert.Equal(AnyOptimizer.Names.Order(), Formulas.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_follow_the_formula(string name)
    {
        (IOptimizer optimizer, Formula formula) = Formulas[name];
        Random random = new(5);
        double[] w = Values.Vector<double>(37, random), expected = (double[])w.Clone();
        double[] s1 = new double[optimizer.StateCount >= 1 ? 37 : 0], s2 = new double[optimizer.StateCount >= 2 ? 37 : 0];
        double[] e1 = new double[37], e2 = new double[37];
        for (int t = 1; t <= 50; t++)
        {
            double[] g = Values.Vector<double>(37, random);
            optimizer.Step(new OptimizerStep(t), new ParameterBlock<double> { Parameters = w, Gradient = g, State1 = s1, State2 = s2 });
            for (int i = 0; i < 37; i++)
            {
                expected[i] = formula(expected[i], g[i], ref e1[i], ref e2[i], t);
                Assert.Equal(expected[i], w[i], 1e-13 * t);
            }
        }

        Assert.Equal(optimizer.StateCount >= 1, s1.Any(value => value != 0));
        Assert.Equal(optimizer.StateCount >= 2, s2.Any(value => value != 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schedule_scales_the_rate(string name)
    {
        (IOptimizer optimizer, _) = Formulas[name];
        double Moved(double factor)
        {
            double[] w = [1];
            optimizer.Step(new OptimizerStep(1, factor), new ParameterBlock<double>
            {
                Parameters = w,
                Gradient = [0.5],
                State1 = new double[optimizer.StateCount >= 1 ? 1 : 0],
                State2 = new double[optimizer.StateCount >= 2 ? 1 : 0],
            });
            return 1 - w[0];
        }

        Assert.Equal(0, Moved(0));
        Assert.Equal(Moved(1) / 4, Moved(0.25), 1e-15);
    }

    [Fact]
    public void Decoupled_decay_spares_biases()
    {
        AdamW optimizer = new(Rate, decay: 0.5);
        double[] weight = [1], bias = [1];
        optimizer.Step(new OptimizerStep(1), new ParameterBlock<double>
        {
            Kind = ParameterKind.Weight,
            Parameters = weight,
            Gradient = [0.0],
            State1 = new double[1],
            State2 = new double[1],
        });
        optimizer.Step(new OptimizerStep(1), new ParameterBlock<double>
        {
            Kind = ParameterKind.Bias,
            Parameters = bias,
            Gradient = [0.0],
            State1 = new double[1],
            State2 = new double[1],
        });
        Assert.Equal(1 - (Rate * 0.5), weight[0], 1e-15);
        Assert.Equal(1, bias[0]);
    }

    [Fact]
    public void A_penalty_comes_before_the_limit_and_spares_biases()
    {
        RegularizedRule<double, SgdRule<double>> rule = new(new SgdRule<double>(1), twoLambda: 2, limit: 3);
        double[] w = [1, 1, -1, double.NaN], g = [0.5, 9, -9, 0];
        Dense.Update(rule, ParameterKind.Weight, w, g);
        Assert.Equal([1 - 2.5, 1 - 3, -1 + 3, double.NaN], w);

        double[] b = [1, 1], gb = [0.5, -9];
        Dense.Update(rule, ParameterKind.Bias, b, gb);
        Assert.Equal([0.5, 4], b);
    }

    [Fact]
    public void A_rule_without_penalty_and_limit_is_the_rule_itself()
    {
        // fma(0, w, g) would turn −0 into +0 and an infinite w into NaN.
        double[] w = [double.NegativeZero, double.PositiveInfinity], g = [0, 1];
        Dense.Update(new RegularizedRule<double, SgdRule<double>>(new SgdRule<double>(1), twoLambda: 0), ParameterKind.Weight, w, g);
        Assert.Equal(double.PositiveInfinity, w[1]);
        Assert.True(double.IsNegative(w[0]));
    }

    [Fact]
    public void Penalties_and_limits_out_of_range_are_refused()
    {
        Assert.Equal("twoLambda", Assert.Throws<ArgumentOutOfRangeException>(() => new RegularizedRule<double, SgdRule<double>>(default, -1)).ParamName);
        Assert.Equal("twoLambda", Assert.Throws<ArgumentOutOfRangeException>(() => new RegularizedRule<double, SgdRule<double>>(default, double.NaN)).ParamName);
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => new RegularizedRule<double, SgdRule<double>>(default, 0, 0.0)).ParamName);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Hyper_parameters_out_of_range_are_refused(double value)
    {
        void Refuses(string name, Func<object> create) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(create).ParamName);

        Refuses("rate", () => new Sgd(value));
        Refuses("rate", () => new Momentum(value));
        Refuses("coefficient", () => new Momentum(0.1, value));
        Refuses("rate", () => new Nesterov(value));
        Refuses("coefficient", () => new Nesterov(0.1, value));
        Refuses("rate", () => new RmsProp(value));
        Refuses("decay", () => new RmsProp(0.1, value));
        Refuses("epsilon", () => new RmsProp(0.1, 0.9, value));
        Refuses("rate", () => new Adam(value));
        Refuses("beta1", () => new Adam(0.1, value));
        Refuses("beta2", () => new Adam(0.1, 0.9, value));
        Refuses("epsilon", () => new Adam(0.1, 0.9, 0.99, value));
        Refuses("rate", () => new AdamW(value));
        Refuses("decay", () => new AdamW(0.1, value));
        Refuses("beta1", () => new AdamW(0.1, 0, value));
        Refuses("beta2", () => new AdamW(0.1, 0, 0.9, value));
        Refuses("epsilon", () => new AdamW(0.1, 0, 0.9, 0.99, value));
    }

    [Fact]
    public void Clipping_by_the_norm_scales_all_gradients_alike()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Identity>(2).Build(1);
        network.Gradients.Clear();
        DenseLayer<double> layer = network.Layers[0];
        network.WeightGradient(layer)[0, 1] = 3;
        network.BiasGradient(layer)[1] = -4;

        Assert.Equal(5, network.ClipGradientsByNorm(6));
        Assert.Equal(3, network.WeightGradient(layer)[0, 1]);
        Assert.Equal(5, network.ClipGradientsByNorm(1));
        Assert.Equal(0.6, network.WeightGradient(layer)[0, 1], 1e-15);
        Assert.Equal(-0.8, network.BiasGradient(layer)[1], 1e-15);
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => network.ClipGradientsByNorm(0)).ParamName);
    }

    [Fact]
    public void A_norm_beyond_all_numbers_changes_nothing()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Identity>(2).Build(1);
        network.Gradients.Clear();
        DenseLayer<double> layer = network.Layers[0];
        network.BiasGradient(layer)[0] = 3e200;
        network.BiasGradient(layer)[1] = 4e200;
        Assert.Equal(5e200, network.ClipGradientsByNorm(5), 1e186);
        Assert.Equal(3, network.BiasGradient(layer)[0], 1e-14);

        network.BiasGradient(layer)[0] = double.PositiveInfinity;
        Assert.Equal(double.PositiveInfinity, network.ClipGradientsByNorm(1));
        Assert.Equal(4, network.BiasGradient(layer)[1], 1e-14);
    }

    [Fact]
    public void Clipping_by_value_cuts_each_gradient()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Identity>(2).Build(1);
        DenseLayer<double> layer = network.Layers[0];
        network.WeightGradient(layer)[0, 1] = 3;
        network.WeightGradient(layer)[1, 0] = double.NaN;
        network.BiasGradient(layer)[1] = -4;
        network.ClipGradientsByValue(3.5);

        Assert.Equal(3, network.WeightGradient(layer)[0, 1]);
        Assert.True(double.IsNaN(network.WeightGradient(layer)[1, 0]));
        Assert.Equal(-3.5, network.BiasGradient(layer)[1]);
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => network.ClipGradientsByValue(double.NaN)).ParamName);
    }

    private static double AdamStep(double w, double g, ref double m, ref double v, int t)
    {
        m = (0.8 * m) + (0.2 * g);
        v = (0.98 * v) + (0.02 * g * g);
        double mean = m / (1 - Math.Pow(0.8, t)), square = v / (1 - Math.Pow(0.98, t));
        return w - (Rate * mean / (Math.Sqrt(square) + 1e-6));
    }
}
