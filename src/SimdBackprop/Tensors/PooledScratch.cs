using System.Numerics;

namespace SimdBackprop;

/// <summary>Pooled memory for the length of a method, without the object a <see cref="PooledTensor{T}"/> costs.</summary>
internal readonly ref struct PooledScratch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T>? _buffer;
    private readonly int _length;

    /// <summary>Rents the elements, contents undefined; none are no rent.</summary>
    internal PooledScratch(int length)
    {
        _buffer = length == 0 ? null : AlignedPool<T>.Rent(length);
        _length = length;
    }

    internal Span<T> Span => _buffer is null ? [] : _buffer.Array.AsSpan(_buffer.Offset, _length);

    internal unsafe T* Pointer => _buffer is null ? null : _buffer.Pointer;

    public void Dispose()
    {
        if (_buffer is not null)
        {
            AlignedPool<T>.Return(_buffer);
        }
    }
}
