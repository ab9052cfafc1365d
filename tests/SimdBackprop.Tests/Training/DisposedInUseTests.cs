using System.Diagnostics;
using SimdBackprop.Checking;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>
/// What another thread disposes while a call uses it: the call ends as if nothing had happened or throws an <see cref="ObjectDisposedException"/>, and
/// nobody reads or writes memory that is another's by then. The pool belongs to the process, so nothing else runs meanwhile.
/// </summary>
[Collection(ExclusiveCollection.Name)]
public sealed class DisposedInUseTests
{
    private const int Rounds = 60, LargeBatch = 1_000;

    private static readonly Dictionary<string, Func<Action, Hooked>> Places = new()
    {
        ["activation"] = static hook => new Hooked(evaluate: hook),
        ["derivative"] = static hook => new Hooked(derivative: hook),
        ["cost"] = static hook => new Hooked(cost: hook, metrics: hook),
        ["optimiser"] = static hook => new Hooked(provide: hook),
        ["rule"] = static hook => new Hooked(rule: hook),
    };

    public static TheoryData<string, bool> Steps
    {
        get
        {
            TheoryData<string, bool> steps = [];
            foreach (string place in Places.Keys)
            {
                steps.Add(place, false);
                steps.Add(place, true);
            }

            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_that_is_disposed_while_it_runs_ends_with_the_bits_of_any_other(string place, bool writesGradients)
    {
        using Dataset<float> data = Data();
        (double cost, string hash) = (0, "");
        foreach (bool disposes in (bool[])[false, true])
        {
            TrainingStep<float>? step = null;
            NextOwner<float>? next = null;
            Hooked hooked = Places[place](OtherThread.Once(() =>
            {
                if (disposes)
                {
                    step!.Dispose();
                    next = new NextOwner<float>(BuffersOfAStep);
                }
            }));
            using Network<float> network = hooked.Network();
            step = new TrainingStep<float>(network, Hooked.Batch, hooked.Options(writesGradients));
            double result = step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
            if (!disposes)
            {
                (cost, hash) = (result, network.WeightsHash());
                step.Dispose();
                continue;
            }

            Assert.Equal((cost, hash), (result, network.WeightsHash()));
            next!.AssertUntouched("the step");
            next.Dispose();
            Assert.Throws<ObjectDisposedException>(() => step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D()));
            Assert.Equal(hash, network.WeightsHash());
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_network_that_is_disposed_under_a_step_ends_it_before_its_memory_is_anothers(string place, bool writesGradients)
    {
        using Dataset<float> data = Data();
        Network<float>? network = null;
        NextOwner<float>? next = null;
        Hooked hooked = Places[place](OtherThread.Once(() =>
        {
            int parameters = network!.Parameters.Length;
            network.Dispose();
            next = new NextOwner<float>(parameters);
        }));
        network = hooked.Network();
        using TrainingStep<float> step = new(network, Hooked.Batch, hooked.Options(writesGradients));
        Assert.Throws<ObjectDisposedException>(() => step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D()));
        next!.AssertUntouched("the network");
        next.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Parameters.Length);
        Assert.Throws<ObjectDisposedException>(() => network.WeightsHash());
    }

    [Fact]
    public void A_network_that_is_disposed_under_a_gradient_check_keeps_its_memory_until_the_check_has_ended()
    {
        Network<double> network = new NetworkBuilder<double>(3).Dense<Tanh>(4).Dense<Identity>(2).Build(seed: 1);
        int length = network.Parameters.Length;
        nint parameters = NextOwner<double>.AddressOf(network.Parameters);
        bool during = false;
        Immediate<GradientCheckProgress> progress = new(_ =>
        {
            network.Dispose();
            using NextOwner<double> next = new(length);
            during |= next.Owns(parameters);
        });
        Assert.Throws<ObjectDisposedException>(() => GradientCheck.Check(network, Batches.Uniform(5, 3, 1), Batches.Uniform(5, 2, 2), progress: progress));
        Assert.False(during);

        // And only as long: a memory that nobody can have would pass as well.
        using NextOwner<double> after = new(length);
        Assert.True(after.Owns(parameters));
    }

    [Theory]
    [InlineData("network", "batch")]
    [InlineData("network", "cost")]
    [InlineData("network", "rule")]
    [InlineData("network", "epoch")]
    [InlineData("training set", "batch")]
    [InlineData("training set", "cost")]
    [InlineData("training set", "epoch")]
    [InlineData("test set", "batch")]
    [InlineData("test set", "cost")]
    [InlineData("test set", "epoch")]
    public void A_training_whose_network_or_set_is_disposed_says_so(string what, string place)
    {
        Dataset<float> training = Data(), test = Samples.Classification(70, Hooked.Inputs, Hooked.Classes, seed: 4);
        Network<float>? network = null;
        NextOwner<float>? next = null;
        Action hook = OtherThread.Once(() =>
        {
            IDisposable disposed = what == "network" ? network! : what == "training set" ? training : test;
            int[] lengths = what == "network" ? [network!.Parameters.Length] : LengthsOf(what == "training set" ? training : test);
            disposed.Dispose();
            next = new NextOwner<float>(lengths);
        });
        Hooked hooked = Places.TryGetValue(place, out Func<Action, Hooked>? make) ? make(hook) : new Hooked();
        network = hooked.Network();
        Assert.Throws<ObjectDisposedException>(() => new Trainer<float>(network, hooked.Options(writesGradients: false)).Train(
            training,
            test,
            place == "epoch" ? new Immediate<EpochMetrics>(_ => hook()) : null,
            place == "batch" ? new Immediate<BatchProgress>(_ => hook()) : null));
        next!.AssertUntouched(what);
        next.Dispose();
        network.Dispose();
        training.Dispose();
        test.Dispose();
    }

    [Theory]
    [InlineData("activation")]
    [InlineData("cost")]
    public void A_set_that_is_disposed_while_it_is_evaluated_is_evaluated_to_its_end(string place)
    {
        Dataset<float> data = Data();
        NextOwner<float>? next = null;
        int[] lengths = LengthsOf(data);
        using Network<float> same = new Hooked().Network();
        using Predictor<float> other = same.CreatePredictor();
        Evaluation expected = Evaluator.Evaluate(other, data);
        using Network<float> network = Places[place](OtherThread.Once(() =>
        {
            data.Dispose();
            next = new NextOwner<float>(lengths);
        })).Network();
        using Predictor<float> predictor = network.CreatePredictor();
        Assert.Equal(expected, Evaluator.Evaluate(predictor, data));
        next!.AssertUntouched("the set");
        next.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Evaluator.Evaluate(predictor, data));
    }

