using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Data;

/// <summary>
/// The mini-batches of a dataset, epoch by epoch: <see cref="StartEpoch"/>, then <see cref="Next"/> until it is false. An epoch
/// has every sample once; its last batch is smaller where the batch size does not divide the samples. After construction
/// nothing is allocated. One thread at a time.
/// </summary>
/// <remarks>
/// The order of an epoch follows from the state of the random source when it starts, and from nothing before. Whoever saves
/// that state, and the number of batches done, can resume in the middle of an epoch.
/// <para><see cref="Dispose"/> may run beside a call, the dataset's too; what <see cref="Inputs"/> and <see cref="Targets"/> gave must not outlive it.</para>
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class MiniBatches<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset<T> _dataset;
    private readonly RandomSource _random;
    private readonly bool _shuffle;
    private readonly int[] _order;
    private readonly PooledTensor<T> _inputs;
    private readonly PooledTensor<T> _targets;
    private readonly T[] _weights;
    private bool _started;
    private int _rows;
    private UseCount _users;

    /// <summary>Prepares buffers for one batch. The first epoch has yet to be started.</summary>
    /// <param name="dataset">The samples; neither copied as a whole nor disposed.</param>
    /// <param name="batchSize">The samples of a batch; a size beyond the dataset's means all of it.</param>
    /// <param name="random">Decides the order; advanced by <see cref="StartEpoch"/> alone.</param>
    /// <param name="shuffle">False for the dataset's own order; the random source is then left alone.</param>
    /// <exception cref="ArgumentNullException">The dataset or the random source is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is zero or negative.</exception>
    /// <exception cref="ObjectDisposedException">The dataset has been disposed.</exception>
    public MiniBatches(Dataset<T> dataset, int batchSize, RandomSource random, bool shuffle = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentNullException.ThrowIfNull(random);
        using Use use = new(dataset);
        _dataset = dataset;
        _random = random;
        _shuffle = shuffle;
        _order = [.. Enumerable.Range(0, dataset.Count)];
        BatchSize = Math.Min(batchSize, dataset.Count);
        BatchCount = ((dataset.Count - 1) / BatchSize) + 1;
        BatchIndex = -1;
        _inputs = PooledTensor<T>.RentUninitialized(BatchSize, dataset.InputWidth);
        _targets = PooledTensor<T>.RentUninitialized(BatchSize, dataset.OutputWidth);
        _weights = new T[dataset.Weights.IsEmpty ? 0 : BatchSize];
    }

    /// <summary>The samples of a full batch.</summary>
    public int BatchSize { get; }

    /// <summary>The batches of an epoch.</summary>
    public int BatchCount { get; }

    /// <summary>
    /// The current batch of the epoch, counted from 0; −1 before the first, <see cref="BatchCount"/> after the last.
    /// </summary>
    public int BatchIndex { get; private set; }

    /// <summary>The inputs of the current batch: its samples × inputs. The next batch overwrites them.</summary>
    /// <exception cref="InvalidOperationException">There is no current batch.</exception>
    /// <exception cref="ObjectDisposedException">The batches have been disposed.</exception>
    public ReadOnlySpan2D<T> Inputs => Current(_inputs);

    /// <summary>The targets of the current batch: its samples × outputs. The next batch overwrites them.</summary>
    /// <exception cref="InvalidOperationException">There is no current batch.</exception>
    /// <exception cref="ObjectDisposedException">The batches have been disposed.</exception>
    public ReadOnlySpan2D<T> Targets => Current(_targets);

    /// <summary>What each sample of the current batch counts; empty if the dataset has no weights. The next batch overwrites them.</summary>
    /// <exception cref="InvalidOperationException">There is no current batch.</exception>
    /// <exception cref="ObjectDisposedException">The batches have been disposed.</exception>
    public ReadOnlySpan<T> Weights
    {
        get
        {
            int rows = Current(_targets).Height;
            return _weights.AsSpan(0, Math.Min(rows, _weights.Length));
        }
    }

    /// <summary>Starts an epoch: a new order, and no current batch yet.</summary>
    /// <exception cref="ObjectDisposedException">The batches have been disposed.</exception>
    public void StartEpoch()
    {
        ObjectDisposedException.ThrowIf(_users.IsClosed, this);
        if (_shuffle)
        {
            // Not from the last epoch's order: the new one would depend on every epoch before it.
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }

            _random.Shuffle(_order);
        }

        _started = true;
        _rows = 0;
        BatchIndex = -1;
    }

    /// <summary>Gathers the next batch of the epoch, if there is one.</summary>
    /// <returns>False after the last batch; there is no current batch then.</returns>
    /// <exception cref="InvalidOperationException">No epoch has been started.</exception>
    /// <exception cref="ObjectDisposedException">The batches or the dataset have been disposed.</exception>
    public bool Next()
    {
        using Use use = new(this);
        using Use datasetUse = new(_dataset);
        if (!_started)
        {
            throw new InvalidOperationException($"An epoch begins with {nameof(StartEpoch)}.");
        }

        if (BatchIndex + 1 >= BatchCount)
        {
            BatchIndex = BatchCount;
            _rows = 0;
            return false;
        }

        int first = (BatchIndex + 1) * BatchSize;
        int rows = Math.Min(BatchSize, _order.Length - first);
        _dataset.Gather(_order.AsSpan(first, rows), _inputs.AsSpan2D(), _targets.AsSpan2D());
        if (_weights.Length > 0)
        {
            _dataset.GatherWeights(_order.AsSpan(first, rows), _weights);
        }

        BatchIndex++;
        _rows = rows;
        return true;
    }

    /// <summary>Returns the buffers to the pool, after the call that is under way; the dataset stays. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        _inputs.Dispose();
        _targets.Dispose();
    }

    private Span2D<T> Current(PooledTensor<T> buffer)
    {
        ObjectDisposedException.ThrowIf(_users.IsClosed, this);
        return _rows > 0
            ? buffer.AsSpan2D()[.._rows, ..]
            : throw new InvalidOperationException($"There is no current batch: {nameof(Next)} has not been called or was false.");
    }
}
