using SimdBackprop.Checking;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>A progress handler runs inside of a training, and may use the library for whatever it likes.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class HandlerTests
{
    [Fact]
    public void A_handler_may_multiply_predict_train_and_check_without_a_bit_of_the_training_changing()
    {
        using Dataset<float> data = Samples.Classification(3 * Hooked.Batch, Hooked.Inputs, Hooked.Classes, seed: 7);
        GemmOperands<float> product = new GemmCase(Transpose.No, Transpose.No, 97, 103, 61, 1, 0, 0, Specials: false, Seed: 131).Operands<float>();
        TestMatrix<float> multiplied = product.ByReference();
        string expected = Trained(data, null, null);
        int handled = 0;
        string actual = Trained(
            data,
            network => new Immediate<BatchProgress>(_ =>
            {
                handled++;
                long before = WorkerTeam.PartsRunByWorker.Sum();
                Bits.AssertSame(multiplied, product.ByKernel(new KernelOptions { MaxDegreeOfParallelism = 3 }), "from a handler");
                Assert.Equal(2, WorkerTeam.PartsRunByWorker.Sum() - before);
                using Predictor<float> predictor = network.CreatePredictor();
                Evaluator.Evaluate(predictor, data);
            }),
            _ => new Immediate<EpochMetrics>(_ =>
            {
                handled++;
                Assert.Equal(expected, Trained(data, null, null));
                AssertGradientsAreRight();
            }));
        Assert.Equal(expected, actual);
        Assert.Equal(2 * (3 + 1), handled);
    }

    private static string Trained(
        Dataset<float> data, Func<Network<float>, IProgress<BatchProgress>>? batches, Func<Network<float>, IProgress<EpochMetrics>>? epochs)
    {
        using Network<float> network = new Hooked().Network();
        new Trainer<float>(network, new Hooked().Options(writesGradients: false)).Train(data, null, epochs?.Invoke(network), batches?.Invoke(network));
        return network.WeightsHash();
    }

    private static void AssertGradientsAreRight()
    {
        using Network<double> network = new NetworkBuilder<double>(5).Dense<Tanh>(4).Dense<Identity>(2).Build(1);
        Assert.Equal(GradientVerdict.Passed, GradientCheck.Check(network, Batches.Uniform(3, 5, seed: 9), Batches.OneHot(3, 2)).Verdict);
    }
}
