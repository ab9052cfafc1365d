using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Data;

/// <summary>
/// Samples in memory: one row of inputs and one row of targets each, and for classification the label that the targets encode.
/// A dataset has at least one sample and owns copies; Dispose returns their memory to the pool, after the last call of the library
/// that is reading them. Nothing in the library changes a dataset, so threads may share one.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Dataset<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _labels;
    private readonly T[] _weights;
    private UseCount _users;

    private Dataset(PooledTensor<T> inputs, PooledTensor<T> targets, int[] labels, T[]? weights = null)
    {
        Inputs = inputs;
        Targets = targets;
        _labels = labels;
        _weights = weights ?? [];
    }

    /// <summary>What the network is given: <see cref="Count"/> × <see cref="InputWidth"/>. Disposed with the dataset.</summary>
    public PooledTensor<T> Inputs { get; }

    /// <summary>What it should answer: <see cref="Count"/> × <see cref="OutputWidth"/>. Disposed with the dataset.</summary>
    public PooledTensor<T> Targets { get; }

    /// <summary>The class of each sample, counted from 0; empty for regression.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>What the cost of each sample counts in a mean over samples; empty where all count the same.</summary>
    public ReadOnlySpan<T> Weights => _weights;

    /// <summary>Whether the samples have labels.</summary>
    public bool IsClassification => _labels.Length > 0;

    /// <summary>The number of samples, at least 1.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>The number of inputs of a sample, at least 1.</summary>
    public int InputWidth => Inputs.Shape[1];

    /// <summary>The number of targets of a sample, at least 1.</summary>
    public int OutputWidth => Targets.Shape[1];

    /// <summary>Makes a dataset for classification from labels.</summary>
    /// <param name="inputs">N × inputs, one sample a row; copied.</param>
    /// <param name="labels">N labels from 0 to <paramref name="outputs"/> − 1, or 0 and 1 if there is one output.</param>
    /// <param name="outputs">
    /// The columns of the targets: one a class, 1 in the label's column and 0 elsewhere (one-hot); or a single one that is the
    /// label itself, for two classes.
    /// </param>
    /// <exception cref="ArgumentException">There are no inputs, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are no outputs, a label is out of range, or a matrix would exceed what one array can hold.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Dataset<T> FromLabels(ReadOnlySpan2D<T> inputs, ReadOnlySpan<int> labels, int outputs)
    {
        ThrowIfUnusable(inputs, nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        if (labels.Length != inputs.Height)
        {
            throw new ArgumentException($"There are {labels.Length} labels for inputs of {Describe(inputs)}.", nameof(labels));
        }

        ThrowIfTooLarge(labels.Length, outputs, nameof(outputs));
        int wrong = LabelEncoding.IndexOutOfRange(labels, outputs);
        if (wrong >= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(labels),
                labels[wrong],
                $"The label at index {wrong} is not from 0 to {LabelEncoding.ClassesOf(outputs) - 1}.");
        }

        return new Dataset<T>(CopyOf(inputs), LabelEncoding.Encode<T>(labels, outputs), labels.ToArray());
    }

    /// <summary>Makes a dataset for classification from targets that encode labels.</summary>
    /// <param name="inputs">N × inputs, one sample a row; copied.</param>
    /// <param name="targets">N × outputs, copied: a single 1 in each row, the rest 0; or one column of 0 and 1.</param>
    /// <exception cref="ArgumentException">
    /// There are no inputs or no targets, they differ in their rows, or a row of targets encodes no label.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A matrix would exceed what one array can hold.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Dataset<T> FromOneHot(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        ThrowIfUnusable(inputs, targets);
        int[] labels = new int[targets.Height];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = LabelEncoding.Decode(targets.GetRowSpan(i));
            if (labels[i] < 0)
            {
                throw new ArgumentException(
                    $"Row {i} of targets of {Describe(targets)} is not one-hot: a single 1, the rest 0.", nameof(targets));
            }
        }

        return new Dataset<T>(CopyOf(inputs), CopyOf(targets), labels);
    }

    /// <summary>Makes a dataset for regression: targets of any value, no labels.</summary>
    /// <param name="inputs">N × inputs, one sample a row; copied.</param>
    /// <param name="targets">N × outputs, one sample a row; copied.</param>
    /// <exception cref="ArgumentException">There are no inputs or no targets, or they differ in their rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A matrix would exceed what one array can hold.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Dataset<T> FromTargets(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        ThrowIfUnusable(inputs, targets);
        return new Dataset<T>(CopyOf(inputs), CopyOf(targets), []);
    }

    /// <summary>Makes a dataset for classification from the arrays of two IDX files.</summary>
    /// <param name="images">N × height × width, or any shape that starts with N: the rest are the inputs of a sample.</param>
    /// <param name="labels">N labels.</param>
    /// <param name="outputs">
    /// As for <see cref="FromLabels"/>; null for one column a class, up to the largest label (two at least).
    /// </param>
    /// <param name="scale">
    /// What each byte is multiplied by, in double, before it is rounded to <typeparamref name="T"/>; 1/255 takes the full range
    /// of a byte to [0, 1].
    /// </param>
    /// <exception cref="ArgumentNullException">The images or the labels are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are no outputs, the scale is not finite, or a matrix would exceed what one array can hold.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The arrays do not fit together or hold no samples, or a label is out of range; the message has their names.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Dataset<T> FromImages(IdxArray images, IdxArray labels, int? outputs = null, double scale = 1.0 / 255)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs ?? 1, nameof(outputs));
        if (!double.IsFinite(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be finite.");
        }

        int[] classes = IdxConversion.ToLabels(images, labels);
        int columns = outputs ?? LabelEncoding.OutputsFor(classes.Max());
        ThrowIfTooLarge(classes.Length, columns, nameof(outputs));
        int wrong = LabelEncoding.IndexOutOfRange(classes, columns);
        if (wrong >= 0)
        {
            throw new InvalidDataException(
                $"{labels.Name}: the label {classes[wrong]} at index {wrong} "
                + $"is not from 0 to {LabelEncoding.ClassesOf(columns) - 1}.");
        }

        return new Dataset<T>(IdxConversion.ToInputs<T>(images, scale), LabelEncoding.Encode<T>(classes, columns), classes);
    }

    /// <summary>Copies the samples into a dataset in which their costs count differently: training lowers (1/N)·Σ wᵢ·Jᵢ, in which the denominator is the number of samples and not the sum of the weights.</summary>
    /// <param name="weights">One for each sample, finite and not negative; weights of mean 1 leave the size of the steps as it is.</param>
    /// <returns>The dataset; the caller disposes it. This one stays as it is; weights that it has are replaced, not multiplied.</returns>
    /// <exception cref="ArgumentException">Not one weight for each sample; one is negative, infinite or NaN; or all are 0.</exception>
    /// <exception cref="ObjectDisposedException">The dataset has been disposed.</exception>
    public Dataset<T> WithWeights(ReadOnlySpan<T> weights)
    {
        using Use use = new(this);
        SampleWeights.CheckEach(weights, Count);
        if (!weights.ContainsAnyExcept(T.Zero))
        {
            throw new ArgumentException("All weights are 0; there is nothing to learn.", nameof(weights));
        }

        return new Dataset<T>(CopyOf(Inputs.AsSpan2D()), CopyOf(Targets.AsSpan2D()), _labels, weights.ToArray());
    }

    /// <summary>Copies the samples, with their weights if they have any, into two datasets, in an order that the seed decides.</summary>
    /// <param name="testShare">The share of the test; times <see cref="Count"/>, rounded to the nearest, halves up.</param>
    /// <param name="seed">
    /// Seeds the <see cref="RandomSource"/> that shuffles the samples; the first ones then are the test's.
    /// </param>
    /// <returns>Two datasets that together have each sample once. The caller disposes both; this one stays as it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One side would get no sample.</exception>
    /// <exception cref="ObjectDisposedException">The dataset has been disposed.</exception>
    public (Dataset<T> Training, Dataset<T> Test) Split(double testShare, ulong seed)
    {
        double testCount = Math.Round(testShare * Count, MidpointRounding.AwayFromZero);
        if (!(testCount >= 1 && testCount < Count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(testShare), testShare, $"Of {Count} samples, {testCount} would be for the test; each side needs one.");
        }

        using Use use = new(this);
        int[] order = [.. Enumerable.Range(0, Count)];
        new RandomSource(seed).Shuffle(order);
        return (Select(order.AsSpan((int)testCount)), Select(order.AsSpan(0, (int)testCount)));
    }

    /// <summary>Returns the memory to the pool, after the last call that is under way. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    ref UseCount IUsable.Users => ref _users;

    void IUsable.Free()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }

    /// <summary>Copies the weights of the samples with the given indices.</summary>
    internal void GatherWeights(ReadOnlySpan<int> indices, Span<T> weights)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            weights[i] = _weights[indices[i]];
        }
    }

    /// <summary>Copies the samples with the given indices, in their order, to the first rows of two matrices.</summary>
    internal void Gather(ReadOnlySpan<int> indices, Span2D<T> inputs, Span2D<T> targets)
    {
        Span2D<T> allInputs = Inputs.AsSpan2D();
        Span2D<T> allTargets = Targets.AsSpan2D();
        for (int i = 0; i < indices.Length; i++)
        {
            allInputs.GetRowSpan(indices[i]).CopyTo(inputs.GetRowSpan(i));
            allTargets.GetRowSpan(indices[i]).CopyTo(targets.GetRowSpan(i));
        }
    }

    private Dataset<T> Select(ReadOnlySpan<int> indices)
    {
        PooledTensor<T> inputs = PooledTensor<T>.RentUninitialized(indices.Length, InputWidth);
        PooledTensor<T> targets = PooledTensor<T>.RentUninitialized(indices.Length, OutputWidth);
        Gather(indices, inputs.AsSpan2D(), targets.AsSpan2D());
        return new Dataset<T>(inputs, targets, Select(_labels, indices), Select(_weights, indices));
    }

    private static TItem[] Select<TItem>(TItem[] all, ReadOnlySpan<int> indices)
    {
        TItem[] selected = new TItem[all.Length == 0 ? 0 : indices.Length];
        for (int i = 0; i < selected.Length; i++)
        {
            selected[i] = all[indices[i]];
        }

        return selected;
    }

    private static PooledTensor<T> CopyOf(ReadOnlySpan2D<T> matrix)
    {
        PooledTensor<T> copy = PooledTensor<T>.RentUninitialized(matrix.Height, matrix.Width);
        matrix.CopyTo(copy.AsSpan2D());
        return copy;
    }

    private static void ThrowIfUnusable(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        ThrowIfUnusable(inputs, nameof(inputs));
        ThrowIfUnusable(targets, nameof(targets));
        if (inputs.Height != targets.Height)
        {
            throw new ArgumentException(
                $"Inputs of {Describe(inputs)} and targets of {Describe(targets)} differ in their rows.", nameof(targets));
        }
    }

    private static void ThrowIfUnusable(ReadOnlySpan2D<T> matrix, string parameter)
    {
        if (matrix.IsEmpty)
        {
            throw new ArgumentException($"A dataset has at least one sample; {parameter} is {Describe(matrix)}.", parameter);
        }

        ThrowIfTooLarge(matrix.Height, matrix.Width, parameter);
    }

    private static void ThrowIfTooLarge(int rows, int columns, string parameter)
    {
        if (Math.BigMul(rows, columns) > AlignedPool<T>.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                parameter, $"A matrix of {rows} x {columns} exceeds the limit of {AlignedPool<T>.MaxLength} elements.");
        }
    }

    private static string Describe(ReadOnlySpan2D<T> matrix) => $"{matrix.Height} x {matrix.Width}";
}
