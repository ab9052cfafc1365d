using CommunityToolkit.HighPerformance;
using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>What a check reports, restores and refuses.</summary>
public class NetworkCheckBehaviourTests
{
    private static readonly double[,] X = Batches.Uniform(4, 3, 1);
    private static readonly double[,] Targets = Batches.Uniform(4, 2, 2);

    [Fact]
    public void The_network_is_left_as_it_was_bit_for_bit()
    {
        using Network<double> network = Build();
        AssertUnchangedBy(network, () => GradientCheck.Check(network, X, Targets).ThrowIfFailed());
        GradientCheckOptions directional = new() { Mode = GradientCheckMode.Directional };
        AssertUnchangedBy(network, () => GradientCheck.Check(network, X, Targets, directional).ThrowIfFailed());
    }

    [Fact]
    public void The_network_is_restored_when_the_cost_throws_in_the_middle()
    {
        using Network<double> network = Build(new FaultyCost { ThrowAt = 20 });
        AssertUnchangedBy(network, () => Assert.Throws<TimeZoneNotFoundException>(() => GradientCheck.Check(network, X, Targets)));
    }

    [Fact]
    public void The_network_is_restored_when_the_check_is_cancelled()
    {
        using Network<double> network = Build();
        using CancellationTokenSource source = new();
        List<GradientCheckProgress> reports = [];
        CancelAfterFirst progress = new(source, reports);
        AssertUnchangedBy(
            network,
            () => Assert.Throws<OperationCanceledException>(() => GradientCheck.Check(network, X, Targets, null, progress, source.Token)));
        Assert.Equal([new GradientCheckProgress("W1", 1, 4)], reports);
    }

