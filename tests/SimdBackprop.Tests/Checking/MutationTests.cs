using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Every classic mistake of a backward pass is caught, for what it is, and the pass without one is not.</summary>
public class MutationTests
{
    private const string All = "W1 b1 W2 b2 W3 b3";
    private const string BelowOutput = "W1 b1 W2 b2";
    private const int Samples = 5;

    [Theory]
    [InlineData(Mutation.None, "", null)]
    [InlineData(Mutation.DerivativeOfAnotherActivation, BelowOutput, null)]
    [InlineData(Mutation.DerivativeTakenAtZ, BelowOutput, null)]
    [InlineData(Mutation.BiasSumDropped, "b1 b2 b3", 0.0)]
    [InlineData(Mutation.TransposeForgotten, "W1 b1", null)]
    [InlineData(Mutation.MeanMissing, All, (double)Samples)]
    [InlineData(Mutation.MeanTakenTwice, All, 1.0 / Samples)]
    [InlineData(Mutation.OutputErrorSignFlipped, All, -1.0)]
    [InlineData(Mutation.WeightsUpdatedBeforePropagation, BelowOutput, null)]
    public void The_checker_tells_a_mutated_pass_from_a_right_one(Mutation mutation, string wrongArrays, double? factor)
    {
        GradientArrayResult full = Check(mutation, GradientCheckMode.Full);
        int wrong = 0;
        for (int i = 0; i < MutatedBackpropagation.ParameterCount; i++)
        {
            (double analytic, double numeric) = (full.Analytic.Span[i], full.Numeric.Span[i]);
            if (!wrongArrays.Contains(MutatedBackpropagation.ArrayOf(i), StringComparison.Ordinal))
            {
                Assert.Equal(numeric, analytic, 1e-9);
                continue;
            }

            wrong++;
            if (factor is { } expected)
            {
                Assert.Equal(expected * numeric, analytic, 1e-9);
            }
        }

        Assert.Equal(wrong, full.Mismatched);
        Assert.Equal(wrong == 0 ? GradientVerdict.Passed : GradientVerdict.Failed, full.Verdict);

        GradientArrayResult directional = Check(mutation, GradientCheckMode.Directional);
        Assert.Equal(full.Verdict, directional.Verdict);
        if (wrong > 0)
        {
            Assert.Contains(MutatedBackpropagation.ArrayOf(directional.WrongEntry!.Index), wrongArrays, StringComparison.Ordinal);
        }
    }

    private static GradientArrayResult Check(Mutation mutation, GradientCheckMode mode)
    {
        MutatedBackpropagation passes = new(mutation, Batches.Uniform(Samples, 3, 1), Batches.Uniform(Samples, 2, 2));
        RandomSource random = new(3);
        double[] point = [.. Enumerable.Range(0, MutatedBackpropagation.ParameterCount).Select(_ => random.NextUniform(-1.5, 1.5))];
        GradientCheckResult result = GradientCheck.Check(passes.Cost, passes.Gradient, point, new GradientCheckOptions { Mode = mode });
        Assert.All(result.Properties, property => Assert.True(property.Holds));
        return result.Arrays[0];
    }
}
