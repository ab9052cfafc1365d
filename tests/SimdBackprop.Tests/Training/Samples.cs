using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Small seeded data sets.</summary>
internal static class Samples
{
    /// <summary>Points in [−1, 1]ⁿ with labels from a fixed rule that a linear network cannot learn, some of them flipped.</summary>
    internal static Dataset<float> Classification(int count, int inputs, int classes, ulong seed, double flipped = 0) =>
        Classification<float>(count, inputs, classes, seed, flipped);

    /// <summary>The same numbers, rounded to float, as another type.</summary>
    internal static Dataset<T> Classification<T>(int count, int inputs, int classes, ulong seed, double flipped = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomSource random = new(seed);
        T[,] x = new T[count, inputs];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double sum = 0;
            for (int j = 0; j < inputs; j++)
            {
                x[i, j] = T.CreateChecked((float)random.NextUniform(-1, 1));
                sum += float.CreateChecked(x[i, j]) * float.CreateChecked(x[i, (j + 1) % inputs]);
            }

            int label = (int)Math.Floor((sum + inputs) * 3) % classes;
            labels[i] = random.NextDouble() < flipped ? random.NextInt32(classes) : label;
        }

        return Dataset<T>.FromLabels(x, labels, classes);
    }

    /// <summary>y = (x₀·x₁, x₁ − x₂).</summary>
    internal static Dataset<float> Regression(int count, ulong seed)
    {
        RandomSource random = new(seed);
        float[,] x = new float[count, 3];
        float[,] y = new float[count, 2];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                x[i, j] = (float)random.NextUniform(-1, 1);
            }

            y[i, 0] = x[i, 0] * x[i, 1];
            y[i, 1] = x[i, 1] - x[i, 2];
        }

        return Dataset<float>.FromTargets(x, y);
    }

    /// <summary>The same set with one input replaced.</summary>
    internal static Dataset<float> Spoilt(Dataset<float> dataset, int row, float value)
    {
        float[,] x = dataset.Inputs.AsSpan2D().ToArray();
        x[row, 0] = value;
        return Dataset<float>.FromLabels(x, dataset.Labels, dataset.OutputWidth);
    }
}
