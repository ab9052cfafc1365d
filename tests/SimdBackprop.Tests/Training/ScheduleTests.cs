using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void A_constant_stays() => Assert.Equal([1, 1, 1], Factors(new ConstantSchedule(), 1, 5, 10));

    [Fact]
    public void Steps_fall_every_so_many_epochs() =>
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Factors(new StepSchedule(2, 0.5), 1, 8, 9, 16, 17));

    [Fact]
    public void A_cosine_falls_from_all_to_its_share()
    {
        CosineSchedule schedule = new(0.1);
        for (int step = 1; step <= 20; step++)
        {
            double expected = 0.1 + (0.9 * (1 + Math.Cos(Math.PI * (step - 1) / 20)) / 2);
            Assert.Equal(expected, schedule.Factor(new TrainingPosition(step, 20, 4)), 1e-15);
        }

        Assert.Equal(1, schedule.Factor(new TrainingPosition(1, 20, 4)));
    }

    [Fact]
    public void The_cosine_is_that_of_the_platform_to_within_rounding()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            // The platform's gets an argument that is rounded, by up to two units of 2⁻⁵² near π.
            Assert.Equal(Math.Cos(Math.PI * i / 10_000), Cosine.OfHalfTurns(i / 10_000.0), 1e-15);
        }
    }

    [Fact]
    public void Warming_up_grows_evenly_and_what_follows_has_the_rest()
    {
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1], Factors(new WarmUpSchedule(4), 1, 2, 3, 4, 5, 20));
        CosineSchedule cosine = new();
        WarmUpSchedule both = new(4, cosine);
        Assert.Equal(1, both.Factor(new TrainingPosition(4, 20, 4)));
        Assert.Equal(1, both.Factor(new TrainingPosition(5, 20, 4)));
        Assert.Equal(cosine.Factor(new TrainingPosition(16, 16, 4)), both.Factor(new TrainingPosition(20, 20, 4)));
    }

    [Fact]
    public void A_training_asks_for_the_factor_of_each_of_its_steps()
    {
        using Dataset<float> data = Samples.Classification(70, inputs: 5, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);
        Recording schedule = new();
        new Trainer<float>(network, new TrainingOptions { Epochs = 3, BatchSize = 20, Schedule = schedule }).Train(data);
        Assert.Equal(Enumerable.Range(1, 12).Select(step => new TrainingPosition(step, 12, 4)), schedule.Positions);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Equal("epochs", Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(0)).ParamName);
        Assert.Equal("factor", Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(1, 0)).ParamName);
        Assert.Equal("final", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1)).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUpSchedule(0)).ParamName);
    }

    [Fact]
    public void A_whole_power_is_the_product()
    {
        Assert.Equal(1, IntegerPower.Of(0.9, 0));
        Assert.Equal(0.9, IntegerPower.Of(0.9, 1));
        Assert.Equal(Math.Pow(0.999, 12_345), IntegerPower.Of(0.999, 12_345), 1e-16);
        Assert.Equal(0, IntegerPower.Of(0, 3));
    }

    /// <summary>The factors in these steps of a training of five epochs of four.</summary>
    private static double[] Factors(ILearningRateSchedule schedule, params int[] steps) =>
        [.. steps.Select(step => schedule.Factor(new TrainingPosition(step, 20, 4)))];

    /// <summary>A constant that remembers what it was asked for.</summary>
    private sealed class Recording : ILearningRateSchedule
    {
        internal List<TrainingPosition> Positions { get; } = [];

        public double Factor(TrainingPosition position)
        {
            Positions.Add(position);
            return 1;
        }
    }
}
