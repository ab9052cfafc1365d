using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>Cost and accuracy of a predictor over a set.</summary>
public static class Evaluator
{
    /// <summary>
    /// The mean cost and, for classification, the share classified right: by the greatest output (the first of equals), or with one output by
    /// whether it is at least 0.5. The cost is weighted as in training, (1/N)·Σ wᵢ·Jᵢ; in the accuracy every sample counts the same. Allocates nothing.
    /// </summary>
    /// <param name="predictor">The parameters to evaluate, and the cost.</param>
    /// <param name="dataset">The set.</param>
    /// <exception cref="ArgumentException">The widths of the set are not the network's.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or the set has been disposed.</exception>
    public static Evaluation Evaluate<T>(Predictor<T> predictor, Dataset<T> dataset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(dataset);
        CheckWidths(predictor.InputWidth, predictor.OutputWidth, dataset, nameof(dataset));
        using Use use = new(dataset);
        ReadOnlySpan2D<T> inputs = dataset.Inputs.AsSpan2D();
        ReadOnlySpan2D<T> targets = dataset.Targets.AsSpan2D();
        int chunkRows = predictor.ChunkRows;
        using PooledScratch<T> scratch = new(chunkRows * predictor.OutputWidth);
        using PooledScratch<double> costScratch = new(chunkRows);
        Span<double> costs = costScratch.Span;
        double cost = 0;
        int right = 0;
        for (int row = 0; row < dataset.Count; row += chunkRows)
        {
            int rows = Math.Min(chunkRows, dataset.Count - row);
            Span2D<T> output = scratch.Span.AsMatrix(rows, predictor.OutputWidth);
            predictor.Predict(inputs.Slice(row, 0, rows, predictor.InputWidth), output, logits: true);
            predictor.Cost.Evaluate(output, targets.Slice(row, 0, rows, predictor.OutputWidth), costs[..rows], predictor.Options);
            cost = SampleWeights.AddCosts(cost, costs[..rows], dataset.Weights.IsEmpty ? default : dataset.Weights.Slice(row, rows));

            if (dataset.IsClassification)
            {
                predictor.Cost.ToPrediction(output, predictor.Options);
                right += CountRight<T>(output, dataset.Labels.Slice(row, rows));
            }
        }

        return new Evaluation(cost / dataset.Count, dataset.IsClassification ? (double)right / dataset.Count : null);
    }

    /// <exception cref="ArgumentException">The widths of the set are not the network's.</exception>
    internal static void CheckWidths<T>(int inputs, int outputs, Dataset<T> dataset, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (dataset.InputWidth != inputs || dataset.OutputWidth != outputs)
        {
            throw new ArgumentException(
                $"The set has {dataset.InputWidth} inputs and {dataset.OutputWidth} outputs, the network {inputs} and {outputs}.",
                name);
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
