using System.IO.Compression;
using SimdBackprop.Data;

namespace SimdBackprop.Tests;

public class IdxFileTests
{
    public static TheoryData<int[]> Shapes => [[1], [7], [3, 4], [2, 3, 4], [5, 1, 2, 3], [0], [3, 0, 2], [70_000], [300, 1000]];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_file_is_read_back_plain_and_compressed(int[] shape)
    {
        byte[] file = IdxBytes.Counting(shape);
        foreach (byte[] content in new[] { file, IdxBytes.Gzip(file) })
        {
            IdxArray array = Read(content);
            Assert.Equal("the name", array.Name);
            Assert.Equal(shape, array.Shape);
            Assert.Equal(file.AsSpan(4 + (4 * shape.Length)), array.Data);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_and_returns_little_at_a_time_is_read_to_its_end()
    {
        byte[] file = IdxBytes.Counting(300, 257);
        foreach (byte[] content in new[] { file, IdxBytes.Gzip(file) })
        {
            using SegmentStream stream = new([.. content.Chunk(3)]);
            Assert.Equal(file.AsSpan(12), IdxFile.Read(stream, "trickle").Data);
            Assert.True(stream.CanRead, "the stream was closed");
        }
    }

    [Theory]
    [InlineData("00", "at byte 1: expected a magic number of 4 bytes, found the end after 1")]
    [InlineData("000008", "at byte 3: expected a magic number of 4 bytes, found the end after 3")]
    [InlineData("89504E47", "at byte 0: expected the magic number 00 00 08 and a rank, found 89504E47")]
    [InlineData("0001080100000000", "at byte 0: expected the magic number 00 00 08 and a rank, found 00010801")]
    [InlineData("00000D0100000000", "at byte 2: expected the element type 08 (unsigned byte), found 0D (float)")]
    [InlineData(
        "0000070100000000",
        "at byte 2: expected the element type 08 (unsigned byte), found 07 (not a type of the format)")]
    [InlineData("00000800", "at byte 3: expected a rank of at least 1, found 0")]
    [InlineData("00000801", "at byte 4: expected 1 extents of 4 bytes, found the end in extent 0")]
    [InlineData("000008020000000100", "at byte 9: expected 2 extents of 4 bytes, found the end in extent 1")]
    [InlineData(
        "00000801FFFFFFFF",
        "at byte 4: expected at most 2147483591 elements, found extent 0 of 4294967295, in all 4294967295")]
    [InlineData(
        "000008020001000000010000",
        "at byte 8: expected at most 2147483591 elements, found extent 1 of 65536, in all 4294967296")]
    [InlineData(
        "0000080200000000FFFFFFFF",
        "at byte 8: expected at most 2147483591 elements, found extent 1 of 4294967295, in all 0")]
    [InlineData("0000080100000003AABB", "at byte 10: expected 3 bytes of data (3), found the end after 2")]
    [InlineData(
        "0000080200000002000000020A0B0C0D0E",
        "at byte 16: expected the end after 4 bytes of data (2 x 2), found more data")]
    public void A_malformed_file_is_named_with_the_offset_and_what_was_expected(string hex, string complaint)
    {
        byte[] content = Convert.FromHexString(hex);
        Assert.Equal($"the name: {complaint}.", Complaint(content));
        string decompressed = complaint.Replace(": expected", " of the decompressed content: expected");
        Assert.Equal($"the name: {decompressed}.", Complaint(IdxBytes.Gzip(content)));
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Equal("the name: at byte 0: expected a magic number of 4 bytes, found the end after 0.", Complaint([]));

    [Theory]
    [InlineData(0x09, "signed byte")]
    [InlineData(0x0B, "16-bit integer")]
    [InlineData(0x0C, "32-bit integer")]
    [InlineData(0x0D, "float")]
    [InlineData(0x0E, "double")]
    public void An_element_type_that_is_not_read_is_called_by_its_name(byte type, string name) =>
        Assert.Contains($"found {type:X2} ({name})", Complaint([0, 0, type, 1, 0, 0, 0, 0]));

    // The runtime's gzip stream notices none of these by itself.
    [Fact]
    public void Compressed_data_cut_anywhere_is_refused()
    {
        byte[] compressed = IdxBytes.Gzip(IdxBytes.Counting(20, 30));
        for (int length = 2; length < compressed.Length; length++)
        {
            Assert.StartsWith("the name: at byte ", Complaint(compressed[..length]));
        }
    }

    // Data that lie uncompressed in the file go on with its checksum then, of which the end is missing; the size is where it was.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    public void Bytes_that_are_missing_from_stored_data_are_noticed(int count)
    {
        byte[] stored = IdxBytes.Gzip(IdxBytes.Counting(20, 30), CompressionLevel.NoCompression);
        Assert.StartsWith("the name: at byte ", Complaint([.. stored.AsSpan(0, 300), .. stored.AsSpan(300 + count)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20_000)]
    public void Bytes_after_the_compressed_data_are_refused(int count)
    {
        byte[] compressed = IdxBytes.Gzip(IdxBytes.Counting(20, 30));
        Assert.Contains(
            "of the compressed file: expected it to end with the checksum and the size of its content, 129B615C and 612,",
            Complaint([.. compressed, .. new byte[count]]));
    }

    [Fact]
    public void Bytes_after_the_compressed_data_are_refused_even_if_they_begin_with_its_size()
    {
        byte[] compressed = IdxBytes.Gzip(IdxBytes.Counting(20, 30));
        using SegmentStream stream = new([compressed, compressed[^4..], [1]]);
        Assert.Contains(
            "or other data follows it", Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, "the name")).Message);
    }

    [Fact]
    public void A_second_gzip_member_is_refused()
    {
        byte[] file = IdxBytes.Counting(20, 30);
        byte[] inTwo = [.. IdxBytes.Gzip(file.AsSpan(0, 100)), .. IdxBytes.Gzip(file.AsSpan(100))];
        Assert.Contains("has more than one member", Complaint(inTwo));
        Assert.Contains("found more data", Complaint([.. IdxBytes.Gzip(file), .. IdxBytes.Gzip([1])]));
    }

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        byte[] compressed = IdxBytes.Gzip(IdxBytes.Counting(20, 30));
        compressed[^8] ^= 1;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read(compressed));
        Assert.Contains("expected intact gzip data, found a corrupt block, header or checksum", error.Message);
        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public void A_header_that_promises_much_does_not_make_memory_be_allocated()
    {
        byte[] file = [0, 0, 8, 1, 0x7F, 0xFF, 0xFF, 0xC7, .. new byte[1000]];
        Assert.InRange(Allocated(() => Complaint(file)), 0, 200_000);
        Assert.InRange(Allocated(() => Complaint(IdxBytes.Gzip(file))), 0, 200_000);
    }

    [Fact]
    public void Compressed_data_that_outgrows_its_header_is_not_expanded()
    {
        byte[] bomb = IdxBytes.Gzip([.. IdxBytes.Counting(10), .. new byte[50_000_000]]);
        long allocated = Allocated(() => Assert.Contains("found more data", Complaint(bomb)));
        Assert.InRange(allocated, 0, 200_000);
    }

    [Fact]
    public void A_file_that_is_not_there_or_cannot_be_opened_is_named()
    {
        using TemporaryDirectory directory = new();
        string missing = Path.Combine(directory.Path, "missing-idx1-ubyte");
        Assert.Contains(missing, Assert.Throws<FileNotFoundException>(() => IdxFile.Read(missing)).Message);
        string nowhere = Path.Combine(directory.Path, "no such directory", "file");
        Assert.Contains(nowhere, Assert.Throws<DirectoryNotFoundException>(() => IdxFile.Read(nowhere)).Message);
        Assert.Contains(directory.Path, Assert.Throws<UnauthorizedAccessException>(() => IdxFile.Read(directory.Path)).Message);
    }

    [Fact]
    public void A_file_is_recognised_by_its_content_and_its_path_is_its_name()
    {
        using TemporaryDirectory directory = new();
        byte[] file = IdxBytes.Counting(3, 4);
        string plain = directory.Write("named.gz", file);
        string compressed = directory.Write("named.plain", IdxBytes.Gzip(file));
        Assert.Equal(plain, IdxFile.Read(plain).Name);
        Assert.Equal(file.AsSpan(12), IdxFile.Read(plain).Data);
        Assert.Equal(file.AsSpan(12), IdxFile.Read(compressed).Data);
        string broken = directory.Write("broken", [0, 0, 8]);
        Assert.StartsWith($"{broken}: at byte 3: ", Assert.Throws<InvalidDataException>(() => IdxFile.Read(broken)).Message);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => IdxFile.Read(null!)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentException>(() => IdxFile.Read("")).ParamName);
        Assert.Equal("stream", Assert.Throws<ArgumentNullException>(() => IdxFile.Read(null!, "name")).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => IdxFile.Read(Stream.Null, null!)).ParamName);
        MemoryStream closed = new();
        closed.Dispose();
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => IdxFile.Read(closed, "name")).ParamName);
    }

    [Fact]
    public void An_array_in_memory_has_as_many_bytes_as_its_shape()
    {
        Assert.Equal([2, 3], new IdxArray("a", [2, 3], new byte[6]).Shape);
        Assert.Equal(1, new IdxArray("a", [], new byte[1]).Data.Length);
        Assert.Equal("shape", Assert.Throws<ArgumentException>(() => new IdxArray("a", [2, 3], new byte[5])).ParamName);
        Assert.Equal(
            "shape", Assert.Throws<ArgumentOutOfRangeException>(() => new IdxArray("a", [-2, -3], new byte[6])).ParamName);
        int[] wrapsTo0 = [.. Enumerable.Repeat(1 << 30, 8)];
        Assert.Equal("shape", Assert.Throws<ArgumentException>(() => new IdxArray("a", wrapsTo0, [])).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => new IdxArray(null!, [0], [])).ParamName);
        Assert.Equal("data", Assert.Throws<ArgumentNullException>(() => new IdxArray("a", [0], null!)).ParamName);
    }

    private static IdxArray Read(byte[] content) => IdxFile.Read(new MemoryStream(content), "the name");

    private static string Complaint(byte[] content) => Assert.Throws<InvalidDataException>(() => Read(content)).Message;

    private static long Allocated(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
