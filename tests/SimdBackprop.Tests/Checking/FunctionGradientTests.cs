using SimdBackprop.Checking;

namespace SimdBackprop.Tests;

/// <summary>The gradient of any function, in one call.</summary>
public class FunctionGradientTests
{
    private static readonly double[] Start = [-1.2, 1];

    [Fact]
    public void Rosenbrocks_gradient_is_right()
    {
        GradientCheckResult result = GradientCheck.Check(Rosenbrock, RosenbrockGradient, Start);
        result.ThrowIfFailed();
        Assert.Equal(24.2, result.Cost, 1e-12);
        Assert.Equal([-215.6, -88.0], result.Arrays[0].Analytic.ToArray().Select(g => Math.Round(g, 9)));
    }

    [Theory]
    [InlineData(GradientCheckMode.Full)]
    [InlineData(GradientCheckMode.Directional)]
    public void A_wrong_entry_fails(GradientCheckMode mode)
    {
        GradientCheckResult result = GradientCheck.Check(Rosenbrock, WrongRosenbrockGradient, Start, new GradientCheckOptions { Mode = mode });
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        GradientCheckException exception = Assert.Throws<GradientCheckException>(result.ThrowIfFailed);
        Assert.Same(result, exception.Result);
        if (mode == GradientCheckMode.Full)
        {
            GradientEntry worst = result.Arrays[0].Worst!;
            Assert.Equal((1, "x[1]"), (worst.Index, worst.Name));
            Assert.Equal(1, result.Arrays[0].Mismatched);
            Assert.Equal(0.001 / 1.001, worst.RelativeError, 1e-6);
            Assert.Contains("x[1]", exception.Message, StringComparison.Ordinal);
            Assert.Equal(worst.Numeric, worst.NumericAtHalfStep!.Value, 1e-6);
            Assert.Null(result.Arrays[0].WrongEntry);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(617, 1000)]
    [InlineData(999, 1000)]
    public void A_wrong_direction_leads_to_the_wrong_entry(int wrong, int length)
    {
        double[] point = [.. Enumerable.Range(0, length).Select(i => 1.0 / (i + 1))];
        int evaluations = 0;
        GradientCheckResult result = GradientCheck.Check(
            x =>
            {
                evaluations++;
                return SumOfSquares(x);
            },
            (x, g) =>
            {
                SumOfSquaresGradient(x, g);
                g[wrong] += 0.01;
            },
            point,
            new GradientCheckOptions { Mode = GradientCheckMode.Directional });
        GradientEntry found = result.Arrays[0].WrongEntry!;
        Assert.Equal((wrong, $"x[{wrong}]"), (found.Index, found.Name));
        Assert.Equal((2 * point[wrong]) + 0.01, found.Analytic);
        Assert.Equal(2 * point[wrong], found.Numeric, 1e-7);
        Assert.Equal(found.Numeric, found.NumericAtHalfStep!.Value, 1e-7);
        Assert.Contains($"x[{wrong}]: numeric", result.ToString(), StringComparison.Ordinal);
        Assert.InRange(evaluations, 1, 200);
    }

    [Fact]
    public void A_direction_may_be_wrong_where_no_entry_is()
    {
        // Every entry is within 1e-7 of itself, but along most directions the right part cancels and the wrong one does not.
        double[] signs = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        GradientCheckOptions options = new() { Mode = GradientCheckMode.Directional, RoundingFactor = 0 };
        GradientArrayResult array = GradientCheck.Check(
            x => Blas.Dot(signs, x),
            (_, g) =>
            {
                signs.CopyTo(g);
                foreach (ref double entry in g)
                {
                    entry += 5e-8;
                }
            },
            new double[200],
            options).Arrays[0];
        Assert.NotEqual(0, array.Mismatched);
        Assert.Null(array.WrongEntry);
    }

    [Fact]
    public void A_stationary_point_of_a_smooth_function_is_no_kink_and_a_wrong_gradient_there_fails()
    {
        double[] minimum = [1e-9, 0];
        GradientCheckResult right = GradientCheck.Check(Bowl, BowlGradient, minimum);
        Assert.Equal(0, right.Arrays[0].Kinked);
        right.ThrowIfFailed();
        GradientCheckResult wrong = GradientCheck.Check(
            Bowl,
            (x, g) =>
            {
                BowlGradient(x, g);
                g[0] += 1e-6;
            },
            minimum);
        Assert.Equal(0, wrong.Arrays[0].Kinked);
        Assert.Equal(GradientVerdict.Failed, wrong.Verdict);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-6)]
    [InlineData(-2e-6)]
    [InlineData(6.0554544523933395e-6 / 3)]
    public void The_absolute_value_near_zero_has_a_kink(double x)
    {
        GradientCheckResult result = GradientCheck.Check(
            point => Math.Abs(point[0]) + point[1],
            (point, gradient) => (gradient[0], gradient[1]) = (Math.Sign(point[0]), 1),
            [x, 3]);
        Assert.Equal(["x[0]"], result.Arrays[0].Kinks);
        Assert.Equal(0, result.Arrays[0].Mismatched);
        Assert.Equal(GradientVerdict.Inconclusive, result.Verdict);
    }

