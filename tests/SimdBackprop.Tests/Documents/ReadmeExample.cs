using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>The README's example, compiled; <see cref="ReadmeTests"/> holds the two together.</summary>
internal static class ReadmeExample
{
    internal static void Run()
    {
        float[,] samples = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        using Dataset<float> xor = Dataset<float>.FromLabels(samples, labels: [0, 1, 1, 0], outputs: 2);
        using Network<float> network = new NetworkBuilder<float>(inputs: 2)
            .Dense<Tanh>(8).Dense<Identity>(2).Cost(new SoftmaxCrossEntropy<float>()).Build(seed: 1);
        Trainer<float> trainer = new(network, new TrainingOptions { Epochs = 200, BatchSize = 4, Optimizer = new Momentum(rate: 0.2) });
        EpochMetrics last = trainer.Train(xor)[^1];
        using Predictor<float> predictor = network.CreatePredictor();
        float[] probabilities = new float[2];
        predictor.Predict([0, 1], probabilities);
        Console.WriteLine($"{last.TrainingAccuracy:P0} right; 0 xor 1 is 1 with probability {probabilities[1]:F2}");
    }
}
