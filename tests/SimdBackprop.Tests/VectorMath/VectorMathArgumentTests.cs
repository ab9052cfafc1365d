namespace SimdBackprop.Tests;

public sealed class VectorMathArgumentTests
{
    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Different_lengths_are_named_and_nothing_is_written(string name)
    {
        float[] destination = [7, 7, 7];
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ElementaryFunction.Named(name).Single(new float[5], destination, null));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Equal([7f, 7, 7], destination);
    }

    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Overlapping_but_different_spans_are_refused_and_nothing_is_written(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        double[] memory = [1, 2, 3, 4, 5];
        foreach ((int from, int to) in new[] { (0, 1), (1, 0), (0, 3), (3, 0) })
        {
            int length = from + to == 3 ? 2 : 4;
            Action call = () => function.Double(memory.AsSpan(from, length), memory.AsSpan(to, length), null);
            if (length == 4)
            {
                Assert.Equal("destination", Assert.Throws<ArgumentException>(call).ParamName);
                Assert.Equal([1d, 2, 3, 4, 5], memory);
            }
            else
            {
                Assert.Null(Record.Exception(call));
                memory = [1, 2, 3, 4, 5];
            }
        }
    }

    [Fact]
    public void Other_element_types_are_not_supported()
    {
        Half[] x = [(Half)1, (Half)2];
        Half[] destination = [(Half)7, (Half)7];
        Assert.Throws<NotSupportedException>(() => VectorMath.Exp<Half>(x, destination));
        Assert.Throws<NotSupportedException>(() => VectorMath.Gelu<Half>(x, destination));
        Assert.Equal([(Half)7, (Half)7], destination);
    }

    [Fact]
    public void The_default_options_allocate_nothing()
    {
        float[] x = new float[100];
        VectorMath.Exp<float>(x, x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        VectorMath.Exp<float>(x, x);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
