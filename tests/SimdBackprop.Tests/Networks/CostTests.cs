using CommunityToolkit.HighPerformance;
using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>The costs against values computed by hand, and at the ends of their range.</summary>
public class CostTests
{
    [Fact]
    public void Half_squared_error_and_its_gradient()
    {
        HalfSquaredError<double> cost = new();
        double[,] a = { { 1, 2 }, { -0.5, 3 } };
        double[,] y = { { 0.5, 4 }, { 0.5, 3 } };
        Assert.Equal((0.5 * (0.25 + 4)) + 0.5, cost.Evaluate(a, y));
        double[,] gradient = new double[2, 2];
        cost.Gradient(a, y, 0.5, gradient);
        Assert.Equal(new double[,] { { 0.25, -1 }, { -0.5, 0 } }, gradient);
    }

    [Fact]
    public void Softmax_cross_entropy_and_its_gradient()
    {
        SoftmaxCrossEntropy<double> cost = new();
        double[,] z = { { 1, 2, 3 } };
        double total = Math.Exp(-2) + Math.Exp(-1) + 1;
        Assert.Equal(Math.Log(total), cost.Evaluate(z, new double[,] { { 0, 0, 1 } }), 4e-16);
        Assert.Equal(Math.Log(total) + 1.25, cost.Evaluate(z, new double[,] { { 0.5, 0.25, 0.25 } }), 1e-15);
        double[,] gradient = new double[1, 3];
        cost.Gradient(z, new double[,] { { 0, 0, 1 } }, 0.5, gradient);
        Assert.Equal(0.5 * Math.Exp(-2) / total, gradient[0, 0], 1e-16);
        Assert.Equal(0.5 * Math.Exp(-1) / total, gradient[0, 1], 1e-16);
        Assert.Equal(0.5 * ((1 / total) - 1), gradient[0, 2], 2e-16);
    }

    [Fact]
    public void Sigmoid_cross_entropy_and_its_gradient()
    {
        SigmoidCrossEntropy<double> cost = new();
        Assert.Equal(Math.Log(2), cost.Evaluate(new double[,] { { 0 } }, new double[,] { { 1 } }), 2e-16);
        Assert.Equal(Math.Log(1 + Math.E) - 0.25, cost.Evaluate(new double[,] { { 1 } }, new double[,] { { 0.25 } }), 4e-16);
        Assert.Equal(Math.Log(1 + Math.Exp(-2)) + (2 * 0.25), cost.Evaluate(new double[,] { { -2 } }, new double[,] { { 0.25 } }), 4e-16);
        double[,] gradient = new double[1, 2];
        cost.Gradient(new double[,] { { 0, 2 } }, new double[,] { { 1, 0.25 } }, 0.5, gradient);
        Assert.Equal(-0.25, gradient[0, 0]);
        Assert.Equal(0.5 * ((1 / (1 + Math.Exp(-2))) - 0.25), gradient[0, 1], 2e-16);
    }

    [Fact]
    public void Extreme_logits_give_the_exact_limits_in_float_and_double()
    {
        Assert.Equal(2000, new SoftmaxCrossEntropy<double>().Evaluate(new double[,] { { 1000, -1000 } }, new double[,] { { 0, 1 } }));
        Assert.Equal(0, new SoftmaxCrossEntropy<double>().Evaluate(new double[,] { { 1000, -1000 } }, new double[,] { { 1, 0 } }));
        Assert.Equal(2000, new SoftmaxCrossEntropy<float>().Evaluate(new float[,] { { 1000, -1000 } }, new float[,] { { 0, 1 } }));
        Assert.Equal(2000, new SigmoidCrossEntropy<double>().Evaluate(new double[,] { { 1000, -1000 } }, new double[,] { { 0, 1 } }));
        Assert.Equal(0, new SigmoidCrossEntropy<double>().Evaluate(new double[,] { { 1000, -1000 } }, new double[,] { { 1, 0 } }));
        Assert.Equal(2000, new SigmoidCrossEntropy<float>().Evaluate(new float[,] { { 1000, -1000 } }, new float[,] { { 0, 1 } }));
        foreach (ICost<float> cost in (ICost<float>[])[new SoftmaxCrossEntropy<float>(), new SigmoidCrossEntropy<float>()])
        {
            float[,] gradient = new float[1, 2];
            cost.Gradient(new float[,] { { 1000, -1000 } }, new float[,] { { 0, 1 } }, 1, gradient);
            Assert.Equal(new float[,] { { 1, -1 } }, gradient);
            float[,] prediction = { { 1000, -1000 } };
            cost.ToPrediction(prediction);
            Assert.Equal(new float[,] { { 1, 0 } }, prediction);
        }
    }

    [Fact]
    public void Among_more_classes_than_a_piece_of_a_sum_each_counts()
    {
        const int Classes = LaneReduction.PieceLength + 3;
        double[,] z = new double[1, Classes], y = new double[1, Classes];
        y[0, 0] = 1;
        Assert.Equal(Math.Log(Classes), new SoftmaxCrossEntropy<double>().Evaluate(z, y), 4e-15);
    }