    // Where no code of the user's runs inside, only a race shows: many rounds, the disposal at another moment in each.
    [Theory]
    [InlineData("step")]
    [InlineData("passes")]
    [InlineData("network under a step")]
    [InlineData("network under passes")]
    [InlineData("network under a predictor")]
    [InlineData("network that is measured")]
    [InlineData("mini-batches")]
    [InlineData("set under mini-batches")]
    public void Whatever_is_disposed_at_any_moment_nobody_touches_the_memory_after_that(string what)
    {
        Random random = new(151);
        for (int round = 0; round < Rounds; round++)
        {
            using Dataset<float> data = Data();
            using Dataset<float> large = Dataset<float>.FromTargets(new float[LargeBatch, 200], new float[LargeBatch, 2]);
            using Network<float> network = new Hooked().Network();
            using TrainingStep<float> step = new(network, Hooked.Batch, new Hooked().Options(writesGradients: round % 2 == 0));
            using Backpropagation<float> passes = new(network, Hooked.Batch, new KernelOptions { MaxDegreeOfParallelism = 2 });
            using MiniBatches<float> batches = new(large, LargeBatch, new RandomSource(1), shuffle: false);
            using Predictor<float> predictor = network.CreatePredictor();
            using Predictor<float> unchanged = network.CreatePredictor();
            int parameters = network.Parameters.Length;
            (IDisposable disposed, Action call, int[] lengths) = what switch
            {
                "step" => (step, () => step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D()), BuffersOfAStep),
                "passes" => (passes, () => Pass(passes, data), BuffersOfAStep),
                "network under a step" => (network, () => step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D()), [parameters]),
                "network under passes" => (network, () => Pass(passes, data), [parameters]),
                "network under a predictor" => (network, predictor.Refresh, [parameters]),
                "network that is measured" => (network, () => AssertMeasures(network), [parameters]),
                "mini-batches" => (batches, () => Epoch(batches), LengthsOf(large)),
                _ => ((IDisposable, Action, int[]))(large, () => AssertGathersZeros(batches), LengthsOf(large)),
            };
            using ManualResetEventSlim started = new();
            Exception? end = null;
            Thread caller = new(() => end = Record.Exception(() =>
            {
                for (bool ends = false; !ends;)
                {
                    call();
                    started.Set();
                }
            }));
            caller.Start();
            started.Wait();
            for (long at = Stopwatch.GetTimestamp(), wait = random.Next((int)(Stopwatch.Frequency / 2_500)); Stopwatch.GetTimestamp() < at + wait;)
            {
                // Up to 0.4 ms, a few calls: sleeping would be too coarse.
            }

