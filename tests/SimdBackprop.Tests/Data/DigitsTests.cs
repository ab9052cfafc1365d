using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class DigitsTests
{
    [Fact]
    public void The_digits_that_come_with_the_tool_are_complete()
    {
        IdxArray images = IdxFile.Read(Resource("digits-images-idx3-ubyte.gz"));
        IdxArray labels = IdxFile.Read(Resource("digits-labels-idx1-ubyte.gz"));
        using Dataset<float> digits = Dataset<float>.FromImages(images, labels, scale: 1.0 / 16);

        Assert.Equal((1797, 64, 10), (digits.Count, digits.InputWidth, digits.OutputWidth));
        Assert.Equal([1797, 8, 8], images.Shape);
        int[] labelsOfImages = digits.Labels.ToArray();
        int[] counts = [.. Enumerable.Range(0, 10).Select(digit => labelsOfImages.Count(label => label == digit))];
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], counts);
        Assert.Equal(0, digits.Inputs.Span.ToArray().Min());
        Assert.Equal(1, digits.Inputs.Span.ToArray().Max());

        // The first image's first two rows as the source prints them, and the sum of all its pixels.
        Assert.Equal<byte>([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0], images.Data[..16].ToArray());
        Assert.Equal(561_718, images.Data.ToArray().Sum(pixel => pixel));
    }

    private static string Resource(string name) => Path.Combine(Repository.Root, "src", "SimdBackprop.Cli", "Resources", name);
}
