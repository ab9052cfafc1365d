namespace SimdBackprop.Training;

/// <summary>How a <see cref="Trainer{T}"/> goes about it.</summary>
public sealed class TrainingOptions
{
    private readonly int _epochs = 10;
    private readonly int _batchSize = 32;

    /// <summary>Passes over the training set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Epochs
    {
        get => _epochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Epochs));
            _epochs = value;
        }
    }

    /// <summary>
    /// Samples in a mini-batch: 1 is stochastic gradient descent, the size of the training set or more is batch gradient descent. The
    /// last batch of an epoch may be smaller; its mean is over the samples it has.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            _batchSize = value;
        }
    }

    /// <summary>How gradients change parameters.</summary>
    public IOptimizer Optimizer { get; init; } = new Sgd(0.1);

    /// <summary>The seed of the shuffles.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the training set is shuffled before each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The tier, and the most threads to use.</summary>
    public KernelOptions? Kernels { get; init; }
}