    [Fact]
    public void The_result_names_arrays_shapes_and_what_was_measured()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<Tanh>(4).Dense<Identity>(2, bias: false).L2(0.1).Build(3);
        GradientCheckResult result = GradientCheck.Check(network, X, Targets, new GradientCheckOptions { Seed = 17 });
        Assert.Equal(["W1", "b1", "W2"], result.Arrays.Select(array => array.Name));
        Assert.Equal([[4, 3], [4], [2, 4]], result.Arrays.Select(array => array.Shape));
        Assert.Equal([12, 4, 8], result.Arrays.Select(array => array.Checked));
        Assert.Equal((17UL, GradientCheckMode.Full), (result.Seed, result.Mode));
        Assert.Equal(network.Penalty(), result.Penalty);
        using Backpropagation<double> passes = new(network, 4);
        passes.Forward(X);
        Assert.Equal(passes.Cost(Targets) + result.Penalty, result.Cost);
        passes.Backward(X, Targets);
        network.AddPenaltyGradient();
        Assert.Equal(network.WeightGradient(network.Layers[0])[2, 1], result.Arrays[0].Analytic.Span[7]);
        GradientEntry worst = result.Arrays[0].Worst!;
        Assert.Equal($"W1[{worst.Index / 3},{worst.Index % 3}]", worst.Name);
        Assert.Equal(worst.Numeric, result.Arrays[0].Numeric.Span[worst.Index]);
        Assert.Equal((1e-7 * Math.Abs(worst.Numeric)) + (20 * Math.Pow(2, -52) * result.Cost / worst.Step), worst.Bound, 1e-20);
        Assert.Contains("Passed", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_counts_the_rest_as_skipped_and_is_inconclusive_unless_that_is_accepted()
    {
        using Network<double> network = Build();
        GradientCheckResult strict = GradientCheck.Check(network, X, Targets, new GradientCheckOptions { MaxEntriesPerArray = 3 });
        Assert.Equal([3, 3, 3, 2], strict.Arrays.Select(array => array.Checked));
        Assert.Equal([9, 1, 5, 0], strict.Arrays.Select(array => array.Skipped));
        Assert.Equal(9, strict.Arrays[0].Numeric.ToArray().Count(double.IsNaN));
        Assert.Equal(GradientVerdict.Inconclusive, strict.Verdict);
        GradientCheckOptions accepted = new() { MaxEntriesPerArray = 3, MaxUncheckedShare = 1 };
        Assert.Equal(GradientVerdict.Passed, GradientCheck.Check(network, X, Targets, accepted).Verdict);
    }

    [Fact]
    public void Auto_goes_by_the_number_of_parameters()
    {
        using Network<double> network = Build();
        Assert.Equal(26, network.ParameterCount);
        GradientCheckOptions enough = new() { AutoThreshold = 26 };
        GradientCheckOptions tooFew = new() { AutoThreshold = 25 };
        Assert.Equal(GradientCheckMode.Full, GradientCheck.Check(network, X, Targets, enough).Mode);
        Assert.Equal(GradientCheckMode.Directional, GradientCheck.Check(network, X, Targets, tooFew).Mode);
    }

    [Fact]
    public void Equal_seeds_draw_equal_directions()
    {
        using Network<double> network = Build();
        double[] Slopes(ulong seed)
        {
            GradientCheckOptions options = new() { Mode = GradientCheckMode.Directional, Seed = seed };
            return GradientCheck.Check(network, X, Targets, options).Arrays[0].Analytic.ToArray();
        }

        Assert.Equal(Slopes(1), Slopes(1));
        Assert.NotEqual(Slopes(1), Slopes(2));
    }

    [Fact]
    public void A_NaN_among_the_parameters_fails_and_is_named()
    {
        using Network<double> network = Build();
        network.Weights(network.Layers[1])[0, 2] = double.NaN;
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Contains("W2[0,2] is NaN", result.Properties[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Activations_that_overflow_fail_and_their_layer_is_named()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<Identity>(2).Dense<Identity>(2).Build(3);
        network.Weights(network.Layers[0]).Fill(1e308);
        GradientCheckResult result = GradientCheck.Check(network, Batches.Uniform(4, 3, 1, 2, 3), Targets);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Contains("the activations of layer 1 contain", result.Properties[0].Detail, StringComparison.Ordinal);
        Assert.All(result.Arrays, array => Assert.Equal(array.Total, array.Skipped));
    }

    [Fact]
    public void Backward_passes_that_differ_are_found()
    {
        using Network<double> network = Build(new FaultyCost { Drift = 1e-15 });
        GradientProperty property = GradientCheck.Check(network, X, Targets).Properties[1];
        Assert.False(property.Holds);
        Assert.Contains("W1[", property.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_passes_may_differ_by_as_much_as_is_allowed_and_accumulate_within_it()
    {
        bool[] Holds(double drift)
        {
            using Network<double> network = Build(new FaultyCost { Drift = drift });
            GradientCheckOptions options = new() { NondeterminismTolerance = 1e-12 };
            return [.. GradientCheck.Check(network, X, Targets, options).Properties.Select(property => property.Holds)];
        }

        Assert.Equal([true, true, true, true, true], Holds(1e-14));
        Assert.Equal([true, false, false, true, true], Holds(1e-10));
    }

    [Fact]
    public void A_cost_that_forgets_the_mean_does_not_accumulate_as_a_mean_does()
    {
        using Network<double> network = Build(new FaultyCost { IgnoresScale = true });
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.Equal([true, true, false, true, true], result.Properties.Select(property => property.Holds));
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
    }

    [Fact]
    public void A_cost_that_contradicts_itself_where_training_asks_is_found_though_every_derivative_is_right()
    {
        using Network<double> wrongCost = Build(new TwoFacedCost { CostFactor = 1 + 1e-6 });
        AssertOnlyTogetherViolated(GradientCheck.Check(wrongCost, X, Targets), "J[");
        using Network<double> wrongError = Build(new TwoFacedCost { ErrorFactor = 1 + 1e-6 });
        AssertOnlyTogetherViolated(GradientCheck.Check(wrongError, X, Targets), "dJ/dA[");
        using Network<double> missing = Build(new TwoFacedCost { LeavesErrorUnwritten = true });
        AssertOnlyTogetherViolated(GradientCheck.Check(missing, X, Targets), "dJ/dA[0,0] is NaN instead of ");

        using Network<double> rounded = Build(new TwoFacedCost { CostFactor = 1 + 1e-12, ErrorFactor = 1 - 1e-12 });
        GradientCheck.Check(rounded, X, Targets).ThrowIfFailed();
    }

    [Fact]
    public void A_derivative_that_turns_zero_into_NaN_is_found()
    {
        using Network<double> network = new NetworkBuilder<double>(3).Dense<InfiniteDerivative>(2).Build(1);
        GradientCheckResult result = GradientCheck.Check(network, X, Targets);
        Assert.False(result.Properties[3].Holds);
        Assert.Contains("W1[0,0] is NaN", result.Properties[3].Detail, StringComparison.Ordinal);
        Assert.Contains("W1[0,0]", result.Properties[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        using Network<double> network = Build();
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => GradientCheck.Check(network, new double[4, 2], Targets)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => GradientCheck.Check(network, default, default)).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => GradientCheck.Check(network, X, new double[3, 2])).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => GradientCheck.Check(network, X, new double[4, 3])).ParamName);
        Assert.Equal("network", Assert.Throws<ArgumentNullException>(() => GradientCheck.Check(null!, X, Targets)).ParamName);
        Assert.Equal("point", Assert.Throws<ArgumentException>(() => GradientCheck.Check(_ => 0, (_, _) => { }, [])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { StepScale = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { RelativeTolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { AbsoluteTolerance = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { NondeterminismTolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { Directions = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { MaxEntriesPerArray = 0 });
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(() => GradientCheck.Check(network, X, Targets));
    }

    private static Network<double> Build(ICost<double>? cost = null)
    {
        cost ??= new HalfSquaredError<double>();
        Network<double> network = new NetworkBuilder<double>(3).Dense<Tanh>(4).Dense<Identity>(2).Cost(cost).Build(3);
        Batches.RandomizeBiases(network, 4);
        return network;
    }

    private static void AssertOnlyTogetherViolated(GradientCheckResult result, string detail)
    {
        Assert.Equal([true, true, true, true, false], result.Properties.Select(property => property.Holds));
        Assert.StartsWith(detail, result.Properties[4].Detail, StringComparison.Ordinal);
        Assert.All(result.Arrays, array => Assert.Equal(GradientVerdict.Passed, array.Verdict));
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
    }

    private static void AssertUnchangedBy(Network<double> network, Action check)
    {
        network.Gradients.Fill(double.NaN);
        double[] parameters = network.Parameters.ToArray();
        check();
        Assert.Equal(parameters.Select(BitConverter.DoubleToInt64Bits), network.Parameters.ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.All(network.Gradients.ToArray(), g => Assert.True(double.IsNaN(g)));
    }

    private sealed class CancelAfterFirst(CancellationTokenSource source, List<GradientCheckProgress> reports) : IProgress<GradientCheckProgress>
    {
        public void Report(GradientCheckProgress value)
        {
            reports.Add(value);
            source.Cancel();
        }
    }

    /// <summary>Half squared error with a fault of one's choice.</summary>
    private sealed class FaultyCost : ICost<double>
    {
        private readonly HalfSquaredError<double> _sound = new();
        private int _evaluations;
        private int _gradients;

        internal int ThrowAt { get; init; } = int.MaxValue;

        internal double Drift { get; init; }

        internal bool IgnoresScale { get; init; }

        public string Name => "faulty";

        public bool TakesLogits => false;

        public void Evaluate(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, Span<double> costs, KernelOptions? options)
        {
            if (++_evaluations == ThrowAt)
            {
                throw new TimeZoneNotFoundException();
            }

            _sound.Evaluate(output, targets, costs, options);
        }

        public void Gradient(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, double scale, Span2D<double> gradient, KernelOptions? options) =>
            _sound.Gradient(output, targets, IgnoresScale ? 1 : scale * (1 + (Drift * _gradients++)), gradient);
    }

    /// <summary>Half squared error that answers otherwise when both are asked for together.</summary>
    private sealed class TwoFacedCost : ICost<double>
    {
        private readonly HalfSquaredError<double> _sound = new();

        internal double CostFactor { get; init; } = 1;

        internal double ErrorFactor { get; init; } = 1;

        internal bool LeavesErrorUnwritten { get; init; }

        public string Name => "two-faced";

        public bool TakesLogits => false;

        public void Evaluate(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, Span<double> costs, KernelOptions? options) =>
            _sound.Evaluate(output, targets, costs, options);

        public void Gradient(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, double scale, Span2D<double> gradient, KernelOptions? options) =>
            _sound.Gradient(output, targets, scale, gradient, options);

        public void EvaluateWithGradient(
            ReadOnlySpan2D<double> output,
            ReadOnlySpan2D<double> targets,
            double scale,
            Span2D<double> gradient,
            Span<double> costs,
            KernelOptions? options)
        {
            _sound.Evaluate(output, targets, costs, options);
            Blas.Scal(CostFactor, costs);
            if (!LeavesErrorUnwritten)
            {
                _sound.Gradient(output, targets, scale * ErrorFactor, gradient, options);
            }
        }
    }

    /// <summary>a = z, whose derivative is claimed to be infinite.</summary>
    private readonly struct InfiniteDerivative : IActivation<double>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => z;

        public TVec Derivative<TIsa, TVec>(TVec a)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => TIsa.Broadcast(double.PositiveInfinity);
    }
}
