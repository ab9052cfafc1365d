using System.Buffers.Binary;
using System.IO.Compression;

namespace SimdBackprop.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST and its relatives, plain or compressed with gzip.
/// </summary>
/// <remarks>
/// <para>
/// The format, numbers big-endian: two zero bytes; the element type, one byte (8 = unsigned byte, the only one read); the rank,
/// one byte; each extent in four bytes; the elements in row-major order. Gzip is recognised by its first two bytes, 1F 8B, not
/// by the file's name, and must be a single member.
/// </para>
/// <para>
/// A file that is not as it should be is an <see cref="InvalidDataException"/> whose message gives the file's name, the byte
/// offset (in the decompressed content where there is gzip), what was expected there and what was found. The header is not
/// trusted: memory grows with the data that has arrived, and reading stops one byte after the data should end.
/// </para>
/// </remarks>
public static class IdxFile
{
    private const ushort GzipMagic = 0x1F8B;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path, which is also the array's name.</param>
    /// <returns>The array in the file.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a directory's, or the file may not be read.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="InvalidDataException">The file is not a well-formed IDX file of unsigned bytes.</exception>
    public static IdxArray Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream from its position to its end. The stream stays open and need not be seekable.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call the stream; also the array's name.</param>
    /// <returns>The array in the stream.</returns>
    /// <exception cref="ArgumentNullException">The stream or the name is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    /// <exception cref="InvalidDataException">The content is not a well-formed IDX file of unsigned bytes.</exception>
    public static IdxArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read.", nameof(stream));
        }

        byte[] prefix = new byte[sizeof(ushort)];
        int count = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        using PrefixedStream source = new(prefix.AsMemory(0, count), stream);
        bool compressed = count == prefix.Length && BinaryPrimitives.ReadUInt16BigEndian(prefix) == GzipMagic;
        return compressed ? ReadCompressed(source, name) : new IdxReader(source, name, compressed).Read();
    }

    private static IdxArray ReadCompressed(PrefixedStream source, string name)
    {
        using GZipStream content = new(source, CompressionMode.Decompress, leaveOpen: true);
        IdxReader reader = new(content, name, compressed: true);
        IdxArray array = reader.Read();

        // The runtime's stream takes the end of a truncated file for the end of the content, also in the middle of the checksum, which it then does not
        // look at; and it ignores what follows the content. A whole file ends with the checksum and the size modulo 2³² of its content (RFC 1952, CRC32 and ISIZE).
        (uint checksum, uint size) = (reader.Checksum, (uint)reader.Offset);
        if (source.ReadByte() >= 0 || source.Tail != (((ulong)size << 32) | checksum))
        {
            throw new InvalidDataException(
                $"{name}: at byte {source.Position} of the compressed file: expected it to end with the checksum and the size of its content, "
                + $"{checksum:X8} and {size}, found {(uint)source.Tail:X8} and {source.Tail >> 32}; "
                + "the file is truncated or corrupt, has more than one member, or other data follows it.");
        }

        return array;
    }
}
