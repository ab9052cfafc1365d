namespace SimdBackprop.Training;

/// <summary>What is measured after an epoch. Costs are means over their set, (1/N)·Σ wᵢ·Jᵢ with the set's own weights if it has any, without the penalty; in accuracies every sample counts the same.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>J over the training set, with the parameters as the epoch left them.</summary>
    public required double TrainingCost { get; init; }

    /// <summary>The share of the training set that is classified right; null for regression.</summary>
    public required double? TrainingAccuracy { get; init; }

    /// <summary>J over the validation set; null without early stopping. The parameters of the epoch where it is least, the first of equals, are kept.</summary>
    public double? ValidationCost { get; init; }

    /// <summary>The share of the validation set that is classified right; null for regression or without early stopping.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>J over the held-out set; null without one. Far above <see cref="TrainingCost"/>, it is the sign of over-fitting.</summary>
    public required double? TestCost { get; init; }

    /// <summary>The share of the held-out set that is classified right; null for regression or without one.</summary>
    public required double? TestAccuracy { get; init; }

    /// <summary>λ Σ W².</summary>
    public required double Penalty { get; init; }

    /// <summary>
    /// The Euclidean norm of every layer's gradient (weights, biases and penalty, before any clipping) for the last mini-batch, the first hidden layer
    /// first: norms that fall towards the first layer show vanishing gradients.
    /// </summary>
    public required IReadOnlyList<double> GradientNorms { get; init; }

    /// <summary>The samples that the epoch learnt from.</summary>
    public required int Samples { get; init; }

    /// <summary>Time spent in training steps, without the measuring of these metrics.</summary>
    public required TimeSpan TrainingTime { get; init; }

    /// <summary>Training samples a second of <see cref="TrainingTime"/>.</summary>
    public required double SamplesPerSecond { get; init; }
}

/// <summary>Where a training is, after a mini-batch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The mini-batch, from 1.</param>
/// <param name="BatchCount">Mini-batches in an epoch.</param>
/// <param name="Cost">J of this mini-batch before its step, without the penalty.</param>
public readonly record struct BatchProgress(int Epoch, int Batch, int BatchCount, double Cost);

/// <summary>Cost and accuracy over a set.</summary>
/// <param name="Cost">(1/N)·Σ wᵢ·Jᵢ; the mean of Jᵢ where samples have no weights.</param>
/// <param name="Accuracy">The share classified right, whatever the weights; null for regression.</param>
public readonly record struct Evaluation(double Cost, double? Accuracy);