    [Theory]
    [InlineData(4e-6)]
    [InlineData(5e-6)]
    [InlineData(7e-6)]
    public void A_kink_farther_than_half_a_step_does_not_keep_the_entry_from_being_judged(double x)
    {
        GradientCheck.Check(point => Math.Abs(point[0]), (_, gradient) => gradient[0] = 1, [x]).ThrowIfFailed();
        Assert.Equal(
            GradientVerdict.Failed, GradientCheck.Check(point => Math.Abs(point[0]), (_, gradient) => gradient[0] = 0.99, [x]).Verdict);
    }

    [Fact]
    public void A_cost_that_is_NaN_fails_and_says_so()
    {
        GradientCheckResult result = GradientCheck.Check(_ => double.NaN, (_, gradient) => gradient[0] = 1, [2]);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Contains("J is NaN", result.Properties[0].Detail, StringComparison.Ordinal);
        Assert.Equal(1, result.Arrays[0].Skipped);
    }

    [Fact]
    public void A_gradient_that_is_NaN_fails_and_is_named()
    {
        GradientCheckResult result = GradientCheck.Check(
            point => point[0] + point[1], (_, gradient) => (gradient[0], gradient[1]) = (1, double.NaN), [1, 2]);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Contains("x[1] is NaN", result.Properties[0].Detail, StringComparison.Ordinal);
        Assert.Equal(("x[1]", 1), (result.Arrays[0].Worst!.Name, result.Arrays[0].Mismatched));
    }

    [Fact]
    public void A_cost_that_is_NaN_beside_the_point_fails_that_entry()
    {
        GradientCheckResult result = GradientCheck.Check(
            point => point[0] > 1 ? double.NaN : point[0], (_, gradient) => gradient[0] = 1, [1]);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Equal(1, result.Arrays[0].Mismatched);
    }

    [Fact]
    public void Gradients_that_differ_from_call_to_call_fail()
    {
        int calls = 0;
        GradientCheckResult result = GradientCheck.Check(
            point => point[0], (_, gradient) => gradient[0] = 1 + (1e-15 * calls++), [1]);
        Assert.Equal(GradientVerdict.Passed, result.Arrays[0].Verdict);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
        Assert.Contains("x[0] is 1.00", result.Properties[1].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-13, 0)]
    [InlineData(0, 1e-13)]
    public void Evaluations_may_differ_from_call_to_call_by_as_much_as_is_allowed(double functionDrift, double gradientDrift)
    {
        GradientCheckResult Check(double tolerance)
        {
            (int evaluations, int gradients) = (0, 0);
            return GradientCheck.Check(
                point => 1e3 + point[0] + (functionDrift * evaluations++),
                (_, gradient) => gradient[0] = 1 + (gradientDrift * gradients++),
                [1],
                new GradientCheckOptions { NondeterminismTolerance = tolerance });
        }

        Check(5e-13).ThrowIfFailed();
        Assert.Equal("two evaluations agree within 5E-13", Check(5e-13).Properties[1].Name);
        Assert.False(Check(5e-14).Properties[1].Holds);
        Assert.False(Check(0).Properties[1].Holds);
    }

    [Fact]
    public void A_gradient_that_leaves_an_entry_unwritten_fails_even_where_zero_is_right()
    {
        GradientCheckResult result = GradientCheck.Check(point => point[0], (_, gradient) => gradient[0] = 1, [1, 2]);
        Assert.Equal(GradientVerdict.Passed, result.Arrays[0].Verdict);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
    }

