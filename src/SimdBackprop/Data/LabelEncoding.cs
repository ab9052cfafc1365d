using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Data;

/// <summary>
/// Class labels as rows of targets: one column a class, 1 in the label's column and 0 elsewhere (one-hot), or a single column
/// that is the label itself, 0 or 1.
/// </summary>
internal static class LabelEncoding
{
    /// <summary>How many classes so many columns can tell apart.</summary>
    internal static int ClassesOf(int outputs) => outputs == 1 ? 2 : outputs;

    /// <summary>
    /// The one-hot columns that labels up to <paramref name="largest"/> need; two at least, because a single column is the other
    /// encoding.
    /// </summary>
    internal static int OutputsFor(int largest) => Math.Max(largest, 1) + 1;

    /// <summary>The index of the first label that the columns cannot express, or −1.</summary>
    internal static int IndexOutOfRange(ReadOnlySpan<int> labels, int outputs) =>
        labels.IndexOfAnyExceptInRange(0, ClassesOf(outputs) - 1);

    /// <summary>The targets of valid labels: labels × outputs.</summary>
    internal static PooledTensor<T> Encode<T>(ReadOnlySpan<int> labels, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PooledTensor<T> targets = PooledTensor<T>.Rent(labels.Length, outputs);
        Span2D<T> rows = targets.AsSpan2D();
        for (int i = 0; i < labels.Length; i++)
        {
            if (outputs == 1)
            {
                rows[i, 0] = T.CreateChecked(labels[i]);
            }
            else
            {
                rows[i, labels[i]] = T.One;
            }
        }

        return targets;
    }

    /// <summary>The label that a row of targets encodes, or −1 if it encodes none.</summary>
    internal static int Decode<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int label = row.IndexOf(T.One);
        bool valid = !row[..Math.Max(label, 0)].ContainsAnyExcept(T.Zero) && !row[(label + 1)..].ContainsAnyExcept(T.Zero);
        return !valid ? -1 : row.Length > 1 ? label : label + 1;
    }
}
