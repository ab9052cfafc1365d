using System.Numerics;

namespace SimdBackprop.Data;

/// <summary>The bytes of images and labels as numbers.</summary>
internal static class IdxConversion
{
    private const int ByteValues = byte.MaxValue + 1;

    /// <summary>One label for each of the images.</summary>
    /// <exception cref="InvalidDataException">The shapes are not those of images and labels, or hold no samples.</exception>
    internal static int[] ToLabels(IdxArray images, IdxArray labels)
    {
        if (images.Shape.Length < 2 || images.Data.IsEmpty)
        {
            throw new InvalidDataException(
                $"{images.Name}: expected images, such as 60000 x 28 x 28, found the shape {IdxArray.Describe(images.Shape)}.");
        }

        if (labels.Shape.Length != 1)
        {
            throw new InvalidDataException(
                $"{labels.Name}: expected labels, one dimension, found the shape {IdxArray.Describe(labels.Shape)}.");
        }

        if (labels.Shape[0] != images.Shape[0])
        {
            throw new InvalidDataException(
                $"{labels.Name} has {labels.Shape[0]} labels, but {images.Name} has {images.Shape[0]} images.");
        }

        int[] classes = new int[labels.Data.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = labels.Data[i];
        }

        return classes;
    }

    /// <summary>The images times a scale: one a row.</summary>
    internal static PooledTensor<T> ToInputs<T>(IdxArray images, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = images.Shape[0];
        PooledTensor<T> inputs = PooledTensor<T>.RentUninitialized(count, images.Data.Length / count);

        // A byte has few values: each is scaled and rounded once.
        Span<T> scaled = stackalloc T[ByteValues];
        for (int value = 0; value < ByteValues; value++)
        {
            scaled[value] = T.CreateChecked(value * scale);
        }

        Span<T> elements = inputs.Span;
        ReadOnlySpan<byte> bytes = images.Data;
        for (int i = 0; i < bytes.Length; i++)
        {
            elements[i] = scaled[bytes[i]];
        }

        return inputs;
    }
}