    [Fact]
    public void An_impossible_class_that_nobody_asked_for_costs_nothing() => Assert.Equal(
        0, new SoftmaxCrossEntropy<double>().Evaluate(new double[,] { { 0, double.NegativeInfinity } }, new double[,] { { 1, 0 } }));

    [Fact]
    public void Targets_without_meaning_are_refused_with_their_row()
    {
        SoftmaxCrossEntropy<double> softmax = new();
        softmax.CheckTargets(new double[,] { { 0.25, 0.75 }, { 1, 0 } });
        AssertRefused(softmax, new double[,] { { 0, 1 }, { 0.5, 0.6 } }, "1");
        AssertRefused(softmax, new double[,] { { -1, 2 } }, "0");
        AssertRefused(softmax, new double[,] { { double.NaN, 1 } }, "0");
        SigmoidCrossEntropy<double> binary = new();
        binary.CheckTargets(new double[,] { { 0, 1, 0.5 } });
        AssertRefused(binary, new double[,] { { 0 }, { 0 }, { 1.1 } }, "2");
        AssertRefused(binary, new double[,] { { double.NaN } }, "0");
    }

    [Fact]
    public void A_cost_of_ones_own_trains_and_its_gradient_is_checked_like_any_other()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<SigmoidFromZ>(4).Dense<Identity>(2).Cost(new Quartic()).Build(1);
        (double[,] x, double[,] y) = (Batches.Uniform(6, 3, 2), Batches.Uniform(6, 2, 3));
        GradientCheck.Check(network, x, y).ThrowIfFailed();
        using Backpropagation<double> passes = new(network, 6);
        passes.Forward(x);
        double before = passes.Cost(y);
        passes.Backward(x, y);
        for (int i = 0; i < network.Parameters.Length; i++)
        {
            network.Parameters[i] -= 0.1 * network.Gradients[i];
        }

        passes.Forward(x);
        Assert.InRange(passes.Cost(y), 0, before);
    }

    private static void AssertRefused(ICost<double> cost, double[,] targets, string row)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => cost.CheckTargets(targets));
        Assert.Equal("targets", exception.ParamName);
        Assert.Contains($"sample {row} ", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>J_i = ¼ Σ (a − y)⁴.</summary>
    private readonly struct Quartic : ICost<double>
    {
        public string Name => "quartic";

        public bool TakesLogits => false;

        public void Evaluate(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, Span<double> costs, KernelOptions? options)
        {
            costs.Clear();
            for (int i = 0; i < output.Height; i++)
            {
                for (int j = 0; j < output.Width; j++)
                {
                    costs[i] += 0.25 * Math.Pow(output[i, j] - targets[i, j], 4);
                }
            }
        }

        public void Gradient(
            ReadOnlySpan2D<double> output,
            ReadOnlySpan2D<double> targets,
            double scale,
            Span2D<double> gradient,
            KernelOptions? options)
        {
            for (int i = 0; i < output.Height; i++)
            {
                for (int j = 0; j < output.Width; j++)
                {
                    gradient[i, j] = scale * Math.Pow(output[i, j] - targets[i, j], 3);
                }
            }
        }
    }

    [Fact]
    public void Costs_and_derivatives_at_once_are_those_one_after_the_other_on_every_tier()
    {
        Random random = new(9);
        foreach (int outputs in new[] { 2, 10, 16, 37, 200 })
        {
            TestMatrix<float> z = TestMatrix<float>.Of(7, outputs, 3, random), y = TestMatrix<float>.Of(7, outputs, 1, random);
            foreach (ICost<float> cost in (ICost<float>[])[new SoftmaxCrossEntropy<float>(), new SigmoidCrossEntropy<float>(), new HalfSquaredError<float>()])
            {
                TestMatrix<float> expected = new(7, outputs, 2);
                double[] expectedCosts = new double[7];
                KernelOptions scalar = new() { Tier = SimdTier.Scalar };
                cost.Evaluate(z.Input, y.Input, expectedCosts, scalar);
                cost.Gradient(z.Input, y.Input, 0.25f, expected.View, scalar);
                foreach (KernelOptions options in Runs.EachTier)
                {
                    TestMatrix<float> actual = new(7, outputs, 2);
                    double[] costs = new double[7];
                    cost.EvaluateWithGradient(z.Input, y.Input, 0.25f, actual.View, costs, options);
                    Bits.AssertSame(expected, actual, $"{cost.Name}, {Runs.Name(options)}");
                    Assert.Equal(expectedCosts, costs);
                }
            }
        }
    }

    [Fact]
    public void The_derivatives_of_softmax_take_neither_the_place_of_the_logits_nor_of_the_targets()
    {
        SoftmaxCrossEntropy<double> softmax = new();
        double[,] z = { { 1, 2 } }, y = { { 0, 1 } };
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => softmax.EvaluateWithGradient(z, y, 1, z, new double[1])).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => softmax.Gradient(z, y, 1, y)).ParamName);
        Assert.Equal(new double[,] { { 1, 2 } }, z);
        Assert.Equal(new double[,] { { 0, 1 } }, y);
    }
}
