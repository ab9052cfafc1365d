using System.Buffers.Binary;
using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class PrefixedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public void The_prefix_comes_first_and_the_last_eight_bytes_are_remembered(int readLength)
    {
        byte[] all = [.. Enumerable.Range(1, 30).Select(i => (byte)i)];
        using PrefixedStream stream = new(all.AsMemory(0, 3), new MemoryStream(all[3..]));
        List<byte> seen = [];
        byte[] buffer = new byte[readLength];
        while (stream.Read(buffer, 0, readLength) is var count and > 0)
        {
            seen.AddRange(buffer.AsSpan(0, count));
            Assert.Equal(seen.Count, stream.Position);
            byte[] tail = [.. new byte[8], .. seen];
            Assert.Equal(BinaryPrimitives.ReadUInt64LittleEndian(tail.AsSpan(tail.Length - 8)), stream.Tail);
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public void It_can_be_read_forwards_only()
    {
        using PrefixedStream stream = new(default, Stream.Null);
        Assert.Equal((true, false, false), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Write([], 0, 0));
        stream.Flush();
    }
}
