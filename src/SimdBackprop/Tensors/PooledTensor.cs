using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>
/// A row-major tensor in pooled memory whose first element is aligned to 64 bytes. Dispose returns the memory for reuse; until
/// then the tensor owns it alone. The element types are <see cref="float"/> and <see cref="double"/>.
/// </summary>
/// <remarks>
/// Spans taken from a tensor must not outlive it: after <see cref="Dispose"/> the memory may belong to another tensor. The
/// tensor cannot watch spans that are still about; that is the caller's duty. A tensor that is never disposed is not a leak:
/// the garbage collector frees its memory, the pool just does not get it back. Instances may be used from any thread, by one at a time.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class PooledTensor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _shape;
    private AlignedBuffer<T>? _buffer;

    private PooledTensor(AlignedBuffer<T> buffer, int[] shape, int length)
    {
        _buffer = buffer;
        _shape = shape;
        Length = length;
    }

    /// <summary>The extent of each dimension, the last one contiguous in memory.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public int Length { get; }

    /// <summary>Whether the memory has been given back.</summary>
    public bool IsDisposed => Volatile.Read(ref _buffer) is null;

    /// <summary>All elements in row-major order.</summary>
    /// <exception cref="ObjectDisposedException">The tensor has been disposed.</exception>
    public Span<T> Span
    {
        get
        {
            AlignedBuffer<T> buffer = Buffer;
            return buffer.Array.AsSpan(buffer.Offset, Length);
        }
    }

    private AlignedBuffer<T> Buffer
    {
        get
        {
            AlignedBuffer<T>? buffer = _buffer;
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer;
        }
    }

    /// <summary>Rents a tensor of the given shape with every element zero.</summary>
    /// <param name="shape">The extents, outermost first; none for a single element. An extent of zero gives an empty tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative, or the elements exceed what one array can hold.</exception>
    /// <exception cref="OutOfMemoryException">There is not that much memory, also without what the pool keeps for reuse.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static PooledTensor<T> Rent(params ReadOnlySpan<int> shape)
    {
        PooledTensor<T> tensor = RentUninitialized(shape);
        tensor.Span.Clear();
        return tensor;
    }

    /// <summary>Rents a tensor of the given shape with undefined contents, for a caller that overwrites all of it.</summary>
    /// <param name="shape">The extents, outermost first; none for a single element. An extent of zero gives an empty tensor.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative, or the elements exceed what one array can hold.</exception>
    /// <exception cref="OutOfMemoryException">There is not that much memory, also without what the pool keeps for reuse.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static PooledTensor<T> RentUninitialized(params ReadOnlySpan<int> shape)
    {
        ElementType.ThrowIfUnsupported<T>();
        int length = LengthOf(shape);
        return new PooledTensor<T>(AlignedPool<T>.Rent(length), shape.ToArray(), length);
    }

    /// <summary>
    /// The elements as a matrix: the last dimension gives the columns, all others together the rows. A tensor of one dimension
    /// is a single row.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tensor has been disposed.</exception>
    public Span2D<T> AsSpan2D()
    {
        int columns = _shape.Length == 0 ? 1 : _shape[^1];
        int rows = 1;
        foreach (int extent in _shape.AsSpan(0, Math.Max(_shape.Length - 1, 0)))
        {
            rows *= extent;
        }

        AlignedBuffer<T> buffer = Buffer;
        return columns == 0 || rows == 0 ? default : new Span2D<T>(buffer.Array, buffer.Offset, rows, columns, pitch: 0);
    }

    /// <summary>Gives the memory back to the pool. Calling it again does nothing, also when two threads do so at once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            AlignedPool<T>.Return(buffer);
        }
    }

    private static int LengthOf(ReadOnlySpan<int> shape)
    {
        long length = 1;
        bool empty = false;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            empty |= extent == 0;
        }

        foreach (int extent in empty ? [] : shape)
        {
            length *= extent;
            if (length > AlignedPool<T>.MaxLength)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(shape),
                    $"A tensor of {string.Join(" x ", shape.ToArray())} elements exceeds the limit of {AlignedPool<T>.MaxLength}.");
            }
        }

        return empty ? 0 : (int)length;
    }
}
