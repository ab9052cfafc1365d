using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>The double network against central differences, within the checker's default bounds.</summary>
public class NetworkGradientTests
{
    private const int Samples = 5;

    /// <summary>W2 is square, so that forgetting its transpose is not a matter of shapes.</summary>
    private static readonly int[] Widths = [4, 5, 5, 6, 3];

    public static TheoryData<string, string> ActivationsAndCosts()
    {
        TheoryData<string, string> cases = [];
        foreach (string activation in ActivationLayers.All)
        {
            cases.Add(activation, "squared-error");
            cases.Add(activation, "cross-entropy");
            cases.Add(activation, "binary-cross-entropy");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(ActivationsAndCosts))]
    public void Every_gradient_is_right_at_depths_1_to_4_with_and_without_bias_and_penalty(string activation, string cost)
    {
        for (int depth = 1; depth <= 4; depth++)
        {
            foreach ((bool bias, double l2) in ((bool, double)[])[(true, 0), (false, 0), (true, 0.03), (false, 0.03)])
            {
                using Network<double> network = Build(activation, cost, depth, bias, l2);
                GradientCheckResult result = CheckOn(network, cost);
                Assert.True(result.Verdict == GradientVerdict.Passed, $"depth {depth}, bias {bias}, l2 {l2}:{Environment.NewLine}{result}");
                Assert.Equal(0, result.UncheckedShare);
            }
        }
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void Directions_find_the_same_gradients_right(string activation)
    {
        using Network<double> network = Build(activation, "cross-entropy", 4, bias: true, l2: 0.03);
        GradientCheckResult result = CheckOn(network, "cross-entropy", new GradientCheckOptions { Mode = GradientCheckMode.Directional });
        result.ThrowIfFailed();
        Assert.Equal(GradientCheckMode.Directional, result.Mode);
        Assert.All(result.Arrays, array => Assert.Equal(new GradientCheckOptions().Directions, array.Checked));
        Assert.All(result.Arrays, array => Assert.NotEqual(0, array.Worst!.Numeric));
    }

    [Fact]
    public void One_sample_is_checked_through_the_paths_for_one_row()
    {
        using Network<double> network = Build("tanh", "squared-error", 3, bias: true, l2: 0);
        GradientCheck.Check(network, Batches.Uniform(1, network.InputWidth, 3), Batches.Uniform(1, network.OutputWidth, 4)).ThrowIfFailed();
    }

    [Fact]
    public void A_wrong_derivative_of_an_own_activation_is_found_in_either_mode()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<SquareWithWrongDerivative>(4).Dense<Identity>(2).Build(1);
        Batches.RandomizeBiases(network, 2);
        foreach (GradientCheckMode mode in (GradientCheckMode[])[GradientCheckMode.Full, GradientCheckMode.Directional])
        {
            GradientCheckResult result = GradientCheck.Check(
                network, Batches.Uniform(6, 3, 3), Batches.Uniform(6, 2, 4), new GradientCheckOptions { Mode = mode });
            Assert.Equal(GradientVerdict.Failed, result.Verdict);
            Assert.Equal(
                [GradientVerdict.Failed, GradientVerdict.Failed, GradientVerdict.Passed, GradientVerdict.Passed],
                result.Arrays.Select(array => array.Verdict));

            // f′ is half of what it should be, and so is every gradient below it.
            Assert.Equal(0.5, result.Arrays[0].Worst!.Analytic / result.Arrays[0].Worst!.Numeric, 1e-6);
            Assert.Equal(result.Arrays[0].Total, result.Arrays[0].Mismatched);
            Assert.Equal(0.5, result.Arrays[0].NormRelativeError, 1e-6);
            if (mode == GradientCheckMode.Directional)
            {
                Assert.Equal(0.5, result.Arrays[0].WrongEntry!.Analytic / result.Arrays[0].WrongEntry!.Numeric, 1e-6);
                Assert.Null(result.Arrays[2].WrongEntry);
            }
        }
    }

    [Fact]
    public void An_own_activation_passes_whose_derivative_is_right()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<SigmoidFromZ>(4).Dense<SigmoidFromZ>(2).Build(1);
        GradientCheck.Check(network, Batches.Uniform(6, 3, 3), Batches.Uniform(6, 2, 4)).ThrowIfFailed();
    }

    private static GradientCheckResult CheckOn(Network<double> network, string cost, GradientCheckOptions? options = null)
    {
        double[,] targets = cost switch
        {
            "squared-error" => Batches.Uniform(Samples, network.OutputWidth, 8),
            "cross-entropy" => Batches.OneHot(Samples, network.OutputWidth),
            _ => Batches.Uniform(Samples, network.OutputWidth, 8, 0, 1),
        };
        return GradientCheck.Check(network, Batches.Uniform(Samples, network.InputWidth, 9), targets, options);
    }

    private static Network<double> Build(string activation, string cost, int depth, bool bias, double l2)
    {
        NetworkBuilder<double> builder = new NetworkBuilder<double>(Widths[0]).L2(l2);
        builder = cost switch
        {
            "squared-error" => builder,
            "cross-entropy" => builder.Cost(new SoftmaxCrossEntropy<double>()),
            _ => builder.Cost(new SigmoidCrossEntropy<double>()),
        };
        for (int l = 1; l <= depth; l++)
        {
            bool logits = l == depth && cost != "squared-error";
            builder = ActivationLayers.Add(builder, logits ? "identity" : activation, Widths[l], bias);
        }

        Network<double> network = builder.Build(7);
        Batches.RandomizeBiases(network, 6);
        return network;
    }
}
