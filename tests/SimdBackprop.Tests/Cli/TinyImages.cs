namespace SimdBackprop.Tests;

/// <summary>A directory of 2 × 2 images in MNIST's files: the label says which of the four pixels is bright.</summary>
internal static class TinyImages
{
    internal const int TrainingCount = 64;
    internal const int TestCount = 16;
    private const int Pixels = 4;

    internal static void Write(TemporaryDirectory directory, string extension)
    {
        Write(directory, "train", TrainingCount, extension);
        Write(directory, "t10k", TestCount, extension);
    }

    private static void Write(TemporaryDirectory directory, string name, int count, string extension)
    {
        byte[] images = new byte[count * Pixels];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % Pixels);
            images[(i * Pixels) + labels[i]] = (byte)(255 - i);
        }

        directory.Write($"{name}-images-idx3-ubyte{extension}", Packed(IdxBytes.File([count, 2, 2], images), extension));
        directory.Write($"{name}-labels-idx1-ubyte{extension}", Packed(IdxBytes.File([count], labels), extension));
    }

    private static byte[] Packed(byte[] content, string extension) => extension.Length > 0 ? IdxBytes.Gzip(content) : content;
}
