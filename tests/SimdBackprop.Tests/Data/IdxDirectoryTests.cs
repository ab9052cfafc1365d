using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class IdxDirectoryTests
{
    private static readonly byte[] TrainingImages = IdxBytes.File([3, 1, 2], [0, 51, 102, 153, 204, 255]);
    private static readonly byte[] TrainingLabels = IdxBytes.File([3], [1, 0, 1]);
    private static readonly byte[] TestImages = IdxBytes.File([2, 1, 2], [255, 0, 0, 255]);
    private static readonly byte[] TestLabels = IdxBytes.File([2], [0, 3]);

    [Theory]
    [InlineData("-", "")]
    [InlineData(".", "")]
    [InlineData("-", ".gz")]
    [InlineData(".", ".gz")]
    public void The_four_files_are_found_under_each_spelling(string separator, string extension)
    {
        using TemporaryDirectory directory = new();
        Write(directory, separator, extension);
        AssertLoads(directory);
    }

    [Fact]
    public void Of_a_plain_and_a_compressed_file_the_plain_one_is_read()
    {
        using TemporaryDirectory directory = new();
        Write(directory, "-", "");
        directory.Write("train-labels-idx1-ubyte.gz", [1, 2, 3]);
        directory.Write("train-images.idx3-ubyte", [1, 2, 3]);
        AssertLoads(directory);
    }

    [Fact]
    public void Both_sides_get_the_outputs_that_either_needs_or_that_are_given()
    {
        using TemporaryDirectory directory = new();
        Write(directory, "-", "");
        (Dataset<double> training, Dataset<double> test) = IdxDirectory.Load<double>(directory.Path, outputs: 7, scale: 1.0 / 51);
        using (training)
        using (test)
        {
            Assert.Equal((7, 7), (training.OutputWidth, test.OutputWidth));
            Assert.Equal([0, 1, 2, 3, 4, 5], training.Inputs.Span.ToArray().Select(value => Math.Round(value, 12)));
        }
    }

    [Fact]
    public void All_missing_files_are_named_at_once()
    {
        using TemporaryDirectory directory = new();
        directory.Write("train-images-idx3-ubyte", TrainingImages);
        directory.Write("t10k-labels.idx1-ubyte.gz", IdxBytes.Gzip(TestLabels));
        Assert.Equal(
            $"The directory {directory.Path} lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte; plain or .gz, and with - or . before idx.",
            Assert.Throws<FileNotFoundException>(() => IdxDirectory.Load<float>(directory.Path)).Message);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named()
    {
        using TemporaryDirectory directory = new();
        string missing = Path.Combine(directory.Path, "missing");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => IdxDirectory.Load<float>(missing)).Message);
        Assert.Equal("directory", Assert.Throws<ArgumentNullException>(() => IdxDirectory.Load<float>(null!)).ParamName);
        Assert.Equal("directory", Assert.Throws<ArgumentException>(() => IdxDirectory.Load<float>("")).ParamName);
    }

    [Fact]
    public void Files_that_do_not_fit_together_are_named()
    {
        using TemporaryDirectory directory = new();
        Write(directory, "-", "");
        directory.Write("t10k-images-idx3-ubyte", IdxBytes.Counting(2, 2, 2));
        string message = Assert.Throws<InvalidDataException>(() => IdxDirectory.Load<float>(directory.Path)).Message;
        Assert.Contains("t10k-images-idx3-ubyte has images of 2 x 2, but", message);
        Assert.Contains("train-images-idx3-ubyte of 1 x 2", message);

        directory.Write("t10k-images-idx3-ubyte", IdxBytes.Counting(5, 1, 2));
        message = Assert.Throws<InvalidDataException>(() => IdxDirectory.Load<float>(directory.Path)).Message;
        Assert.Contains("t10k-labels-idx1-ubyte has 2 labels, but", message);
        Assert.Contains("t10k-images-idx3-ubyte has 5 images", message);
    }

    private static void Write(TemporaryDirectory directory, string separator, string extension)
    {
        directory.Write($"train-images{separator}idx3-ubyte{extension}", Encoded(TrainingImages));
        directory.Write($"train-labels{separator}idx1-ubyte{extension}", Encoded(TrainingLabels));
        directory.Write($"t10k-images{separator}idx3-ubyte{extension}", Encoded(TestImages));
        directory.Write($"t10k-labels{separator}idx1-ubyte{extension}", Encoded(TestLabels));

        byte[] Encoded(byte[] file) => extension.Length > 0 ? IdxBytes.Gzip(file) : file;
    }

    private static void AssertLoads(TemporaryDirectory directory)
    {
        (Dataset<float> training, Dataset<float> test) = IdxDirectory.Load<float>(directory.Path);
        using (training)
        using (test)
        {
            Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], training.Inputs.Span);
            Assert.Equal([0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0], training.Targets.Span);
            Assert.Equal([1, 0, 1], training.Labels);
            Assert.Equal([1, 0, 0, 1], test.Inputs.Span);
            Assert.Equal([1, 0, 0, 0, 0, 0, 0, 1], test.Targets.Span);
            Assert.Equal([0, 3], test.Labels);
        }
    }
}
