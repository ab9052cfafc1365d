using System.Numerics;

namespace SimdBackprop;

/// <summary>Pooled memory for the length of a method, without the object a <see cref="PooledTensor{T}"/> costs.</summary>
internal readonly ref struct PooledScratch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _buffer;
    private readonly int _length;

    /// <summary>Rents the elements, contents undefined.</summary>
    internal PooledScratch(int length)
    {
        _buffer = AlignedPool<T>.Rent(length);
        _length = length;
    }

    internal Span<T> Span => _buffer.Array.AsSpan(_buffer.Offset, _length);

    internal unsafe T* Pointer => _buffer.Pointer;

    public void Dispose() => AlignedPool<T>.Return(_buffer);
}
