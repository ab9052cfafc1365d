namespace SimdBackprop.Tests;

/// <summary>
/// How far the gradients of a float network may be from the exact ones: the rounding errors of every step, bounded to first order with
/// exact values and carried through the network. u = 2⁻²⁴, γ_k = k·u/(1 − k·u) (Higham).
/// </summary>
/// <remarks>
/// <para>z = Σ a·w + b, K multiply-adds and an addition: E_z = Σ E_a·|w| + γ_{K+1}·(Σ (|a| + E_a)·|w| + |b|).</para>
/// <para>a = f(z), within 2 ULP: E_a = max|f′|·E_z + 4u·(|a| + max|f′|·E_z).</para>
/// <para>f′ from its operand q, within 4u·max|f′|: E_f′ = max|df′/dq|·E_q + 4u·max|f′|.</para>
/// <para>δᴸ = ((a − y)·s)·f′, four roundings: E = s·(E_a·(|f′| + E_f′) + |a − y|·E_f′) + γ_4·s·(|a − y| + E_a)·(|f′| + E_f′).</para>
/// <para>δ = S·f′ with S = Σ δ_next·w over K terms: E_S = Σ E·|w| + γ_K·Σ (|δ| + E)·|w|, E_δ = E_S·(|f′| + E_f′) + |S|·E_f′ + u·(…).</para>
/// <para>∇W = Σ δ·a over B samples: E = Σ (E_δ·(|a| + E_a) + |δ|·E_a) + γ_B·Σ (|δ| + E_δ)·(|a| + E_a).</para>
/// <para>So the bound grows with K and with B, as the chain's error does.</para>
/// </remarks>
internal static class SingleErrorBound
{
    private const double U = 1.0 / (1 << 24);

    /// <summary>Values, and a bound of the error that each of them has in float.</summary>
    internal sealed record Bounded(double[,] Value, double[,] Error);

    internal sealed record Gradients(Bounded Weights, Bounded Bias);

    /// <summary>The largest |f′| and |df′/dq|, f′ as a function of its operand, and which that is.</summary>
    internal sealed record Smoothness(Func<double, double> F, Func<double, double> Derivative, bool FromOutput, double MaxSlope, double MaxBend, bool HasKink)
    {
        internal static Smoothness Of(string activation) => activation switch
        {
            "sigmoid" => new(z => 1 / (1 + Math.Exp(-z)), a => a * (1 - a), true, 0.25, 1, false),
            "tanh" => new(Math.Tanh, a => 1 - (a * a), true, 1, 2, false),
            "relu" => new(z => Math.Max(z, 0), a => a > 0 ? 1 : 0, true, 1, 0, true),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
        };
    }

    internal static Gradients[] Of(Smoothness[] activations, double[][,] weights, double[][] biases, double[,] x, double[,] targets)
    {
        int depth = weights.Length;
        Bounded[] outputs = new Bounded[depth + 1];
        Bounded[] slopes = new Bounded[depth];
        outputs[0] = new Bounded(x, new double[x.GetLength(0), x.GetLength(1)]);
        for (int l = 0; l < depth; l++)
        {
            (outputs[l + 1], slopes[l]) = Forward(activations[l], outputs[l], weights[l], biases[l]);
        }

        Bounded delta = OutputError(outputs[depth], slopes[depth - 1], targets);
        Gradients[] gradients = new Gradients[depth];
        for (int l = depth - 1; l >= 0; l--)
        {
            gradients[l] = new Gradients(WeightGradient(delta, outputs[l]), BiasGradient(delta));
            delta = l == 0 ? delta : HiddenError(delta, weights[l], slopes[l - 1]);
        }

        return gradients;
    }

    private static double Gamma(int k) => k * U / (1 - (k * U));

    private static Bounded Map(int rows, int columns, Func<int, int, (double Value, double Error)> element)
    {
        Bounded result = new(new double[rows, columns], new double[rows, columns]);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                (result.Value[i, j], result.Error[i, j]) = element(i, j);
            }
        }

        return result;
    }

    /// <summary>Σ p·q over <paramref name="terms"/> products with errors in both, by a chain that is off by γ_rounding.</summary>
    private static (double Value, double Error) Chain(int terms, Func<int, (double P, double Ep, double Q, double Eq)> factors, int roundings, double start = 0)
    {
        double value = start;
        double carried = 0;
        double magnitude = Math.Abs(start);
        for (int k = 0; k < terms; k++)
        {
            (double p, double ep, double q, double eq) = factors(k);
            value += p * q;
            carried += (ep * (Math.Abs(q) + eq)) + (Math.Abs(p) * eq);
            magnitude += (Math.Abs(p) + ep) * (Math.Abs(q) + eq);
        }

        return (value, carried + (Gamma(roundings) * magnitude));
    }

    private static (Bounded Output, Bounded Slope) Forward(Smoothness f, Bounded input, double[,] weights, double[] bias)
    {
        (int rows, int inner, int columns) = (input.Value.GetLength(0), weights.GetLength(1), weights.GetLength(0));
        Bounded z = Map(
            rows,
            columns,
            (i, j) => Chain(inner, k => (input.Value[i, k], input.Error[i, k], weights[j, k], 0), inner + 1, bias[j]));
        Bounded a = Map(
            rows,
            columns,
            (i, j) =>
            {
                double value = f.F(z.Value[i, j]);
                double carried = f.MaxSlope * z.Error[i, j];
                return (value, carried + (4 * U * (Math.Abs(value) + carried)));
            });
        Bounded operand = f.FromOutput ? a : z;
        Bounded slope = Map(
            rows,
            columns,
            (i, j) => (
                f.Derivative(operand.Value[i, j]),
                f.HasKink && Math.Abs(z.Value[i, j]) <= z.Error[i, j] ? 1 : (f.MaxBend * operand.Error[i, j]) + (4 * U * f.MaxSlope)));
        return (a, slope);
    }

    private static Bounded OutputError(Bounded output, Bounded slope, double[,] targets)
    {
        int rows = output.Value.GetLength(0);
        double s = 1.0 / rows;
        return Map(
            rows,
            output.Value.GetLength(1),
            (i, j) =>
            {
                (double difference, double error) = (output.Value[i, j] - targets[i, j], output.Error[i, j]);
                return Chain(1, _ => (difference * s, error * s, slope.Value[i, j], slope.Error[i, j]), 4);
            });
    }

    private static Bounded HiddenError(Bounded delta, double[,] weights, Bounded slope) => Map(
        slope.Value.GetLength(0),
        weights.GetLength(1),
        (i, k) =>
        {
            (double sum, double error) = Chain(
                weights.GetLength(0), j => (delta.Value[i, j], delta.Error[i, j], weights[j, k], 0), weights.GetLength(0));
            return Chain(1, _ => (sum, error, slope.Value[i, k], slope.Error[i, k]), 1);
        });

    private static Bounded WeightGradient(Bounded delta, Bounded input)
    {
        int samples = delta.Value.GetLength(0);
        return Map(
            delta.Value.GetLength(1),
            input.Value.GetLength(1),
            (j, k) => Chain(samples, p => (delta.Value[p, j], delta.Error[p, j], input.Value[p, k], input.Error[p, k]), samples));
    }

    private static Bounded BiasGradient(Bounded delta)
    {
        int samples = delta.Value.GetLength(0);
        return Map(1, delta.Value.GetLength(1), (_, j) => Chain(samples, p => (delta.Value[p, j], delta.Error[p, j], 1, 0), samples));
    }
}
