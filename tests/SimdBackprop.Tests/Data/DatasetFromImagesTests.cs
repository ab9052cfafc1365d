using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class DatasetFromImagesTests
{
    private static readonly IdxArray Images = new("images", [3, 1, 2], [0, 255, 51, 102, 1, 254]);

    [Fact]
    public void Bytes_are_scaled_in_double_and_rounded_once()
    {
        using Dataset<float> data = Dataset<float>.FromImages(Images, Labels(0, 2, 1));
        Assert.Equal([0, 1, 0.2f, 0.4f, 1 / 255f, (float)(254 * (1.0 / 255))], data.Inputs.Span);
        using Dataset<double> sixteenths = Dataset<double>.FromImages(Images, Labels(0, 2, 1), scale: 1.0 / 16);
        Assert.Equal([0, 255 / 16.0, 51 / 16.0, 102 / 16.0, 1 / 16.0, 254 / 16.0], sixteenths.Inputs.Span);
    }

    [Fact]
    public void The_largest_label_decides_the_outputs_unless_they_are_given()
    {
        AssertTargets([1, 0, 0, 0, 0, 1, 0, 1, 0], Labels(0, 2, 1), null);
        AssertTargets([1, 0, 0, 1, 1, 0], Labels(0, 1, 0), null);
        AssertTargets([1, 0, 1, 0, 1, 0], Labels(0, 0, 0), null);
        AssertTargets([0, 1, 0], Labels(0, 1, 0), 1);
        AssertTargets([1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0], Labels(0, 1, 0), 4);
    }

    [Fact]
    public void Arrays_that_are_not_images_and_their_labels_are_refused_with_their_names()
    {
        AssertRefused("images: expected images", new IdxArray("images", [3], new byte[3]), Labels(0, 0, 0));
        AssertRefused("found the shape 0 x 2 x 2", new IdxArray("images", [0, 2, 2], []), Labels());
        AssertRefused("found the shape 3 x 0", new IdxArray("images", [3, 0], []), Labels(0, 0, 0));
        AssertRefused("labels: expected labels, one dimension, found the shape 3 x 1", Images, new("labels", [3, 1], new byte[3]));
        AssertRefused("labels has 2 labels, but images has 3 images", Images, Labels(0, 1));
        AssertRefused("labels: the label 7 at index 1 is not from 0 to 2", Images, Labels(0, 7, 1), 3);
        AssertRefused("labels: the label 2 at index 2 is not from 0 to 1", Images, Labels(0, 1, 2), 1);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Equal("images", Assert.Throws<ArgumentNullException>(() => Dataset<float>.FromImages(null!, Labels())).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentNullException>(() => Dataset<float>.FromImages(Images, null!)).ParamName);
        foreach (int outputs in new[] { 0, -1, int.MaxValue })
        {
            Assert.Equal("outputs", Assert.Throws<ArgumentOutOfRangeException>(
                () => Dataset<float>.FromImages(Images, Labels(0, 0, 0), outputs)).ParamName);
        }

        foreach (double scale in new[] { double.NaN, double.PositiveInfinity })
        {
            Assert.Equal("scale", Assert.Throws<ArgumentOutOfRangeException>(
                () => Dataset<float>.FromImages(Images, Labels(0, 0, 0), scale: scale)).ParamName);
        }
    }

    private static IdxArray Labels(params byte[] labels) => new("labels", [labels.Length], labels);

    private static void AssertTargets(double[] expected, IdxArray labels, int? outputs)
    {
        using Dataset<double> data = Dataset<double>.FromImages(Images, labels, outputs);
        Assert.Equal(expected, data.Targets.Span);
        Assert.Equal(labels.Data.ToArray().Select(label => (int)label), data.Labels.ToArray());
    }

    private static void AssertRefused(string complaint, IdxArray images, IdxArray labels, int? outputs = null) =>
        Assert.Contains(complaint, Assert.Throws<InvalidDataException>(
            () => Dataset<float>.FromImages(images, labels, outputs)).Message);
}
