using System.Diagnostics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>What is reported after an epoch.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void Cost_and_accuracy_are_those_of_the_whole_set_with_the_parameters_after_the_epoch()
    {
        using Dataset<float> training = Samples.Classification(300, inputs: 5, classes: 3, seed: 1);
        using Dataset<float> test = Samples.Classification(77, inputs: 5, classes: 3, seed: 2);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 1e-3);

        long start = Stopwatch.GetTimestamp();
        EpochMetrics last = new Trainer<float>(network, new TrainingOptions { Epochs = 3 }).Train(training, test)[^1];
        TimeSpan took = Stopwatch.GetElapsedTime(start);

        (double trainingCost, double trainingAccuracy) = ByHand(network, training);
        (double testCost, double testAccuracy) = ByHand(network, test);
        Assert.Equal(trainingCost, last.TrainingCost, 6);
        Assert.Equal(trainingAccuracy, last.TrainingAccuracy);
        Assert.Equal(testCost, last.TestCost!.Value, 6);
        Assert.Equal(testAccuracy, last.TestAccuracy);
        Assert.Equal(3, last.Epoch);
        Assert.Equal(1e-3 * network.Layers.Sum(layer => network.Weights(layer).ToArray().Cast<float>().Sum(w => (double)w * w)), last.Penalty, 8);
        Assert.InRange(last.TrainingTime, TimeSpan.FromTicks(1), took);
        Assert.Equal(training.Count / last.TrainingTime.TotalSeconds, last.SamplesPerSecond, 3);
    }

    [Fact]
    public void Gradient_norms_are_those_of_the_last_mini_batch()
    {
        using Dataset<float> training = Samples.Classification(70, inputs: 5, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 1e-3);

        EpochMetrics last = new Trainer<float>(network, new TrainingOptions { Epochs = 2, BatchSize = 32 }).Train(training)[^1];

        foreach (DenseLayer<float> layer in network.Layers)
        {
            IEnumerable<float> gradients = network.WeightGradient(layer).ToArray().Cast<float>().Concat(network.BiasGradient(layer).ToArray());
            Assert.Equal(Math.Sqrt(gradients.Sum(g => (double)g * g)), last.GradientNorms[layer.Index - 1], 6);
        }
    }

    [Fact]
    public void Regression_has_no_accuracy_and_no_test_set_no_test_metrics()
    {
        using Dataset<float> training = Samples.Regression(40, seed: 1);
        using Network<float> network = new NetworkBuilder<float>(3).Dense<Tanh>(4).Dense<Identity>(2).Build(1);

        EpochMetrics last = new Trainer<float>(network, new TrainingOptions { Epochs = 1 }).Train(training)[^1];

        Assert.Null(last.TrainingAccuracy);
        Assert.Null(last.TestCost);
        Assert.Null(last.TestAccuracy);
    }

    [Fact]
    public void One_output_is_classified_at_one_half()
    {
        // z = x with a cost on logits: the probability is at least a half where x is not negative.
        using Dataset<float> data = Dataset<float>.FromLabels(new float[,] { { -2 }, { -0.1f }, { -1 }, { 0 }, { 3 } }, [0, 1, 0, 1, 1], outputs: 1);
        using Network<float> network = new NetworkBuilder<float>(1).Dense<Identity>(1, bias: false).Cost(new SigmoidCrossEntropy<float>()).Build(1);
        network.Parameters[0] = 1;
        using Predictor<float> predictor = network.CreatePredictor();

        Assert.Equal(0.8, Evaluator.Evaluate(predictor, data).Accuracy);
    }

    [Fact]
    public void Of_equal_outputs_the_first_is_the_answer()
    {
        using Dataset<float> data = Dataset<float>.FromLabels(new float[6, 2], [0, 0, 0, 1, 2, 2], outputs: 3);
        using Network<float> network = new NetworkBuilder<float>(2).Dense<Identity>(3).Cost(new SoftmaxCrossEntropy<float>()).Build(1);
        using Predictor<float> predictor = network.CreatePredictor();
        Assert.Equal(0.5, Evaluator.Evaluate(predictor, data).Accuracy);
    }

    [Fact]
    public void Progress_is_told_of_every_batch_and_every_epoch()
    {
        using Dataset<float> training = Samples.Classification(70, inputs: 5, classes: 3, seed: 1);
        using Network<float> network = TrainerTests.TanhNetwork(5, 9, 3, l2: 0);
        List<(int, int, int)> batches = [];
        List<int> epochs = [];

        new Trainer<float>(network, new TrainingOptions { Epochs = 2, BatchSize = 32 }).Train(
            training,
            epochs: new Immediate<EpochMetrics>(metrics => epochs.Add(metrics.Epoch)),
            batches: new Immediate<BatchProgress>(progress => batches.Add((progress.Epoch, progress.Batch, progress.BatchCount))));

        Assert.Equal([(1, 1, 3), (1, 2, 3), (1, 3, 3), (2, 1, 3), (2, 2, 3), (2, 3, 3)], batches);
        Assert.Equal([1, 2], epochs);
    }

    private static (double Cost, double Accuracy) ByHand(Network<float> network, Dataset<float> data)
    {
        using Predictor<float> predictor = network.CreatePredictor();
        float[] probabilities = new float[network.OutputWidth];
        double cost = 0;
        int right = 0;
        for (int i = 0; i < data.Count; i++)
        {
            predictor.Predict(data.Inputs.AsSpan2D().GetRowSpan(i), probabilities);
            cost -= Math.Log(probabilities[data.Labels[i]]);
            right += Array.IndexOf(probabilities, probabilities.Max()) == data.Labels[i] ? 1 : 0;
        }

        return (cost / data.Count, (double)right / data.Count);
    }
}
