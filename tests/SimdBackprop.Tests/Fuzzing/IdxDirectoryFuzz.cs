using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// Directories of four IDX files, of which some are spoilt, missing, or right but of another shape or with other labels. What must come of them, and which file
/// the message must name, is known from a second and naive reading.
/// </summary>
internal sealed class IdxDirectoryFuzz : FuzzedReader
{
    private const string Missing = "lacks", OtherImages = "has images of", NoImages = "expected images", NoLabels = "expected labels, one dimension";
    private const string OtherCount = "labels, but", OtherLabel = "is not from 0 to", Right = "right";
    private const string Gone = "a file missing", OtherShape = "another shape", OtherLabels = "other labels", Compressed = "compressed";

    /// <summary>What loading allocates at most: no file here has more than a kilobyte, so each reader's first chunk and gzip stream, and the messages.</summary>
    private const long MostAllocated = 600_000;

    private static readonly string[] Names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly byte[][] Files =
        [IdxBytes.Counting(6, 2, 3), IdxBytes.File([6], [0, 1, 2, 3, 2, 1]), IdxBytes.Counting(4, 2, 3), IdxBytes.File([4], [3, 0, 0, 1])];

    private static readonly FileMutation[] OfFile = [.. ByteMutations.All, .. IdxMutations.OfContent];

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, byte[]?> _written = [];

    internal override IEnumerable<string> Mutations => [.. OfFile.Select(static mutation => mutation.Name), Gone, OtherShape, OtherLabels, Compressed];

    internal override IEnumerable<string> Verdicts =>
        [.. IdxVerdict.Complaints, Missing, OtherImages, NoImages, NoLabels, OtherCount, OtherLabel, Right];

    public override void Dispose() => _directory.Dispose();

    internal override FuzzedInput Try(RandomSource random)
    {
        List<string> made = [];
        byte[]?[] files = [.. Files];
        for (int changes = random.NextInt32(3); changes >= 0; changes--)
        {
            int at = random.NextInt32(files.Length);
            (string name, files[at]) = Changed(random, files[at] ?? Files[at], isLabels: at % 2 == 1);
            made.Add(name);
        }

        // The mutations that make a file gzip are those of the other reader.
        files = [.. files.Select(static (file, at) => file is [0x1F, 0x8B, ..] ? Files[at] : file)];
        int? outputs = Choose<int?>(random, null, null, 1, 4, 7);
        for (int i = 0; i < files.Length; i++)
        {
            bool compresses = random.NextInt32(4) == 0;
            made.AddRange(compresses ? [Compressed] : []);
            Write(Names[i], files[i], compresses);
        }

        return new FuzzedInput([.. made], Load(files, outputs));
    }

    private static (string Name, byte[]? File) Changed(RandomSource random, byte[] file, bool isLabels)
    {
        switch (random.NextInt32(8))
        {
            case 0:
                return (Gone, null);
            case 1:
                int[] shape = Choose<int[]>(random, [4], [6], [4, 2, 3], [6, 2, 3], [6, 3, 2], [6, 6], [4, 1, 2, 3], [0], [0, 2, 3], [6, 0], [5]);
                return (OtherShape, IdxBytes.Counting(shape));
            case 2:
                byte[] labels = new byte[isLabels ? 6 - (2 * random.NextInt32(2)) : 6];
                labels[random.NextInt32(labels.Length)] = Choose<byte>(random, 1, 3, 4, 6, 7, 255);
                return (OtherLabels, IdxBytes.File([labels.Length], labels));
            case 3 or 4:
                return ("nothing", file);
            default:
                FileMutation mutation = Choose<FileMutation>(random, OfFile);
                return (mutation.Name, mutation.Of(file, Choose<byte[]>(random, Files), random));
        }
    }

