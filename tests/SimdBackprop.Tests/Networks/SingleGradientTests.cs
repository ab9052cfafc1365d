using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// The float kernels against the double network (whose gradients numerical differentiation confirms), within the rounding errors that the chain
/// may make: <see cref="SingleErrorBound"/>.
/// </summary>
public class SingleGradientTests
{
    /// <summary>
    /// Widths from the inputs on. Worst cases multiply from layer to layer, so long sums stand in one layer at a time, where their bound still says something.
    /// </summary>
    public static TheoryData<string, int[], int> Cases()
    {
        TheoryData<string, int[], int> cases = [];
        foreach (string activation in (string[])["tanh", "sigmoid", "relu"])
        {
            cases.Add(activation, [4, 8, 8, 5], 1);
            cases.Add(activation, [4, 4, 4, 5], 16);
            cases.Add(activation, [150, 5, 4], 1);
            cases.Add(activation, [150, 5, 4], 16);
            cases.Add(activation, [5, 150, 4], 1);
            cases.Add(activation, [5, 150, 4], 7);
            cases.Add(activation, [9, 150], 200);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float_gradients_are_within_the_rounding_errors_of_the_double_network(string activation, int[] widths, int samples)
    {
        (double largest, double norm) = Compare(activation, widths, samples);
        Assert.InRange(largest, 0, 1);
        Assert.True(norm < 1e-2, $"The bound is vacuous: {norm} of the gradient.");
    }

    [Fact]
    public void The_bound_grows_with_the_length_of_the_sums()
    {
        double small = Compare("tanh", [4, 5, 4], 16).BoundNorm;
        double large = Compare("tanh", [150, 5, 4], 16).BoundNorm;
        Assert.True(large > 5 * small, $"{small} at K = 4, {large} at K = 150");
    }

    /// <summary>The largest error in units of its bound, and the largest norm of bounds relative to a layer's gradient.</summary>
    private static (double Largest, double BoundNorm) Compare(string activation, int[] widths, int samples)
    {
        using Network<float> single = Build<float>(activation, widths);
        using Network<double> reference = Build<double>(activation, widths);
        RandomSource random = new(22);
        for (int l = 0; l < reference.Layers.Count; l++)
        {
            (DenseLayer<float> from, DenseLayer<double> to) = (single.Layers[l], reference.Layers[l]);
            for (int j = 0; j < from.Outputs; j++)
            {
                single.Bias(from)[j] = (float)random.NextUniform(-0.5, 0.5);
                reference.Bias(to)[j] = single.Bias(from)[j];
                for (int k = 0; k < from.Inputs; k++)
                {
                    reference.Weights(to)[j, k] = single.Weights(from)[j, k];
                }
            }
        }

        float[,] x = Batches.ToSingle(Batches.Uniform(samples, single.InputWidth, 11));
        float[,] y = Batches.ToSingle(Batches.Uniform(samples, single.OutputWidth, 12));
        using Backpropagation<float> singlePasses = new(single, samples);
        singlePasses.Forward(x);
        singlePasses.Backward(x, y);
        using Backpropagation<double> referencePasses = new(reference, samples);
        referencePasses.Forward(Batches.ToDouble(x));
        referencePasses.Backward(Batches.ToDouble(x), Batches.ToDouble(y));

        SingleErrorBound.Gradients[] bounds = SingleErrorBound.Of(
            [.. reference.Layers.Select(_ => SingleErrorBound.Smoothness.Of(activation))],
            [.. reference.Layers.Select(layer => reference.Weights(layer).ToArray())],
            [.. reference.Layers.Select(layer => reference.Bias(layer).ToArray())],
            Batches.ToDouble(x),
            Batches.ToDouble(y));
        double largest = 0;
        double boundNorm = 0;
        for (int l = 0; l < reference.Layers.Count; l++)
        {
            (DenseLayer<float> layer, DenseLayer<double> exact) = (single.Layers[l], reference.Layers[l]);
            largest = Math.Max(
                largest, Largest(single.WeightGradient(layer).ToArray().AsSpan(), reference.WeightGradient(exact).ToArray().AsSpan(), bounds[l].Weights));
            largest = Math.Max(largest, Largest(single.BiasGradient(layer), reference.BiasGradient(exact), bounds[l].Bias));
            boundNorm = Math.Max(boundNorm, Blas.Nrm2<double>(bounds[l].Weights.Error.AsSpan()) / Blas.Nrm2<double>(bounds[l].Weights.Value.AsSpan()));
        }

        return (largest, boundNorm);
    }

    private static double Largest(ReadOnlySpan<float> single, ReadOnlySpan<double> reference, SingleErrorBound.Bounded bounds)
    {
        double largest = 0;
        ReadOnlySpan<double> errors = bounds.Error.AsSpan();
        for (int i = 0; i < single.Length; i++)
        {
            double error = Math.Abs(single[i] - reference[i]);
            largest = Math.Max(largest, error == 0 ? 0 : error / errors[i]);
        }

        return largest;
    }

    private static Network<T> Build<T>(string activation, int[] widths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkBuilder<T> builder = new(widths[0]);
        foreach (int width in widths.Skip(1))
        {
            ActivationLayers.Add(builder, activation, width, bias: true);
        }

        return builder.Build(21);
    }
}
