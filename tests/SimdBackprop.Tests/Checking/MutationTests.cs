using SimdBackprop.Checking;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Every classic mistake of a backward pass is caught, and the pass without one is not.</summary>
public class MutationTests
{
    [Theory]
    [InlineData(Mutation.None, GradientVerdict.Passed)]
    [InlineData(Mutation.DerivativeOfAnotherActivation, GradientVerdict.Failed)]
    [InlineData(Mutation.BiasSumDropped, GradientVerdict.Failed)]
    [InlineData(Mutation.TransposeForgotten, GradientVerdict.Failed)]
    [InlineData(Mutation.MeanMissing, GradientVerdict.Failed)]
    [InlineData(Mutation.MeanTakenTwice, GradientVerdict.Failed)]
    [InlineData(Mutation.OutputErrorSignFlipped, GradientVerdict.Failed)]
    [InlineData(Mutation.WeightsUpdatedBeforePropagation, GradientVerdict.Failed)]
    public void The_checker_tells_a_mutated_pass_from_a_right_one(Mutation mutation, GradientVerdict expected)
    {
        MutatedBackpropagation passes = new(mutation, Batches.Uniform(5, 3, 1), Batches.Uniform(5, 2, 2));
        RandomSource random = new(3);
        double[] point = [.. Enumerable.Range(0, MutatedBackpropagation.ParameterCount).Select(_ => random.NextUniform(-1.5, 1.5))];
        foreach (GradientCheckMode mode in (GradientCheckMode[])[GradientCheckMode.Full, GradientCheckMode.Directional])
        {
            GradientCheckResult result = GradientCheck.Check(passes.Cost, passes.Gradient, point, new GradientCheckOptions { Mode = mode });
            Assert.True(result.Verdict == expected, result.ToString());
            Assert.All(result.Properties, property => Assert.True(property.Holds));
        }
    }
}
