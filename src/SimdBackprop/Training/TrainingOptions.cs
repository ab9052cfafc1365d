namespace SimdBackprop.Training;

/// <summary>How a <see cref="Trainer{T}"/> goes about it.</summary>
public sealed class TrainingOptions
{
    private readonly int _epochs = 10;
    private readonly int _batchSize = 32;
    private readonly int? _microBatchSize;
    private readonly double? _clipValue;
    private readonly double? _clipNorm;

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

    /// <summary>
    /// Samples that pass through the network together where a mini-batch is too large for that: their gradients add up to those of the mini-batch's mean cost, 1/m with all of its
    /// samples, and come with the same bits, unless the size is 1 or 2 and a part is a single sample. Null passes the mini-batch as a whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int? MicroBatchSize
    {
        get => _microBatchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MicroBatchSize));
            _microBatchSize = value;
        }
    }

    /// <summary>How gradients change parameters.</summary>
    public IOptimizer Optimizer { get; init; } = new Sgd(0.1);

    /// <summary>How the learning rate changes while training goes on.</summary>
    public ILearningRateSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>The greatest absolute value of a gradient, its penalty included; what is greater is cut to it. Null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public double? ClipValue
    {
        get => _clipValue;
        init => _clipValue = value is { } limit ? HyperParameter.Positive(limit, nameof(ClipValue)) : null;
    }

    /// <summary>
    /// The greatest Euclidean norm of all gradients together, penalties included and after <see cref="ClipValue"/>; if it is greater, all are scaled down to it. Null for no limit. Every
    /// gradient has to be written before the first parameter changes, which takes longer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public double? ClipNorm
    {
        get => _clipNorm;
        init => _clipNorm = value is { } limit ? HyperParameter.Positive(limit, nameof(ClipNorm)) : null;
    }

    /// <summary>When training ends before its last epoch; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Whether every step leaves its gradients in <see cref="Networks.Network{T}.Gradients"/> for inspection. The bits are the same; it takes longer, because otherwise a
    /// step uses each gradient where it arises and writes none, but for the last step of an epoch.
    /// </summary>
    public bool WritesGradients { get; init; }

    /// <summary>The seed of the shuffles.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the training set is shuffled before each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The tier, and the most threads to use.</summary>
    public KernelOptions? Kernels { get; init; }
}
