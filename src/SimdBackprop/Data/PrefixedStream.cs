using System.Buffers.Binary;

namespace SimdBackprop.Data;

/// <summary>
/// A stream with the bytes put back that were read to recognise its format, so that it need not be seekable. It counts what
/// has been read and remembers the last eight bytes.
/// </summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : Stream
{
    private const int TailLength = sizeof(ulong);

    private readonly byte[] _tail = new byte[TailLength];
    private ReadOnlyMemory<byte> _prefix = prefix;
    private long _position;

    /// <summary>The last eight of the bytes read so far as a little-endian number; bytes not there count as zero.</summary>
    internal ulong Tail => BinaryPrimitives.ReadUInt64LittleEndian(_tail);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>The number of bytes read.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        if (_prefix.IsEmpty)
        {
            count = rest.Read(buffer);
        }
        else
        {
            count = Math.Min(_prefix.Length, buffer.Length);
            _prefix.Span[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
        }

        ReadOnlySpan<byte> latest = buffer[Math.Max(count - TailLength, 0)..count];
        _tail.AsSpan(latest.Length).CopyTo(_tail);
        latest.CopyTo(_tail.AsSpan(TailLength - latest.Length));
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
