using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Gradients that are summed over replicas between the backward pass and the optimiser: the example of docs/extending.md at work.</summary>
public sealed class ReplicaTests
{
    private const int Steps = 20;

    [Fact]
    public void Replicas_with_shares_of_a_batch_take_the_steps_of_one_network_with_all_of_it()
    {
        using Dataset<double> data = Samples.Classification<double>(50, inputs: 12, classes: 3, seed: 5);
        (int Row, int Rows)[] shares = [(0, 20), (20, 7), (27, 23)];
        using Network<double> whole = Build();
        using TrainingStep<double> step = new(whole, data.Count, new TrainingOptions { Optimizer = new Momentum(0.05) });
        for (int i = 0; i < Steps; i++)
        {
            step.Run(data.Inputs.AsSpan2D(), data.Targets.AsSpan2D());
        }

        double[][] gradients = new double[shares.Length][];
        double[][] parameters = new double[shares.Length][];
        using Barrier barrier = new(shares.Length);
        Thread[] threads = [.. shares.Select((share, index) => new Thread(() => parameters[index] = Train(data, share.Row, share.Rows, index, gradients, barrier)))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.All(parameters, replica => Assert.Equal(parameters[0], replica));
        double most = whole.Parameters.ToArray().Max(Math.Abs);
        Assert.All(whole.Parameters.ToArray().Zip(parameters[0]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-12 * most));
        using Network<double> start = Build();
        Assert.NotEqual(start.Parameters.ToArray(), parameters[0]);
    }

    private static double[] Train(Dataset<double> data, int row, int rows, int index, double[][] gradients, Barrier barrier)
    {
        using Network<double> network = Build();
        using Backpropagation<double> passes = new(network, rows);
        Replica replica = new(network, passes, new Momentum(0.05), elements =>
        {
            gradients[index] = elements.ToArray();
            barrier.SignalAndWait();
            elements.Clear();
            foreach (double[] share in gradients)
            {
                Blas.Axpy(1.0, share, elements);
            }

            barrier.SignalAndWait();
        });
        for (int i = 0; i < Steps; i++)
        {
            replica.Step(
                data.Inputs.AsSpan2D().Slice(row, 0, rows, 12), data.Targets.AsSpan2D().Slice(row, 0, rows, 3), data.Count);
        }

        return network.Parameters.ToArray();
    }

    private static Network<double> Build() =>
        new NetworkBuilder<double>(12).Dense<Tanh>(9).Dense<Identity>(3).Cost(new SoftmaxCrossEntropy<double>()).L2(1e-3).Build(7);
}
