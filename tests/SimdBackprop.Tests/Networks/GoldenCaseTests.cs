using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// The chain rule written out by hand, one factor after the other, against the kernels and the network: one neuron a layer, and two neurons a
/// layer, whose 8 parameters need 52 factors.
/// </summary>
/// <remarks>
/// The bound, relative to the sum of the chains' absolute values: both sides compute a product of at most five factors. A sigmoid is off by its own 2 ULP (4u) and by
/// the rounding of z (at most 6u); a(1 − a) multiplies that by at most 1 + a/(1 − a), which is below 8 for |z| ≤ 2, and there are two such factors;
/// a − y is at least 1. So each side is within (2·80 + 15)u, the two within 400u of each other.
/// </remarks>
public class GoldenCaseTests
{
    private const double Bound = 400.0 / (1L << 53);

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_neuron_a_layer_from_a(ulong seed) => OneNeuronALayer<Sigmoid>(seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_neuron_a_layer_from_z(ulong seed) => OneNeuronALayer<SigmoidFromZ>(seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Two_neurons_a_layer_from_a(ulong seed) => TwoNeuronsALayer<Sigmoid>(seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Two_neurons_a_layer_from_z(ulong seed) => TwoNeuronsALayer<SigmoidFromZ>(seed);

    private static void OneNeuronALayer<TActivation>(ulong seed)
        where TActivation : struct, IActivation<double>
    {
        (double[,] w1, double[,] w2) = (Batches.Uniform(1, 1, seed), Batches.Uniform(1, 1, seed + 100));
        (double[,] x, double[,] y) = (Batches.Uniform(3, 1, seed + 200), Batches.Uniform(3, 1, seed + 300, -2, 0));
        (double theta1, double theta2) = (w1[0, 0], w2[0, 0]);

        List<double[]> samples = [];
        for (int i = 0; i < 3; i++)
        {
            double z2 = theta1 * x[i, 0];
            double a2 = F(z2);
            double z3 = theta2 * a2;
            double a3 = F(z3);
            double byTheta2 = (a3 - y[i, 0]) * Slope(z3) * a2;
            double byTheta1 = (a3 - y[i, 0]) * Slope(z3) * theta2 * Slope(z2) * x[i, 0];
            samples.Add([byTheta1, byTheta2]);
        }

        AssertAllRoutes<TActivation>(w1, w2, x, y, samples, samples);
    }

    private static void TwoNeuronsALayer<TActivation>(ulong seed)
        where TActivation : struct, IActivation<double>
    {
        (double[,] w, double[,] v) = (Batches.Uniform(2, 2, seed), Batches.Uniform(2, 2, seed + 100));
        (double[,] x, double[,] y) = (Batches.Uniform(3, 2, seed + 200), Batches.Uniform(3, 2, seed + 300, -2, -1));

        List<double[]> chains = [];
        List<double[]> magnitudes = [];
        for (int i = 0; i < 3; i++)
        {
            (double x0, double x1) = (x[i, 0], x[i, 1]);
            (double y0, double y1) = (y[i, 0], y[i, 1]);
            double z0 = (w[0, 0] * x0) + (w[0, 1] * x1);
            double z1 = (w[1, 0] * x0) + (w[1, 1] * x1);
            (double h0, double h1) = (F(z0), F(z1));
            double s0 = (v[0, 0] * h0) + (v[0, 1] * h1);
            double s1 = (v[1, 0] * h0) + (v[1, 1] * h1);
            (double a0, double a1) = (F(s0), F(s1));

            // Each weight of layer 1 acts through both outputs: two chains of five factors.
            double w00Through0 = (a0 - y0) * Slope(s0) * v[0, 0] * Slope(z0) * x0;
            double w00Through1 = (a1 - y1) * Slope(s1) * v[1, 0] * Slope(z0) * x0;
            double w01Through0 = (a0 - y0) * Slope(s0) * v[0, 0] * Slope(z0) * x1;
            double w01Through1 = (a1 - y1) * Slope(s1) * v[1, 0] * Slope(z0) * x1;
            double w10Through0 = (a0 - y0) * Slope(s0) * v[0, 1] * Slope(z1) * x0;
            double w10Through1 = (a1 - y1) * Slope(s1) * v[1, 1] * Slope(z1) * x0;
            double w11Through0 = (a0 - y0) * Slope(s0) * v[0, 1] * Slope(z1) * x1;
            double w11Through1 = (a1 - y1) * Slope(s1) * v[1, 1] * Slope(z1) * x1;

            // Each weight of layer 2 acts through its own output: one chain of three factors.
            double v00 = (a0 - y0) * Slope(s0) * h0;
            double v01 = (a0 - y0) * Slope(s0) * h1;
            double v10 = (a1 - y1) * Slope(s1) * h0;
            double v11 = (a1 - y1) * Slope(s1) * h1;

            chains.Add(
                [w00Through0 + w00Through1, w01Through0 + w01Through1, w10Through0 + w10Through1, w11Through0 + w11Through1, v00, v01, v10, v11]);
            magnitudes.Add(
            [
                Math.Abs(w00Through0) + Math.Abs(w00Through1),
                Math.Abs(w01Through0) + Math.Abs(w01Through1),
                Math.Abs(w10Through0) + Math.Abs(w10Through1),
                Math.Abs(w11Through0) + Math.Abs(w11Through1),
                v00,
                v01,
                v10,
                v11,
            ]);
        }

        AssertAllRoutes<TActivation>(w, v, x, y, chains, magnitudes);
    }

    private static void AssertAllRoutes<TActivation>(
        double[,] w1, double[,] w2, double[,] x, double[,] y, List<double[]> chains, List<double[]> magnitudes)
        where TActivation : struct, IActivation<double>
    {
        for (int i = 0; i < chains.Count; i++)
        {
            double[,] row = Rows(x, i);
            double[,] target = Rows(y, i);
            AssertNear(chains[i], magnitudes[i], ByRows<TActivation>(w1, w2, row, target));
            AssertNear(chains[i], magnitudes[i], ByColumns<TActivation>(w1, w2, row.AsSpan(), target.AsSpan()));
            AssertNear(chains[i], magnitudes[i], ByNetwork<TActivation>(w1, w2, row, target));
        }

        double[] mean = [.. chains[0].Select((_, p) => chains.Average(chain => chain[p]))];
        double[] meanMagnitude = [.. chains[0].Select((_, p) => magnitudes.Average(chain => Math.Abs(chain[p])))];
        AssertNear(mean, meanMagnitude, ByRows<TActivation>(w1, w2, x, y));
        AssertNear(mean, meanMagnitude, ByNetwork<TActivation>(w1, w2, x, y));
    }

    /// <summary>Z = X·Wᵀ, δ² = ((A − Y)/m) ⊙ f′, δ¹ = (δ²·W²) ⊙ f′, ∇W = δᵀ·A.</summary>
    private static double[] ByRows<TActivation>(double[,] w1, double[,] w2, double[,] x, double[,] y)
        where TActivation : struct, IActivation<double>
    {
        int m = x.GetLength(0);
        int n = w1.GetLength(0);
        (double[,] z1, double[,] a1, double[,] z2, double[,] a2) = (new double[m, n], new double[m, n], new double[m, n], new double[m, n]);
        (double[,] delta2, double[,] delta1) = (new double[m, n], new double[m, n]);
        (double[,] gradient1, double[,] gradient2) = (new double[n, n], new double[n, n]);
        Dense.Forward<double, TActivation>(x, w1, default, z1, a1);
        Dense.Forward<double, TActivation>(a1, w2, default, z2, a2);
        new HalfSquaredError<double>().Gradient(a2, y, 1.0 / m, delta2);
        Dense.BackwardActivation<double, TActivation>(z2, a2, delta2);
        Dense.BackwardData<double, TActivation>(delta2, w2, z1, a1, delta1);
        Dense.BackwardWeights<double>(delta2, a1, 0, gradient2, default);
        Dense.BackwardWeights<double>(delta1, x, 0, gradient1, default);
        return [.. gradient1.AsSpan(), .. gradient2.AsSpan()];
    }

    /// <summary>The textbook's column vectors: z = W·a, δ² = (a − y) ⊙ f′, δ¹ = f′ ⊙ (W²)ᵀ·δ², ∇W = δ·aᵀ.</summary>
    private static double[] ByColumns<TActivation>(double[,] w1, double[,] w2, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        where TActivation : struct, IActivation<double>
    {
        int n = x.Length;
        (double[] z1, double[] a1, double[] z2, double[] a2) = (new double[n], new double[n], new double[n], new double[n]);
        (double[] delta2, double[] delta1) = (new double[n], new double[n]);
        (double[,] gradient1, double[,] gradient2) = (new double[n, n], new double[n, n]);
        Dense.Forward<double, TActivation>(x, w1, default, z1, a1);
        Dense.Forward<double, TActivation>(a1, w2, default, z2, a2);
        for (int j = 0; j < n; j++)
        {
            delta2[j] = (a2[j] - y[j]) * Slope(z2[j]);
        }

        Dense.BackwardData<double, TActivation>(delta2, w2, z1, a1, delta1);
        Dense.BackwardWeights<double>(delta2, a1, 0, gradient2, default);
        Dense.BackwardWeights<double>(delta1, x, 0, gradient1, default);
        return [.. gradient1.AsSpan(), .. gradient2.AsSpan()];
    }

    private static double[] ByNetwork<TActivation>(double[,] w1, double[,] w2, double[,] x, double[,] y)
        where TActivation : struct, IActivation<double>
    {
        int n = w1.GetLength(0);
        using Network<double> network = new NetworkBuilder<double>(n).Dense<TActivation>(n, bias: false).Dense<TActivation>(n, bias: false).Build(0);
        ((ReadOnlySpan2D<double>)w1).CopyTo(network.Weights(network.Layers[0]));
        ((ReadOnlySpan2D<double>)w2).CopyTo(network.Weights(network.Layers[1]));
        using Backpropagation<double> passes = new(network, x.GetLength(0));
        passes.Forward(x);
        passes.Backward(x, y);
        return [.. network.WeightGradient(network.Layers[0]).ToArray().AsSpan(), .. network.WeightGradient(network.Layers[1]).ToArray().AsSpan()];
    }

    private static void AssertNear(double[] chains, double[] magnitudes, double[] kernels)
    {
        Assert.Equal(chains.Length, kernels.Length);
        for (int p = 0; p < chains.Length; p++)
        {
            Assert.InRange(Math.Abs(chains[p] - kernels[p]), 0, Bound * Math.Abs(magnitudes[p]));
        }
    }

    private static double[,] Rows(double[,] matrix, int row) => ((ReadOnlySpan2D<double>)matrix).Slice(row, 0, 1, matrix.GetLength(1)).ToArray();

    private static double F(double z) => 1 / (1 + Math.Exp(-z));

    private static double Slope(double z) => F(z) * (1 - F(z));
}
