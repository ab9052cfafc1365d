using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Seeded inputs and targets.</summary>
internal static class Batches
{
    internal static double[,] Uniform(int rows, int columns, ulong seed, double low = -1, double high = 1)
    {
        RandomSource random = new(seed);
        double[,] values = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                values[i, j] = random.NextUniform(low, high);
            }
        }

        return values;
    }

    /// <summary>One class a row, in turn.</summary>
    internal static double[,] OneHot(int rows, int classes)
    {
        double[,] targets = new double[rows, classes];
        for (int i = 0; i < rows; i++)
        {
            targets[i, i % classes] = 1;
        }

        return targets;
    }

    internal static float[,] ToSingle(double[,] values)
    {
        float[,] rounded = new float[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < values.GetLength(1); j++)
            {
                rounded[i, j] = (float)values[i, j];
            }
        }

        return rounded;
    }

    internal static double[,] ToDouble(float[,] values)
    {
        double[,] exact = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < values.GetLength(1); j++)
            {
                exact[i, j] = values[i, j];
            }
        }

        return exact;
    }

    /// <summary>Gives every bias a value other than the zero it starts with.</summary>
    internal static void RandomizeBiases(Network<double> network, ulong seed)
    {
        RandomSource random = new(seed);
        foreach (DenseLayer<double> layer in network.Layers)
        {
            foreach (ref double bias in network.Bias(layer))
            {
                bias = random.NextUniform(-0.5, 0.5);
            }
        }
    }
}
