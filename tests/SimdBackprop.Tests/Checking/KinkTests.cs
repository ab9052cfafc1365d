using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Kinks are named: they neither fail nor pass.</summary>
public class KinkTests
{
    /// <summary>x such that unit 1 sees exactly zero in sample 0: w = (1, −1), x = (0.5, 0.5).</summary>
    private static readonly double[,] X = { { 0.5, 0.5 }, { 0.9, -0.4 } };

    private static readonly double[,] Targets = { { 0.3 }, { -0.2 } };

    [Fact]
    public void A_unit_exactly_at_its_kink_is_named_with_every_entry_that_moves_it_and_nothing_fails()
    {
        using Network<double> network = WithUnitAtZero(hidden: 40);
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.Equal(["W1[1,0]", "W1[1,1]"], result.Arrays[0].Kinks);
        Assert.Equal(["b1[1]"], result.Arrays[1].Kinks);
        Assert.Equal(0, result.Arrays[2].Kinked);
        Assert.Equal(78, result.Arrays[0].Checked);
        Assert.Equal(GradientVerdict.Passed, result.Verdict);
        Assert.Contains("at a kink, so not checked: W1[1,0], W1[1,1]", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Above_five_percent_at_kinks_the_check_is_inconclusive_and_throws_when_asked()
    {
        using Network<double> network = WithUnitAtZero(hidden: 4);
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.Equal(3.0 / 17, result.UncheckedShare, 1e-15);
        Assert.Equal(GradientVerdict.Inconclusive, result.Verdict);
        Assert.Contains("inconclusive", Assert.Throws<GradientCheckException>(result.ThrowIfFailed).Message, StringComparison.Ordinal);
        Assert.Equal(
            GradientVerdict.Passed, GradientCheck.Check(network, X, Targets, new GradientCheckOptions { MaxUncheckedShare = 0.2 }).Verdict);
    }

    [Fact]
    public void A_direction_that_crosses_a_kink_is_named()
    {
        using Network<double> network = WithUnitAtZero(hidden: 40);
        GradientCheckResult result = GradientCheck.Check(
            network, X, Targets, new GradientCheckOptions { Mode = GradientCheckMode.Directional, Directions = 2 });
        Assert.Equal(["W1·v[0]", "W1·v[1]"], result.Arrays[0].Kinks);
        Assert.Equal(0, result.Arrays[0].Checked);
        Assert.Equal(GradientVerdict.Inconclusive, result.Arrays[0].Verdict);
        Assert.Equal(GradientVerdict.Passed, result.Arrays[2].Verdict);
        Assert.Equal(GradientVerdict.Inconclusive, result.Verdict);
    }

    [Fact]
    public void A_kink_inside_the_step_is_named_as_well()
    {
        using Network<double> network = WithUnitAtZero(hidden: 40);
        network.Bias(network.Layers[0])[1] = 1e-6;
        Assert.Equal(["b1[1]"], GradientCheck.Check(network, X, Targets).Arrays[1].Kinks);
        network.Bias(network.Layers[0])[1] = 1e-5;
        Assert.Equal(0, GradientCheck.Check(network, X, Targets).UncheckedShare);
    }

    [Fact]
    public void The_side_is_that_of_z_where_the_derivative_comes_from_z()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<SquareWithDeclaredKink>(2).Dense<Identity>(1).Build(1);
        PlaceUnitAtZero(network);
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.Equal(["W1[1,0]", "W1[1,1]"], result.Arrays[0].Kinks);
    }

    [Fact]
    public void Only_the_first_ten_kinks_are_named_but_all_are_counted()
    {
        using Network<double> network = new NetworkBuilder<double>(2).Dense<Relu>(20).Dense<Identity>(1).Build(1);
        network.Parameters.Clear();
        GradientArrayResult array = GradientCheck.Check(network, X, Targets).Arrays[0];
        Assert.Equal(40, array.Kinked);
        Assert.Equal(10, array.Kinks.Count);
        Assert.Equal("W1[0,0]", array.Kinks[0]);
    }

    private static Network<double> WithUnitAtZero(int hidden)
    {
        Network<double> network = new NetworkBuilder<double>(2).Dense<Relu>(hidden).Dense<Identity>(1).Build(5);
        Batches.RandomizeBiases(network, 6);
        PlaceUnitAtZero(network);
        return network;
    }

    private static void PlaceUnitAtZero(Network<double> network)
    {
        DenseLayer<double> first = network.Layers[0];
        network.Weights(first)[1, 0] = 1;
        network.Weights(first)[1, 1] = -1;
        network.Bias(first)[1] = 0;
    }
}