    [Fact]
    public void A_constant_function_with_a_zero_gradient_passes()
    {
        GradientCheckResult result = GradientCheck.Check(_ => 0, (_, gradient) => gradient.Clear(), [1, 2]);
        result.ThrowIfFailed();
        Assert.Equal(0, result.Arrays[0].NormRelativeError);
    }

    [Theory]
    [InlineData(GradientCheckMode.Full)]
    [InlineData(GradientCheckMode.Directional)]
    public void A_perfect_fit_may_fail_by_the_step_and_the_report_shows_it_unless_an_absolute_error_is_allowed(GradientCheckMode mode)
    {
        // J = ½(e^θ − 1)² at 0: a = 0 and J = 0, but the third derivative is not zero.
        GradientCheckResult Check(double tolerance) => GradientCheck.Check(
            x => 0.5 * Math.Pow(Math.Exp(x[0]) - 1, 2),
            (x, g) => g[0] = (Math.Exp(x[0]) - 1) * Math.Exp(x[0]),
            [0],
            new GradientCheckOptions { Mode = mode, AbsoluteTolerance = tolerance });
        GradientCheckResult strict = Check(0);
        GradientEntry worst = strict.Arrays[0].Worst!;
        Assert.Equal(GradientVerdict.Failed, strict.Verdict);
        Assert.InRange(worst.NumericAtHalfStep!.Value / worst.Numeric, 0.2, 0.3);

        Assert.Equal(GradientVerdict.Failed, Check(0.9 * worst.AbsoluteError).Verdict);
        GradientCheckResult tolerant = Check(1.1 * worst.AbsoluteError);
        tolerant.ThrowIfFailed();
        Assert.Equal(1.1 * worst.AbsoluteError, tolerant.Arrays[0].Worst!.Bound, 1e-6 * worst.AbsoluteError);
    }

    [Fact]
    public void A_small_entry_is_judged_by_itself_beside_large_ones()
    {
        GradientCheckResult result = GradientCheck.Check(
            x => (1e6 * x[0]) + x[1], (_, g) => (g[0], g[1]) = (1e6, 1.001), [1e-8, 1e-8]);
        Assert.InRange(result.Arrays[0].NormRelativeError, 0, 1e-8);
        Assert.Equal(("x[1]", 1), (result.Arrays[0].Worst!.Name, result.Arrays[0].Mismatched));
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
    }

    [Fact]
    public void An_array_is_judged_by_its_norm_beside_its_entries()
    {
        GradientCheckResult result = GradientCheck.Check(
            x => x[0], (_, g) => g[0] = 1 + 5e-8, [1e-8], new GradientCheckOptions { NormTolerance = 1e-8 });
        Assert.Equal(0, result.Arrays[0].Mismatched);
        Assert.Equal(5e-8, result.Arrays[0].NormRelativeError, 1e-9);
        Assert.Equal(GradientVerdict.Failed, result.Verdict);
    }

    [Theory]
    [InlineData(GradientCheckMode.Full)]
    [InlineData(GradientCheckMode.Directional)]
    public void The_difference_is_taken_over_the_steps_that_rounding_left(GradientCheckMode mode)
    {
        // h is 4,500 ulp here, so that nominal steps would be wrong by 1e-4; and nothing is allowed for rounding.
        GradientCheckOptions options = new() { Mode = mode, StepScale = 1e-12, RoundingFactor = 0 };
        GradientCheck.Check(x => x[0], (_, g) => g[0] = 1, [1.7], options).ThrowIfFailed();
    }

    private static double SumOfSquares(ReadOnlySpan<double> x) => Blas.Dot(x, x);

    private static void SumOfSquaresGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        x.CopyTo(gradient);
        Blas.Scal(2, gradient);
    }

    private static double Bowl(ReadOnlySpan<double> x) => 7 + (50 * (x[0] - x[1]) * (x[0] - x[1])) + (x[1] * x[1]);

    private static void BowlGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient[0] = 100 * (x[0] - x[1]);
        gradient[1] = (2 * x[1]) - gradient[0];
    }

    private static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double valley = x[1] - (x[0] * x[0]);
        return ((1 - x[0]) * (1 - x[0])) + (100 * valley * valley);
    }

    private static void RosenbrockGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double valley = x[1] - (x[0] * x[0]);
        gradient[0] = (-2 * (1 - x[0])) - (400 * x[0] * valley);
        gradient[1] = 200 * valley;
    }

    private static void WrongRosenbrockGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        RosenbrockGradient(x, gradient);
        gradient[1] *= 1.001;
    }
}
