using System.Buffers.Binary;
using System.IO.Compression;

namespace SimdBackprop.Tests;

/// <summary>Writes IDX files for the tests, right ones and wrong ones.</summary>
internal static class IdxBytes
{
    internal static byte[] File(ReadOnlySpan<int> shape, ReadOnlySpan<byte> data)
    {
        byte[] file = new byte[4 + (4 * shape.Length) + data.Length];
        file[2] = 8;
        file[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), shape[i]);
        }

        data.CopyTo(file.AsSpan(4 + (4 * shape.Length)));
        return file;
    }

    /// <summary>A file whose bytes of data count up.</summary>
    internal static byte[] Counting(params ReadOnlySpan<int> shape)
    {
        int length = 1;
        foreach (int extent in shape)
        {
            length *= extent;
        }

        return File(shape, [.. Enumerable.Range(0, length).Select(i => (byte)i)]);
    }

    internal static byte[] Gzip(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, level, leaveOpen: true))
        {
            stream.Write(content);
        }

        return compressed.ToArray();
    }
}
