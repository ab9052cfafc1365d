using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class DatasetTests
{
    private static readonly double[,] FourByTwo = { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } };

    [Fact]
    public void Labels_become_one_hot_targets()
    {
        using Dataset<double> data = Dataset<double>.FromLabels(FourByTwo, [2, 0, 1, 2], 3);
        Assert.Equal((4, 2, 3, true), (data.Count, data.InputWidth, data.OutputWidth, data.IsClassification));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], data.Inputs.Span);
        Assert.Equal([0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], data.Targets.Span);
        Assert.Equal([2, 0, 1, 2], data.Labels);
    }

    [Fact]
    public void With_one_output_the_target_is_the_label()
    {
        using Dataset<float> data = Dataset<float>.FromLabels(new float[3, 1], [1, 0, 1], 1);
        Assert.Equal([1, 0, 1], data.Targets.Span);
        Assert.Equal([1, 0, 1], data.Labels);
        Assert.True(data.IsClassification);
    }

    [Fact]
    public void One_hot_targets_give_the_labels_back()
    {
        double[,] oneHot = { { 0, 1, 0 }, { 1, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 } };
        using Dataset<double> data = Dataset<double>.FromOneHot(FourByTwo, oneHot);
        Assert.Equal([1, 0, 2, 1], data.Labels);
        Assert.Equal(Flat(oneHot), data.Targets.Span);
        using Dataset<double> binary = Dataset<double>.FromOneHot(FourByTwo, new double[,] { { 1 }, { 0 }, { -0.0 }, { 1 } });
        Assert.Equal([1, 0, 0, 1], binary.Labels);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 0.5, 0)]
    [InlineData(0, 1, 1e-300)]
    [InlineData(2, 1, 0)]
    [InlineData(-1, 1, 1)]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(1, 0, double.NaN)]
    public void Targets_that_are_not_one_hot_are_refused_with_their_row(double a, double b, double c)
    {
        double[,] targets = { { 0, 1, 0 }, { 1, 0, 0 }, { a, b, c }, { 0, 1, 0 } };
        ArgumentException error = Assert.Throws<ArgumentException>(() => Dataset<double>.FromOneHot(FourByTwo, targets));
        Assert.Equal("targets", error.ParamName);
        Assert.Contains("Row 2 of targets of 4 x 3", error.Message);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_single_column_of_anything_but_0_and_1_is_refused(double value) =>
        Assert.Contains("Row 3", Assert.Throws<ArgumentException>(
            () => Dataset<double>.FromOneHot(FourByTwo, new double[,] { { 0 }, { 1 }, { 0 }, { value } })).Message);

    [Fact]
    public void Regression_has_targets_of_any_value_and_no_labels()
    {
        double[,] targets = { { 0.5 }, { -2 }, { double.NaN }, { 1e9 } };
        using Dataset<double> data = Dataset<double>.FromTargets(FourByTwo, targets);
        Assert.Equal((4, 2, 1, false), (data.Count, data.InputWidth, data.OutputWidth, data.IsClassification));
        Assert.Equal(Flat(targets), data.Targets.Span);
        Assert.True(data.Labels.IsEmpty);
    }

    [Fact]
    public void Samples_are_copied_also_out_of_a_wider_matrix()
    {
        double[,] wide = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
        int[] labels = [0, 1];
        using Dataset<double> data = Dataset<double>.FromLabels(new ReadOnlySpan2D<double>(wide, 1, 1, 2, 2), labels, 2);
        Array.Clear(wide);
        Array.Clear(labels);
        Assert.Equal([5, 6, 8, 9], data.Inputs.Span);
        Assert.Equal([0, 1], data.Labels);
    }

    [Fact]
    public void Samples_that_do_not_fit_together_are_refused_with_their_shapes()
    {
        AssertRefused<ArgumentException>("labels", "There are 3 labels for inputs of 4 x 2",
            () => Dataset<double>.FromLabels(FourByTwo, [0, 1, 0], 2));
        AssertRefused<ArgumentException>("targets", "Inputs of 4 x 2 and targets of 3 x 5 differ in their rows",
            () => Dataset<double>.FromTargets(FourByTwo, new double[3, 5]));
        AssertRefused<ArgumentException>("targets", "Inputs of 4 x 2 and targets of 5 x 3 differ in their rows",
            () => Dataset<double>.FromOneHot(FourByTwo, new double[5, 3]));
        AssertRefused<ArgumentException>("inputs", "at least one sample; inputs is",
            () => Dataset<double>.FromLabels(new double[0, 2], [], 2));
        AssertRefused<ArgumentException>("inputs", "at least one sample; inputs is",
            () => Dataset<double>.FromTargets(new double[4, 0], new double[4, 1]));
        AssertRefused<ArgumentException>("targets", "at least one sample; targets is",
            () => Dataset<double>.FromTargets(FourByTwo, default));
    }

    [Theory]
    [InlineData(3, 3, "The label at index 2 is not from 0 to 2")]
    [InlineData(-1, 3, "The label at index 2 is not from 0 to 2")]
    [InlineData(2, 1, "The label at index 2 is not from 0 to 1")]
    public void A_label_out_of_range_is_refused_with_index_and_value(int label, int outputs, string complaint)
    {
        ArgumentOutOfRangeException error = AssertRefused<ArgumentOutOfRangeException>(
            "labels", complaint, () => Dataset<double>.FromLabels(FourByTwo, [0, 1, label, 1], outputs));
        Assert.Equal(label, error.ActualValue);
    }

    [Fact]
    public void Outputs_that_cannot_be_are_refused()
    {
        AssertRefused<ArgumentOutOfRangeException>("outputs", "", () => Dataset<double>.FromLabels(FourByTwo, [0, 0, 0, 0], 0));
        AssertRefused<ArgumentOutOfRangeException>("outputs", "", () => Dataset<double>.FromLabels(FourByTwo, [0, 0, 0, 0], -1));
        AssertRefused<ArgumentOutOfRangeException>("outputs", "A matrix of 4 x 2147483647 exceeds the limit",
            () => Dataset<double>.FromLabels(FourByTwo, [0, 0, 0, 0], int.MaxValue));
    }

    [Fact]
    public void An_element_type_other_than_float_and_double_is_refused() =>
        Assert.Throws<NotSupportedException>(() => Dataset<Half>.FromLabels(new Half[1, 1], [0], 2));

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(0.3, 1)]
    [InlineData(0.375, 2)]
    [InlineData(0.75, 3)]
    [InlineData(0.125, 1)]
    public void A_split_rounds_the_share_and_has_every_sample_once(double share, int testCount)
    {
        using Dataset<double> data = Dataset<double>.FromLabels(FourByTwo, [0, 1, 2, 3], 4);
        (Dataset<double> training, Dataset<double> test) = data.Split(share, 1);
        using (training)
        using (test)
        {
            Assert.Equal((4 - testCount, testCount), (training.Count, test.Count));
            Assert.Equal([0, 1, 2, 3], training.Labels.ToArray().Concat(test.Labels.ToArray()).Order());
            AssertIntact(training);
            AssertIntact(test);
        }
    }

    [Fact]
    public void A_split_follows_its_seed_and_leaves_the_dataset_as_it_was()
    {
        double[,] inputs = new double[100, 1];
        int[] labels = [.. Enumerable.Range(0, 100)];
        using Dataset<double> data = Dataset<double>.FromLabels(inputs, labels, 100);
        int[] first = TestLabels(data, 5);
        Assert.Equal(first, TestLabels(data, 5));
        Assert.NotEqual(first, TestLabels(data, 6));
        Assert.NotEqual(Enumerable.Range(0, 30), first);
        Assert.Equal(labels, data.Labels);
    }

    [Fact]
    public void A_split_of_targets_without_labels_has_none()
    {
        using Dataset<double> data = Dataset<double>.FromTargets(FourByTwo, FourByTwo);
        (Dataset<double> training, Dataset<double> test) = data.Split(0.5, 1);
        using (training)
        using (test)
        {
            Assert.False(training.IsClassification || test.IsClassification);
            Assert.Equal(training.Inputs.Span, training.Targets.Span);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_split_that_leaves_a_side_empty_is_refused(double share)
    {
        using Dataset<double> data = Dataset<double>.FromTargets(FourByTwo, FourByTwo);
        AssertRefused<ArgumentOutOfRangeException>("testShare", "Of 4 samples", () => data.Split(share, 1));
    }

    [Fact]
    public void A_disposed_dataset_says_so()
    {
        Dataset<double> data = Dataset<double>.FromTargets(FourByTwo, FourByTwo);
        data.Dispose();
        data.Dispose();
        Assert.Throws<ObjectDisposedException>(() => data.Inputs.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => data.Targets.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => data.Split(0.5, 1));
    }

    private static int[] TestLabels(Dataset<double> data, ulong seed)
    {
        (Dataset<double> training, Dataset<double> test) = data.Split(0.3, seed);
        using (training)
        using (test)
        {
            return test.Labels.ToArray();
        }
    }

    // In FourByTwo with labels 0 to 3, a sample's inputs follow from its label.
    private static void AssertIntact(Dataset<double> data)
    {
        for (int i = 0; i < data.Count; i++)
        {
            int label = data.Labels[i];
            Assert.Equal([(2 * label) + 1, (2 * label) + 2], data.Inputs.AsSpan2D().GetRowSpan(i));
            Assert.Equal(1, data.Targets.AsSpan2D()[i, label]);
        }
    }

    private static TException AssertRefused<TException>(string parameter, string complaint, Action action)
        where TException : ArgumentException
    {
        TException error = Assert.Throws<TException>(action);
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains(complaint, error.Message);
        return error;
    }

    private static double[] Flat(double[,] matrix) => [.. matrix.Cast<double>()];
}