            disposed.Dispose();
            using NextOwner<float> next = new(lengths);
            caller.Join();
            Assert.IsType<ObjectDisposedException>(end);
            next.AssertUntouched($"{what}, round {round}");
            if (what == "network under a predictor")
            {
                AssertPredictAlike(unchanged, predictor, data);
            }
        }
    }

    /// <summary>The sizes that a step rents for the networks of <see cref="Hooked"/>: activations and errors, and the optimiser's states.</summary>
    private static int[] BuffersOfAStep
    {
        get
        {
            using Network<float> network = new Hooked().Network();
            return [Hooked.Batch * Hooked.Width, Hooked.Batch * Hooked.Classes, network.Parameters.Length];
        }
    }

    private static Dataset<float> Data() => Samples.Classification(Hooked.Batch, Hooked.Inputs, Hooked.Classes, seed: 3);

    private static int[] LengthsOf(Dataset<float> data) => [data.Inputs.Length, data.Targets.Length];

    private static void Pass(Backpropagation<float> passes, Dataset<float> data)
    {
        passes.Forward(data.Inputs.AsSpan2D());
        passes.Backward(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
        Assert.True(double.IsFinite(passes.Cost(data.Targets.AsSpan2D())));
    }

    private static void AssertMeasures(Network<float> network)
    {
        network.AddPenaltyGradient();
        network.ClipGradientsByValue(1);
        network.ClipGradientsByNorm(1);
        Assert.True(double.IsFinite(network.Penalty()));
        Assert.True(double.IsFinite(network.GradientNorm(network.Layers[0])));
    }

    // What is disposed is the batches themselves, so only whether they write is looked at.
    private static void Epoch(MiniBatches<float> batches)
    {
        batches.StartEpoch();
        while (batches.Next())
        {
        }
    }

    private static void AssertGathersZeros(MiniBatches<float> batches)
    {
        batches.StartEpoch();
        while (batches.Next())
        {
            Assert.True(batches.Inputs.TryGetSpan(out ReadOnlySpan<float> inputs));
            Assert.Equal(-1, inputs.IndexOfAnyExcept(0));
        }
    }

    private static void AssertPredictAlike(Predictor<float> expected, Predictor<float> actual, Dataset<float> data)
    {
        float[,] first = new float[data.Count, Hooked.Classes], second = new float[data.Count, Hooked.Classes];
        expected.Predict(data.Inputs.AsSpan2D(), first);
        actual.Predict(data.Inputs.AsSpan2D(), second);
        Assert.Equal(first, second);
    }
}
