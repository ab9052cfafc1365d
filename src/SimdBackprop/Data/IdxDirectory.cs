using System.Numerics;

namespace SimdBackprop.Data;

/// <summary>
/// Reads a directory that holds a dataset under the file names of MNIST, as its relatives do: train-images-idx3-ubyte,
/// train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte. The spelling train-images.idx3-ubyte is
/// accepted too, and each file may be plain or end in .gz; of several, the first in this order is read.
/// </summary>
public static class IdxDirectory
{
    /// <summary>Reads the four files.</summary>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="directory">The directory's path.</param>
    /// <param name="outputs">
    /// The columns of the targets, as for <see cref="Dataset{T}.FromLabels"/>; null for one a class, up to the largest label in
    /// either file (two at least).
    /// </param>
    /// <param name="scale">What each byte is multiplied by; see <see cref="Dataset{T}.FromImages"/>.</param>
    /// <returns>The training samples (train) and the test samples (t10k), of equal widths. The caller disposes both.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Dataset{T}.FromImages"/>.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="FileNotFoundException">Files are missing; the message has the names looked for.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the files do not fit together.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static (Dataset<T> Training, Dataset<T> Test) Load<T>(string directory, int? outputs = null, double scale = 1.0 / 255)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no directory {directory}.");
        }

        string[][] wanted =
        [
            Spellings("train-images", "idx3-ubyte"),
            Spellings("train-labels", "idx1-ubyte"),
            Spellings("t10k-images", "idx3-ubyte"),
            Spellings("t10k-labels", "idx1-ubyte"),
        ];
        List<string> paths = Find(directory, wanted);
        IdxArray trainingImages = IdxFile.Read(paths[0]);
        IdxArray trainingLabels = IdxFile.Read(paths[1]);
        IdxArray testImages = IdxFile.Read(paths[2]);
        IdxArray testLabels = IdxFile.Read(paths[3]);
        ThrowIfImagesDiffer(trainingImages, testImages);

        // Both sides get the same columns, also if the largest label occurs on one side only.
        int columns = outputs ?? LabelEncoding.OutputsFor(Math.Max(Largest(trainingLabels), Largest(testLabels)));
        Dataset<T> training = Dataset<T>.FromImages(trainingImages, trainingLabels, columns, scale);
        try
        {
            return (training, Dataset<T>.FromImages(testImages, testLabels, columns, scale));
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    private static string[] Spellings(string subject, string format) =>
        [$"{subject}-{format}", $"{subject}.{format}", $"{subject}-{format}.gz", $"{subject}.{format}.gz"];

    private static List<string> Find(string directory, string[][] wanted)
    {
        List<string> found = [];
        List<string> missing = [];
        foreach (string[] names in wanted)
        {
            if (Array.Find(names, name => File.Exists(Path.Combine(directory, name))) is { } present)
            {
                found.Add(Path.Combine(directory, present));
            }
            else
            {
                missing.Add(names[0]);
            }
        }

        return missing.Count == 0
            ? found
            : throw new FileNotFoundException($"The directory {directory} lacks {string.Join(", ", missing)}; plain or .gz, and with - or . before idx.");
    }

    private static int Largest(IdxArray labels)
    {
        int largest = 0;
        foreach (byte label in labels.Data)
        {
            largest = Math.Max(largest, label);
        }

        return largest;
    }

    private static void ThrowIfImagesDiffer(IdxArray training, IdxArray test)
    {
        // A file that holds no images at all is refused by name where it is converted.
        bool areImages = training.Shape.Length > 1 && test.Shape.Length > 1;
        if (areImages && !training.Shape[1..].SequenceEqual(test.Shape[1..]))
        {
            throw new InvalidDataException(
                $"{test.Name} has images of {IdxArray.Describe(test.Shape[1..])}, "
                + $"but {training.Name} of {IdxArray.Describe(training.Shape[1..])}.");
        }
    }
}
