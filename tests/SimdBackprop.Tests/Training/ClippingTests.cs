using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

public sealed class ClippingTests
{
    [Fact]
    public void A_step_by_a_clipped_norm_is_as_long_as_the_limit_times_the_rate()
    {
        using Dataset<float> data = Samples.Classification(64, inputs: 6, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0.1);
        float[] before = TrainerTests.ParametersOf(network);
        using TrainingStep<float> step = new(network, 64, new TrainingOptions { Optimizer = new Sgd(0.5), ClipNorm = 0.01 });
        step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
        double length = Math.Sqrt(before.Zip(TrainerTests.ParametersOf(network), (old, now) => Math.Pow(now - old, 2)).Sum());
        Assert.Equal(0.5 * 0.01, length, 1e-6);
    }

    [Fact]
    public void The_norms_that_are_reported_are_those_before_clipping()
    {
        using Dataset<float> data = Samples.Classification(64, inputs: 6, classes: 3, seed: 1);
        IReadOnlyList<double>[] norms = [.. new double?[] { null, 1e-3 }.Select(limit =>
        {
            using Network<float> network = TrainerTests.TanhNetwork(6, 8, 3, l2: 0.1);
            TrainingOptions options = new() { Epochs = 1, BatchSize = 64, ClipNorm = limit, ClipValue = limit };
            return new Trainer<float>(network, options).Train(data)[0].GradientNorms;
        })];
        Assert.Equal(norms[0], norms[1]);
        Assert.True(norms[0][0] > 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Limits_out_of_range_are_refused(double limit)
    {
        Assert.Equal("ClipValue", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { ClipValue = limit }).ParamName);
        Assert.Equal("ClipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { ClipNorm = limit }).ParamName);
        Assert.Equal("MicroBatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { MicroBatchSize = 0 }).ParamName);
    }
}
