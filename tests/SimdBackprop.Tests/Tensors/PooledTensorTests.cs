using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>What a tensor promises whatever the pool does.</summary>
public abstract class PooledTensorTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(new int[0], 1, 1, 1)]
    [InlineData(new[] { 5 }, 5, 1, 5)]
    [InlineData(new[] { 3, 7 }, 21, 3, 7)]
    [InlineData(new[] { 2, 3, 7 }, 42, 6, 7)]
    [InlineData(new[] { 4, 2, 3, 7 }, 168, 24, 7)]
    public void A_shape_gives_the_product_of_its_extents_and_rows_of_its_last(int[] shape, int length, int rows, int columns)
    {
        using PooledTensor<T> tensor = PooledTensor<T>.Rent(shape);
        Assert.Equal(shape, tensor.Shape.ToArray());
        Assert.Equal(length, tensor.Length);
        Assert.Equal(length, tensor.Span.Length);
        Span2D<T> matrix = tensor.AsSpan2D();
        Assert.Equal((rows, columns), (matrix.Height, matrix.Width));
        matrix[rows - 1, columns - 1] = T.One;
        Assert.Equal(T.One, tensor.Span[^1]);
        Assert.True(Unsafe.AreSame(ref matrix[0, 0], ref tensor.Span[0]));
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 5, 0 })]
    [InlineData(new[] { 0, 5 })]
    [InlineData(new[] { int.MaxValue, 0, int.MaxValue, int.MaxValue })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, 0 })]
    public void An_extent_of_zero_gives_an_empty_tensor_however_large_the_others(int[] shape)
    {
        using PooledTensor<T> tensor = PooledTensor<T>.Rent(shape);
        Assert.Equal(shape, tensor.Shape.ToArray());
        Assert.Equal(0, tensor.Length);
        Assert.True(tensor.Span.IsEmpty);
        Assert.True(tensor.AsSpan2D().IsEmpty);
    }

    [Theory]
    [InlineData(new[] { -1 })]
    [InlineData(new[] { 3, -7 })]
    [InlineData(new[] { 0, int.MinValue })]
    public void A_negative_extent_is_refused(int[] shape)
    {
        Assert.Equal("shape", Assert.Throws<ArgumentOutOfRangeException>(() => PooledTensor<T>.Rent(shape)).ParamName);
        Assert.Equal("shape", Assert.Throws<ArgumentOutOfRangeException>(() => PooledTensor<T>.RentUninitialized(shape)).ParamName);
    }

    [Theory]
    [InlineData(new[] { int.MaxValue })]
    [InlineData(new[] { 65_536, 65_536 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue })]
    [InlineData(new[] { 1 << 16, 1 << 16, 1 << 16, 1 << 16 })]
    public void More_elements_than_an_array_holds_are_refused_by_name_and_shape(int[] shape)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => PooledTensor<T>.Rent(shape));
        Assert.Equal("shape", error.ParamName);
        Assert.Contains(string.Join(" x ", shape), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void The_first_element_is_aligned_to_64_bytes()
    {
        for (int length = 1; length < 3_000; length += 37)
        {
            using PooledTensor<T> tensor = PooledTensor<T>.RentUninitialized(length);
            Assert.Equal(0, (nint)Unsafe.AsPointer(ref tensor.Span[0]) % 64);
            GC.Collect(0);
            Assert.Equal(0, (nint)Unsafe.AsPointer(ref tensor.Span[0]) % 64);
        }
    }

    [Fact]
    public void A_rented_tensor_is_zero_although_its_memory_was_used_before()
    {
        for (int round = 0; round < 40; round++)
        {
            using PooledTensor<T> tensor = PooledTensor<T>.Rent(11, 23);
            Assert.Equal(-1, tensor.Span.IndexOfAnyExcept(T.Zero));
            tensor.Span.Fill(T.NaN);
        }
    }

    [Fact]
    public void Tensors_rented_at_the_same_time_share_no_memory()
    {
        PooledTensor<T>[] tensors = [.. Enumerable.Range(0, 50).Select(static i => PooledTensor<T>.Rent(100 + i))];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i].Span.Fill(T.CreateChecked(i));
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            Assert.Equal(-1, tensors[i].Span.IndexOfAnyExcept(T.CreateChecked(i)));
            tensors[i].Dispose();
        }
    }

    [Fact]
    public void A_disposed_tensor_gives_out_no_memory_but_still_has_its_shape()
    {
        PooledTensor<T> tensor = PooledTensor<T>.Rent(3, 4);
        Assert.False(tensor.IsDisposed);
        tensor.Dispose();
        Assert.True(tensor.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => tensor.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsSpan2D().Height);
        Assert.Equal([3, 4], tensor.Shape.ToArray());
        Assert.Equal(12, tensor.Length);

        PooledTensor<T> empty = PooledTensor<T>.Rent(3, 0);
        empty.Dispose();
        Assert.Throws<ObjectDisposedException>(() => empty.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => empty.AsSpan2D().Height);
    }
}

public sealed class PooledTensorSingleTests : PooledTensorTests<float>;

public sealed class PooledTensorDoubleTests : PooledTensorTests<double>;
