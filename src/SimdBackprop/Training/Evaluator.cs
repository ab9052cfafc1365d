using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>Cost and accuracy of a predictor over a set.</summary>
public static class Evaluator
{
    /// <summary>Samples predicted at a time.</summary>
    private const int ChunkRows = 256;

    /// <summary>
    /// The mean cost and, for classification, the share classified right: by the greatest output (the first of equals), or with one output by
    /// whether it is at least 0.5. Allocates nothing.
    /// </summary>
    /// <param name="network">The network, for its cost.</param>
    /// <param name="predictor">The parameters to evaluate.</param>
    /// <param name="dataset">The set.</param>
    /// <exception cref="ArgumentException">The widths of the set are not the network's.</exception>
    public static Evaluation Evaluate<T>(Network<T> network, Predictor<T> predictor, Dataset<T> dataset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(predictor);
        CheckWidths(network, dataset);
        ReadOnlySpan2D<T> inputs = dataset.Inputs.AsSpan2D();
        ReadOnlySpan2D<T> targets = dataset.Targets.AsSpan2D();
        using PooledScratch<T> scratch = new(ChunkRows * network.OutputWidth);
        Span<double> costs = stackalloc double[ChunkRows];
        double cost = 0;
        int right = 0;
        for (int row = 0; row < dataset.Count; row += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, dataset.Count - row);
            Span2D<T> output = scratch.Span.AsMatrix(rows, network.OutputWidth);
            predictor.Predict(inputs.Slice(row, 0, rows, network.InputWidth), output, logits: true);
            network.Cost.Evaluate(output, targets.Slice(row, 0, rows, network.OutputWidth), costs[..rows]);
            foreach (double sample in costs[..rows])
            {
                cost += sample;
            }

            if (dataset.IsClassification)
            {
                network.Cost.ToPrediction(output);
                right += CountRight<T>(output, dataset.Labels.Slice(row, rows));
            }
        }

        return new Evaluation(cost / dataset.Count, dataset.IsClassification ? (double)right / dataset.Count : null);
    }

    /// <exception cref="ArgumentException">The widths of the set are not the network's.</exception>
    internal static void CheckWidths<T>(Network<T> network, Dataset<T> dataset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.InputWidth != network.InputWidth || dataset.OutputWidth != network.OutputWidth)
        {
            throw new ArgumentException(
                $"The set has {dataset.InputWidth} inputs and {dataset.OutputWidth} outputs, the network {network.InputWidth} and {network.OutputWidth}.",
                nameof(dataset));
        }
    }

    private static int CountRight<T>(ReadOnlySpan2D<T> prediction, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<T> row = prediction.GetRowSpan(i);
            right += (row.Length == 1 ? AtLeastHalf(row[0]) : ArgMax(row)) == labels[i] ? 1 : 0;
        }

        return right;
    }

    private static int AtLeastHalf<T>(T probability)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementType.ToDouble(probability) >= 0.5 ? 1 : 0;

    private static int ArgMax<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = 0;
        for (int j = 1; j < row.Length; j++)
        {
            best = row[j] > row[best] ? j : best;
        }

        return best;
    }
}