    private void Write(string name, byte[]? file, bool compresses)
    {
        // Nothing compressed is nothing, and a compressed file ends in .gz here. Most files stay as they are, which saves most of the time.
        byte[]? bytes = compresses && file is not null ? IdxBytes.Gzip(file) : file;
        (string present, string absent) = compresses ? (name + ".gz", name) : (name, name + ".gz");
        foreach ((string path, byte[]? content) in (ReadOnlySpan<(string, byte[]?)>)[(present, bytes), (absent, null)])
        {
            byte[]? before = _written.GetValueOrDefault(path);
            if ((content is null) == (before is null) && content.AsSpan().SequenceEqual(before))
            {
                continue;
            }

            // Not written over: some file systems wait for the disk when a file is cut to nothing and written anew.
            File.Delete(Path.Combine(_directory.Path, path));
            _written[path] = content;
            if (content is not null)
            {
                _directory.Write(path, content);
            }
        }
    }

    private string Load(byte[]?[] files, int? outputs)
    {
        (string expected, string[] named) = VerdictOf(files, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        (string verdict, string message) = (Right, "");
        try
        {
            (Dataset<float> training, Dataset<float> test) = IdxDirectory.Load<float>(_directory.Path, outputs);
            using (training)
            using (test)
            {
                Assert.Equal(Right, expected);
                AssertSame(files[0]!, files[1]!, training);
                AssertSame(files[2]!, files[3]!, test);
            }
        }
        catch (Exception refused) when (refused is InvalidDataException or FileNotFoundException)
        {
            (verdict, message) = (expected, refused.Message);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Equal(expected == Missing, refused is FileNotFoundException);
            Assert.All(named, name => Assert.Contains(name, message, StringComparison.Ordinal));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        return verdict;
    }

    /// <summary>What must come of the four files, and the names that the message must have.</summary>
    private static (string Verdict, string[] Named) VerdictOf(byte[]?[] files, int? outputs)
    {
        string[] missing = [.. Names.Where((_, i) => files[i] is null)];
        if (missing.Length > 0)
        {
            return (Missing, missing);
        }

        for (int i = 0; i < files.Length; i++)
        {
            IdxVerdict verdict = IdxVerdict.Of(files[i]!);
            if (verdict.Complaint is { } complaint)
            {
                return (complaint, [Names[i], $": at byte {verdict.Offset}"]);
            }
        }

        (int[] Shape, byte[] Data)[] arrays = [.. files.Select(static file => Parsed(file!))];
        (int[] training, int[] test) = (arrays[0].Shape, arrays[2].Shape);
        if (training.Length > 1 && test.Length > 1 && !training.AsSpan(1).SequenceEqual(test.AsSpan(1)))
        {
            return (OtherImages, [Names[0], Names[2]]);
        }

        int classes = outputs == 1 ? 2 : outputs ?? Math.Max(2, 1 + arrays[1].Data.Concat(arrays[3].Data).Append((byte)0).Max());
        for (int i = 0; i < 4; i += 2)
        {
            (int[] shape, byte[] data) = arrays[i];
            (int[] labelShape, byte[] labels) = arrays[i + 1];
            if (shape.Length < 2 || data.Length == 0)
            {
                return (NoImages, [Names[i]]);
            }

            if (labelShape.Length != 1)
            {
                return (NoLabels, [Names[i + 1]]);
            }

            if (labels.Length != shape[0])
            {
                return (OtherCount, [Names[i], Names[i + 1]]);
            }

            if (labels.Any(label => label >= classes))
            {
                return (OtherLabel, [Names[i + 1]]);
            }
        }

        return (Right, []);
    }

    private static void AssertSame(byte[] images, byte[] labels, Dataset<float> data)
    {
        Assert.Equal(Parsed(images).Data.Select(static pixel => (float)(pixel / 255.0)), data.Inputs.Span.ToArray().Select(static x => x), Near);
        Assert.Equal(Parsed(labels).Data.Select(static label => (int)label), data.Labels.ToArray());
    }

    // A product with 1/255 and a quotient by 255 may round to neighbours.
    private static bool Near(float expected, float actual) => Math.Abs(expected - actual) <= 1e-7;

    private static (int[] Shape, byte[] Data) Parsed(byte[] file)
    {
        int[] shape = [.. Enumerable.Range(0, file[3]).Select(i => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4 + (4 * i))))];
        return (shape, file[(4 + (4 * shape.Length))..]);
    }
}
