using System.Buffers.Binary;

namespace SimdBackprop.Data;

/// <summary>Parses the uncompressed bytes of one IDX file; knows where it is, for the messages.</summary>
internal sealed class IdxReader(Stream content, string name, bool compressed)
{
    private const byte UnsignedByte = 0x08;
    private const int MagicLength = 4;
    private const int ExtentLength = 4;

    /// <summary>What is allocated before any data has arrived; from there the buffer at most doubles what has.</summary>
    private const int FirstChunk = 1 << 16;

    private Crc32 _checksum;

    /// <summary>The bytes read so far.</summary>
    internal long Offset { get; private set; }

    /// <summary>The checksum of the bytes read so far, where they were compressed.</summary>
    internal uint Checksum => _checksum.Value;

    /// <exception cref="InvalidDataException">The content is not a well-formed IDX file of unsigned bytes.</exception>
    internal IdxArray Read()
    {
        int[] shape = new int[ReadRank()];
        int length = ReadShape(shape);
        byte[] data = ReadData(shape, length);
        if (Fill(stackalloc byte[1]) != 0)
        {
            throw Malformed(Offset - 1, $"the end after {length} bytes of data ({IdxArray.Describe(shape)})", "more data");
        }

        return new IdxArray(name, shape, data);
    }

    private int ReadRank()
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        int count = Fill(magic);
        if (count < MagicLength)
        {
            throw Malformed(Offset, $"a magic number of {MagicLength} bytes", $"the end after {count}");
        }

        (byte type, byte rank) = (magic[2], magic[3]);
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw Malformed(0, "the magic number 00 00 08 and a rank", Convert.ToHexString(magic));
        }

        if (type != UnsignedByte)
        {
            throw Malformed(2, "the element type 08 (unsigned byte)", $"{type:X2} ({DescribeType(type)})");
        }

        return rank != 0 ? rank : throw Malformed(3, "a rank of at least 1", "0");
    }

    private int ReadShape(Span<int> shape)
    {
        Span<byte> bytes = stackalloc byte[ExtentLength];
        int length = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            long start = Offset;
            int count = Fill(bytes);
            if (count < ExtentLength)
            {
                throw Malformed(Offset, $"{shape.Length} extents of {ExtentLength} bytes", $"the end in extent {i}");
            }

            uint extent = BinaryPrimitives.ReadUInt32BigEndian(bytes);

            // Both factors are below 2³², so the product is exact in 64 bits. The extent is checked for itself as well,
            // because after an extent of zero every product is small.
            ulong product = Math.BigMul((uint)length, extent);
            if (Math.Max(product, extent) > (ulong)Array.MaxLength)
            {
                throw Malformed(start, $"at most {Array.MaxLength} elements", $"extent {i} of {extent}, in all {product}");
            }

            length = (int)product;
            shape[i] = (int)extent;
        }

        return length;
    }

    private byte[] ReadData(ReadOnlySpan<int> shape, int length)
    {
        byte[] data = new byte[Math.Min(length, FirstChunk)];
        int count = 0;
        while (true)
        {
            count += Fill(data.AsSpan(count));
            if (count < data.Length)
            {
                throw Malformed(Offset, $"{length} bytes of data ({IdxArray.Describe(shape)})", $"the end after {count}");
            }

            if (count == length)
            {
                return data;
            }

            Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
        }
    }

    /// <summary>Reads until the buffer is full or the content ends.</summary>
    private int Fill(Span<byte> buffer)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length && content.Read(buffer[count..]) is var read and > 0)
            {
                if (compressed)
                {
                    _checksum.Append(buffer.Slice(count, read));
                }

                count += read;
                Offset += read;
            }
        }
        catch (InvalidDataException corrupt) when (compressed)
        {
            throw Malformed(Offset, "intact gzip data", "a corrupt block, header or checksum", corrupt);
        }

        return count;
    }

    private InvalidDataException Malformed(long offset, string expected, string found, Exception? cause = null)
    {
        string where = compressed ? " of the decompressed content" : "";
        return new InvalidDataException($"{name}: at byte {offset}{where}: expected {expected}, found {found}.", cause);
    }

    private static string DescribeType(byte type) => type switch
    {
        0x09 => "signed byte",
        0x0B => "16-bit integer",
        0x0C => "32-bit integer",
        0x0D => "float",
        0x0E => "double",
        _ => "not a type of the format",
    };
}
