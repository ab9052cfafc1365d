using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Steps whose samples and parameters threads share: who takes what, how often the team is entered, and that nothing else shows.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class SharedStepTests
{
    private const int Batch = 96, Inputs = 80, Classes = 6;

    public static TheoryData<int> Degrees => [1, 2, 3, 5, 16];

    [Theory]
    [MemberData(nameof(Degrees))]
    public void No_thread_gets_a_single_sample_of_several_and_every_sample_has_one(int degree)
    {
        using Network<float> network = Build();
        StepPlan<float> plan = PlanOf(network, degree);
        int mostParts = 0;
        for (int batch = 1; batch <= 300; batch++)
        {
            Bands bands = plan.SamplesOf(batch);
            Assert.InRange(bands.Parts, 1, int.Min(degree, int.Max(batch / 8, 1)));
            nint next = 0;
            for (int part = 0; part < bands.Parts; part++)
            {
                (nint start, nint length) = bands.Of(part);
                Assert.Equal(next, start);
                Assert.True(length > 1 || batch == 1, $"{length} of {batch} samples in part {part} of {bands.Parts}");
                next = start + length;
            }

            Assert.Equal(batch, next);
            mostParts = int.Max(mostParts, bands.Parts);

            // Errors that are kept for the largest batch are there for a smaller one.
            Assert.True(batch == 1 || plan.SharesSamples(batch) || !plan.SharesSamples(batch - 1));
        }

        Assert.Equal(degree, mostParts);
    }

    [Theory]
    [MemberData(nameof(Degrees))]
    public void Every_weight_belongs_to_one_part(int degree)
    {
        foreach ((int inputs, int outputs) in ((int, int)[])[(784, 30), (30, 10), (5, 200), (1, 1), (100, 100)])
        {
            using Network<double> network = new NetworkBuilder<double>(inputs).Dense<Identity>(outputs).Cost(new HalfSquaredError<double>()).Build(1);
            GemmPartition cut = new StepPlan<double>(network.LayerSpan, null).WeightsOf(network.Layers[0], degree);
            int[,] owners = new int[outputs, inputs];
            for (int part = 0; part < cut.Parts; part++)
            {
                GemmRectangle rectangle = cut.RectangleOf(part, outputs, inputs);
                for (nint i = rectangle.Row; i < rectangle.Row + rectangle.Rows; i++)
                {
                    for (nint j = rectangle.Column; j < rectangle.Column + rectangle.Columns; j++)
                    {
                        owners[i, j]++;
                    }
                }
            }

            Assert.InRange(cut.Parts, 1, degree);
            Assert.All(owners.Cast<int>(), static count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Few_samples_share_a_step_only_where_the_weights_are_near()
    {
        using Network<float> near = Build();
        Assert.False(PlanOf(near, 2).SharesSamples(15));
        Assert.True(PlanOf(near, 2).SharesSamples(16));
        Assert.False(PlanOf(near, 1).SharesSamples(16));

        int width = (int)Math.Sqrt(GemmRouting.NearBytes / sizeof(float)) + 1;
        using Network<float> far = new NetworkBuilder<float>(width).Dense<Identity>(width).Cost(new HalfSquaredError<float>()).Build(1);
        Assert.False(PlanOf(far, 2).SharesSamples(63));
        Assert.True(PlanOf(far, 2).SharesSamples(64));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_enters_the_team_twice(bool writesGradients)
    {
        using Network<float> network = Build();
        using Dataset<float> data = Samples.Classification(Batch, Inputs, Classes, seed: 3);
        using TrainingStep<float> step = new(network, Batch, OptionsOf(3, new Adam(), writesGradients));
        step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
        long[] before = WorkerTeam.PartsRunByWorker;
        step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
        Assert.Equal([before[0] + 2, before[1] + 2], WorkerTeam.PartsRunByWorker[..2]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void An_input_that_only_a_worker_sees_is_refused_like_any_other(float value)
    {
        using Network<float> network = Build();
        using Dataset<float> data = Samples.Classification(Batch, Inputs, Classes, seed: 3);
        using Dataset<float> spoilt = Samples.Spoilt(data, Batch - 1, value);
        using TrainingStep<float> step = new(network, Batch, OptionsOf(3, new Sgd(0.1)));
        string hash = network.WeightsHash();
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(spoilt.Inputs.AsSpan2D(), spoilt.Targets.AsSpan2D()));
        Assert.Equal(0, error.Layer);
        Assert.Contains("the inputs contain NaN or infinity", error.Message, StringComparison.Ordinal);
        Assert.Equal(hash, network.WeightsHash());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_part_of_a_batch_that_is_refused_writes_no_gradient(int degree)
    {
        using Network<float> network = Build();
        using Dataset<float> data = Samples.Classification(Batch, Inputs, Classes, seed: 3);
        using Dataset<float> spoilt = Samples.Spoilt(data, 0, float.NaN);
        using TrainingStep<float> step = new(network, Batch, OptionsOf(degree, new Sgd(0.1), part: 48));
        network.Gradients.Fill(7);
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(spoilt.Inputs.AsSpan2D(), spoilt.Targets.AsSpan2D()));
        Assert.Equal(0, error.Layer);
        Assert.Equal(-1, network.Gradients.IndexOfAnyExcept(7f));
    }

    [Fact]
    public void Sample_weights_and_parts_of_a_batch_have_the_same_bits_on_any_number_of_threads()
    {
        using Dataset<float> data = Samples.Classification(Batch, Inputs, Classes, seed: 3);
        float[] weights = [.. Enumerable.Range(0, Batch).Select(static i => i % 7 / 3f)];
        HashSet<(string, double)> results = [];
        foreach (int degree in (int[])[1, 2, 3, 5])
        {
            foreach (int? part in (int?[])[null, 64, 33])
            {
                using Network<float> network = Build();
                using TrainingStep<float> step = new(network, Batch, OptionsOf(degree, new Momentum(0.05), part: part));
                double cost = 0;
                for (int i = 0; i < 5; i++)
                {
                    cost = step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D(), weights: weights);
                }

                results.Add((network.WeightsHash(), cost));
            }
        }

        Assert.Single(results);
    }

    private static StepPlan<float> PlanOf(Network<float> network, int degree) =>
        new(network.LayerSpan, new KernelOptions { MaxDegreeOfParallelism = degree });

    /// <summary>Near in any cache, and heavy enough to wake workers for.</summary>
    private static Network<float> Build() =>
        new NetworkBuilder<float>(Inputs).Dense<Gelu>(50).Dense<Relu>(30).Dense<Identity>(Classes).Cost(new SoftmaxCrossEntropy<float>()).Build(1);

    private static TrainingOptions OptionsOf(int degree, IOptimizer optimizer, bool writesGradients = false, int? part = null) => new()
    {
        Optimizer = optimizer,
        WritesGradients = writesGradients,
        MicroBatchSize = part,
        Kernels = new KernelOptions { MaxDegreeOfParallelism = degree },
    };
}
