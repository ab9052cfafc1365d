using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The classic mistakes of a backward pass.</summary>
public enum Mutation
{
    None,
    DerivativeOfAnotherActivation,
    DerivativeTakenAtZ,
    BiasSumDropped,
    TransposeForgotten,
    MeanMissing,
    MeanTakenTwice,
    OutputErrorSignFlipped,
    WeightsUpdatedBeforePropagation,
}

/// <summary>
/// A 3-3-3-2 sigmoid network over the layer kernels with one mistake built in. The parameters lie one after the other: W1, b1,
/// W2, b2, W3, b3. W2 is square, so that forgetting its transpose is not a matter of shapes.
/// </summary>
internal sealed class MutatedBackpropagation(Mutation mutation, double[,] x, double[,] targets)
{
    internal const int ParameterCount = 32;

    private static readonly (int Weights, int Bias, int Outputs)[] Layers = [(0, 9, 3), (12, 21, 3), (24, 30, 2)];

    private readonly double[][,] _outputs = [.. Layers.Select(layer => new double[x.GetLength(0), layer.Outputs])];

    private readonly double[][,] _preActivations = [.. Layers.Select(layer => new double[x.GetLength(0), layer.Outputs])];

    private double Samples => x.GetLength(0);

    /// <summary>The array that a parameter belongs to.</summary>
    internal static string ArrayOf(int parameter)
    {
        int layer = Array.FindLastIndex(Layers, layer => layer.Weights <= parameter);
        return $"{(parameter < Layers[layer].Bias ? 'W' : 'b')}{layer + 1}";
    }

    internal double Cost(ReadOnlySpan<double> parameters)
    {
        Forward(parameters);
        double sum = 0;
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < targets.GetLength(1); j++)
            {
                double difference = _outputs[2][i, j] - targets[i, j];
                sum += 0.5 * difference * difference;
            }
        }

        return sum / Samples;
    }

    internal void Gradient(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double[] current = parameters.ToArray();
        Forward(current);
        double[,] delta = OutputError();
        for (int l = 2; l >= 0; l--)
        {
            (int weights, int bias, int outputs) = Layers[l];
            Span<double> biasGradient = gradient.Slice(bias, outputs);
            biasGradient.Clear();
            Dense.BackwardWeights<double>(
                delta,
                l == 0 ? x : _outputs[l - 1],
                0,
                gradient.Slice(weights, 3 * outputs).AsMatrix(outputs, 3),
                mutation == Mutation.BiasSumDropped ? default : biasGradient);
            if (mutation == Mutation.WeightsUpdatedBeforePropagation)
            {
                for (int i = weights; i < weights + (3 * outputs); i++)
                {
                    current[i] -= 0.1 * gradient[i];
                }
            }

            if (l > 0)
            {
                delta = HiddenError(delta, current.AsSpan(weights, 3 * outputs).AsMatrix(outputs, 3), l - 1);
            }
        }
    }

    private void Forward(ReadOnlySpan<double> parameters)
    {
        ReadOnlySpan2D<double> input = x;
        for (int l = 0; l < 3; l++)
        {
            (int weights, int bias, int outputs) = Layers[l];
            ReadOnlySpan2D<double> w = parameters.Slice(weights, 3 * outputs).AsMatrix(outputs, 3);
            Dense.Forward<double, Sigmoid>(input, w, parameters.Slice(bias, outputs), _preActivations[l], _outputs[l]);
            input = _outputs[l];
        }
    }

    private double[,] OutputError()
    {
        double scale = mutation switch
        {
            Mutation.MeanMissing => 1,
            Mutation.MeanTakenTwice => 1 / (Samples * Samples),
            Mutation.OutputErrorSignFlipped => -1 / Samples,
            _ => 1 / Samples,
        };
        double[,] delta = new double[x.GetLength(0), 2];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < 2; j++)
            {
                delta[i, j] = (_outputs[2][i, j] - targets[i, j]) * scale;
            }
        }

        Dense.BackwardActivation<double, Sigmoid>(default, _outputs[2], delta);
        return delta;
    }

    private double[,] HiddenError(double[,] delta, ReadOnlySpan2D<double> weights, int l)
    {
        double[,] previous = new double[x.GetLength(0), 3];
        double[,] transposed = new double[weights.Height, weights.Width];
        if (mutation == Mutation.TransposeForgotten && weights.Height == weights.Width)
        {
            Blas.Transpose(weights, transposed);
            weights = transposed;
        }

        switch (mutation)
        {
            case Mutation.DerivativeOfAnotherActivation:
                Dense.BackwardData<double, Tanh>(delta, weights, default, _outputs[l], previous);
                break;
            case Mutation.DerivativeTakenAtZ:
                Dense.BackwardData<double, SigmoidDerivedAtZ>(delta, weights, _preActivations[l], default, previous);
                break;
            default:
                Dense.BackwardData<double, Sigmoid>(delta, weights, default, _outputs[l], previous);
                break;
        }

        return previous;
    }

    /// <summary>σ with a·(1 − a) computed from z in a's place.</summary>
    private readonly struct SigmoidDerivedAtZ : IActivation<double>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.PreActivation;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => VectorMath.Sigmoid<double, TIsa, TVec>(z);

        public TVec Derivative<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<double, TVec>
            where TVec : struct => TIsa.Multiply(z, TIsa.Subtract(TIsa.Broadcast(1.0), z));
    }
}
