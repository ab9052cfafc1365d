using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Predictions: the same for a sample whatever its batch, from a snapshot, on any number of threads.</summary>
public class PredictorTests
{
    private const int Inputs = 37;
    private const int Outputs = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(300)]
    public void A_prediction_does_not_depend_on_the_batch_bit_for_bit(int batch)
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        float[,] x = Batches.ToSingle(Batches.Uniform(600, Inputs, 2));
        float[,] together = new float[600, Outputs];
        predictor.Predict(x, together);
        float[,] apart = new float[600, Outputs];
        for (int row = 0; row < 600; row += batch)
        {
            int rows = Math.Min(batch, 600 - row);
            predictor.Predict(
                new ReadOnlySpan2D<float>(x).Slice(row, 0, rows, Inputs), new Span2D<float>(apart).Slice(row, 0, rows, Outputs));
        }

        Assert.Equal(together, apart);
    }

    [Fact]
    public void One_sample_as_a_vector_is_predicted_like_a_row()
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        float[,] x = Batches.ToSingle(Batches.Uniform(4, Inputs, 2));
        float[,] rows = new float[4, Outputs];
        predictor.Predict(x, rows);
        float[] vector = new float[Outputs];
        predictor.Predict(x.GetRowSpan(2), vector);
        Assert.Equal(rows.GetRowSpan(2).ToArray(), vector);
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_the_logits()
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        float[,] x = Batches.ToSingle(Batches.Uniform(5, Inputs, 2));
        float[,] probabilities = new float[5, Outputs];
        float[,] logits = new float[5, Outputs];
        predictor.Predict(x, probabilities);
        predictor.Predict(x, logits, logits: true);
        for (int i = 0; i < 5; i++)
        {
            double[] powers = [.. logits.GetRowSpan(i).ToArray().Select(z => Math.Exp(z))];
            for (int j = 0; j < Outputs; j++)
            {
                // exp 1 ULP after a shift of up to |z| ≤ 4 that rounds, a sum of three, a division: 16u relative.
                double expected = powers[j] / powers.Sum();
                Assert.InRange(probabilities[i, j], expected * (1 - (16.0 / (1 << 24))), expected * (1 + (16.0 / (1 << 24))));
            }
        }

        network.Cost.ToPrediction(logits);
        Assert.Equal(probabilities, logits);
    }

    [Fact]
    public void A_snapshot_does_not_follow_the_network_until_it_is_refreshed()
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        float[,] x = Batches.ToSingle(Batches.Uniform(5, Inputs, 2));
        float[,] before = new float[5, Outputs];
        float[,] after = new float[5, Outputs];
        predictor.Predict(x, before);
        network.Weights(network.Layers[0])[0, 0] += 1;
        predictor.Predict(x, after);
        Assert.Equal(before, after);
        predictor.Refresh();
        predictor.Predict(x, after);
        Assert.NotEqual(before, after);
        network.Bias(network.Layers[^1])[0] += 1;
        predictor.Predict(x, before);
        Assert.Equal(after, before);
        predictor.Refresh();
        predictor.Predict(x, after);
        Assert.NotEqual(before, after);
        network.Dispose();
        predictor.Predict(x, after);
    }

    [Fact]
    public void Many_threads_predict_at_once_with_the_bits_of_one()
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        float[,] x = Batches.ToSingle(Batches.Uniform(64, Inputs, 2));
        float[,] alone = new float[64, Outputs];
        predictor.Predict(x, alone);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            float[,] prediction = new float[64, Outputs];
            predictor.Predict(x, prediction);
            Assert.Equal(alone, prediction);
        });
    }

    [Fact]
    public void Disposed_while_it_predicts_it_ends_with_the_layer_under_way()
    {
        Predictor<double>? predictor = null;
        using Network<double> network = new NetworkBuilder<double>(Inputs).Dense(29, new Disposing(() => predictor!.Dispose())).Dense<Identity>(Outputs).Build(1);
        predictor = network.CreatePredictor();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(Batches.Uniform(5, Inputs, 2), new double[5, Outputs]));

        using Network<double> single = new NetworkBuilder<double>(Inputs).Dense(Outputs, new Disposing(() => predictor!.Dispose())).Build(1);
        using Predictor<double> other = single.CreatePredictor();
        predictor = single.CreatePredictor();
        double[,] expected = new double[5, Outputs], actual = new double[5, Outputs];
        predictor.Predict(Batches.Uniform(5, Inputs, 2), actual);
        other.Predict(Batches.Uniform(5, Inputs, 2), expected);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_forward_pass_of_training_gives_the_same_logits_for_more_than_one_row()
    {
        using Network<float> network = Build();
        using Predictor<float> predictor = network.CreatePredictor();
        using Backpropagation<float> passes = new(network, 9);
        float[,] x = Batches.ToSingle(Batches.Uniform(9, Inputs, 2));
        float[,] logits = new float[9, Outputs];
        predictor.Predict(x, logits, logits: true);
        Assert.Equal(logits, passes.Forward(x).ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_and_nothing_is_written()
    {
        using Network<float> network = Build();
        Predictor<float> predictor = network.CreatePredictor();
        float[,] prediction = new float[4, Outputs];
        new Span2D<float>(prediction).Fill(5);
        Assert.Equal("prediction", Assert.Throws<ArgumentException>(() => predictor.Predict(new float[3, Inputs], prediction)).ParamName);
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[4, Inputs + 1], prediction));
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[4, Inputs], new float[4, Outputs + 1]));
        predictor.Dispose();
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new float[4, Inputs], prediction));
        Assert.All(prediction.Cast<float>(), value => Assert.Equal(5, value));
    }

    private static Network<float> Build() => new NetworkBuilder<float>(Inputs)
        .Dense<Gelu>(29)
        .Dense<Tanh>(18)
        .Dense<Identity>(Outputs)
        .Cost(new SoftmaxCrossEntropy<float>())
        .Build(1);

    /// <summary>The identity, but each evaluation disposes.</summary>
    private readonly struct Disposing(Action dispose) : IActivation<double>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct
        {
            dispose();
            return z;
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => operand;
    }
}
