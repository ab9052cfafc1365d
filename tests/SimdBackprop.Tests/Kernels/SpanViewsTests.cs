namespace SimdBackprop.Tests;

/// <summary>Matrices over spans never reach beyond them.</summary>
public sealed class SpanViewsTests
{
    [Theory]
    [InlineData(1 << 16, 1 << 16)]
    [InlineData(1 << 16, 1 << 15)]
    [InlineData(256, 1 << 24)]
    public void Extents_whose_product_overflows_are_refused(int rows, int columns)
    {
        float[] memory = new float[64];
        Assert.Throws<OverflowException>(() => memory.AsSpan().AsMatrix(rows, columns));
        Assert.Throws<OverflowException>(() => ((ReadOnlySpan<float>)memory).AsMatrix(rows, columns));
    }

    [Fact]
    public void A_span_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new float[5].AsSpan().AsMatrix(2, 3));

    [Fact]
    public void A_negative_length_is_never_rented() => Assert.Throws<ArgumentOutOfRangeException>(() => AlignedPool<float>.Rent(-1));
}
