using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>
/// A training that a fault of the user's code or a cancellation ends: the exception arrives as it is, all memory goes back to the pool, the workers live on,
/// and the next training has the bits of one before which nothing went wrong.
/// </summary>
[Collection(ExclusiveCollection.Name)]
public sealed class FaultTests
{
    private static readonly Dictionary<string, Func<Hooked>> UserCode = new()
    {
        ["activation on the caller"] = static () => new Hooked(evaluate: static () => FailIf(!OtherThread.IsWorker)),
        ["activation on a worker"] = static () => new Hooked(evaluate: static () => FailIf(OtherThread.IsWorker)),
        ["derivative on the caller"] = static () => new Hooked(derivative: static () => FailIf(!OtherThread.IsWorker)),
        ["derivative on a worker"] = static () => new Hooked(derivative: static () => FailIf(OtherThread.IsWorker)),
        ["rule on the caller"] = static () => new Hooked(rule: static () => FailIf(!OtherThread.IsWorker)),
        ["rule on a worker"] = static () => new Hooked(rule: static () => FailIf(OtherThread.IsWorker)),
        ["optimiser"] = static () => new Hooked(provide: static () => FailIf(true)),
        ["schedule"] = static () => new Hooked(schedule: static () => FailIf(true)),
        ["cost on the caller"] = static () => new Hooked(cost: static () => FailIf(!OtherThread.IsWorker)),
        ["cost on a worker"] = static () => new Hooked(cost: static () => FailIf(OtherThread.IsWorker)),
        ["cost of the metrics"] = static () => new Hooked(metrics: static () => FailIf(true)),
    };

    private static readonly Dictionary<string, Action<Trainer<float>, Dataset<float>>> Handlers = new()
    {
        ["batch handler"] = static (trainer, data) => trainer.Train(data, batches: new Immediate<BatchProgress>(static _ => FailIf(true))),
        ["epoch handler"] = static (trainer, data) => trainer.Train(data, epochs: new Immediate<EpochMetrics>(static _ => FailIf(true))),
    };

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            TheoryData<string, bool, bool> cases = [];
            foreach (string place in UserCode.Keys.Concat(Handlers.Keys))
            {
                cases.Add(place, false, false);

                // A rule on gradients that have been written moves too little memory here to be shared.
                cases.Add(place, place != "rule on a worker", true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_of_the_users_code_arrives_and_leaves_nothing_behind(string place, bool writesGradients, bool stopsEarly)
    {
        AssertLeavesNothingBehind(writesGradients, stopsEarly, data =>
        {
            Hooked hooked = UserCode.TryGetValue(place, out Func<Hooked>? make) ? make() : new Hooked();
            using Network<float> network = hooked.Network();
            Trainer<float> trainer = new(network, OptionsOf(hooked, writesGradients, stopsEarly));
            InvalidTimeZoneException error = Assert.Throws<InvalidTimeZoneException>(() =>
                Handlers.GetValueOrDefault(place, static (all, set) => all.Train(set))(trainer, data));
            Assert.Equal(place.EndsWith("on a worker", StringComparison.Ordinal), error.Data["worker"]);
        });
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_cancellation_by_another_thread_keeps_the_steps_made_and_leaves_nothing_behind(bool writesGradients, bool stopsEarly)
    {
        AssertLeavesNothingBehind(writesGradients, stopsEarly, data =>
        {
            using CancellationTokenSource source = new();
            using Network<float> network = new Hooked().Network();
            string hash = "";
            Immediate<BatchProgress> batches = new(progress =>
            {
                if ((progress.Epoch, progress.Batch) == (2, 1))
                {
                    OtherThread.Run(source.Cancel);
                    hash = network.WeightsHash();
                }
            });
            Trainer<float> trainer = new(network, OptionsOf(new Hooked(), writesGradients, stopsEarly));
            OperationCanceledException error =
                Assert.Throws<OperationCanceledException>(() => trainer.Train(data, batches: batches, cancellationToken: source.Token));
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.Equal(hash, network.WeightsHash());
        });
    }

    private static void AssertLeavesNothingBehind(bool writesGradients, bool stopsEarly, Action<Dataset<float>> fail)
    {
        using Dataset<float> data = Samples.Classification(3 * Hooked.Batch, Hooked.Inputs, Hooked.Classes, seed: 5);
        string expected = Hash(data, writesGradients, stopsEarly);

        // What is rented now is what a training rents: the fault finds all of it in the pool, and must leave it there.
        long retained = TensorPool.RetainedBytes;
        fail(data);
        Assert.InRange(TensorPool.RetainedBytes, retained, long.MaxValue);
        long parts = WorkerTeam.PartsRunByWorker.Sum();
        Assert.Equal(expected, Hash(data, writesGradients, stopsEarly));
        Assert.InRange(WorkerTeam.PartsRunByWorker.Sum() - parts, 1, long.MaxValue);
    }

    private static string Hash(Dataset<float> data, bool writesGradients, bool stopsEarly)
    {
        using Network<float> network = new Hooked().Network();
        new Trainer<float>(network, OptionsOf(new Hooked(), writesGradients, stopsEarly)).Train(data);
        return network.WeightsHash();
    }

    private static TrainingOptions OptionsOf(Hooked hooked, bool writesGradients, bool stopsEarly) =>
        hooked.Options(writesGradients, stopsEarly ? new EarlyStopping(0.2) : null);

    // No exception of the library's or the runtime's has this type.
    private static void FailIf(bool fails)
    {
        if (fails)
        {
            throw new InvalidTimeZoneException("The user's code fails.") { Data = { ["worker"] = OtherThread.IsWorker } };
        }
    }
}
