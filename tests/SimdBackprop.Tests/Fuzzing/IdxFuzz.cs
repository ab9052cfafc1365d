using System.IO.Compression;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// IDX files, plain and compressed, spoilt before they are compressed or after. What must come of a file that is not compressed or was spoilt before is known
/// to the byte; one that was spoilt after may only be refused, or read as a file of the corpus.
/// </summary>
internal sealed class IdxFuzz : FuzzedReader
{
    /// <summary>What reading allocates at most, besides the data: the first chunk, the gzip stream, and an exception with its messages.</summary>
    private const long FixedAllocation = 150_000;

    /// <summary>What the data allocate at most, for each byte that has arrived: a buffer that doubles is never more than two such bytes, and those before it add up to as many.</summary>
    private const long AllocationOfAByte = 4;

    /// <summary>In short reads a segment is a few bytes; finding it takes time by their number.</summary>
    private const int MostInSegments = 2_000;

    private const string InputName = "fuzz";
    private const string CorruptGzip = "expected intact gzip data";
    private const string GzipEnd = "of the compressed file: expected it to end with the checksum and the size";
    private const string RightPlain = "right, plain", RightCompressed = "right, compressed", RightDamaged = "right, in damaged gzip";

    private static readonly byte[][] Small =
    [
        IdxBytes.Counting(9), IdxBytes.Counting(0), IdxBytes.Counting(1, 1, 1, 1, 1), IdxBytes.Counting(3, 4, 5), IdxBytes.Counting(5, 0, 7),
        IdxBytes.Counting(41, 7, 7), Digits("labels-idx1"),
    ];

    // The images are larger than the reader's first chunk, and so are the zeros, which gzip makes almost nothing of.
    private static readonly byte[][] Large = [Digits("images-idx3"), IdxBytes.File([400, 700], new byte[280_000])];

    private static readonly CompressionLevel[] Levels = [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.SmallestSize];

    private static readonly byte[][] Corpus = [.. Small, .. Large];

    private static readonly HashSet<string> CorpusContents = [.. Corpus.Select(Convert.ToHexString)];

    private static readonly FileMutation[] OfContent = [.. ByteMutations.All, .. IdxMutations.OfContent];

    private static readonly FileMutation[] OfGzip = [.. ByteMutations.All, .. IdxMutations.OfGzip];

    internal override IEnumerable<string> Mutations => OfContent.Concat(OfGzip).Select(static mutation => mutation.Name).Distinct();

    internal override IEnumerable<string> Verdicts => [.. IdxVerdict.Complaints, CorruptGzip, GzipEnd, RightPlain, RightCompressed, RightDamaged];

    public override void Dispose()
    {
    }

    internal override FuzzedInput Try(RandomSource random)
    {
        byte[] file = NextFile(random), other = NextFile(random);
        bool isPlain = random.NextInt32(3) == 0, isDamaged = !isPlain && random.NextInt32(2) == 0;
        CompressionLevel level = Choose<CompressionLevel>(random, Levels);
        if (isDamaged)
        {
            (file, other) = (IdxBytes.Gzip(file, level), random.NextInt32(2) == 0 ? other : IdxBytes.Gzip(other, level));
        }

        string[] made = [.. Enumerable.Range(0, 1 + random.NextInt32(2)).Select(_ =>
        {
            FileMutation mutation = Choose<FileMutation>(random, isDamaged ? OfGzip : OfContent);
            file = mutation.Of(file, other, random);
            return mutation.Name;
        })];
        bool isSound = !isPlain && !isDamaged;
        byte[] input = isSound ? IdxBytes.Gzip(file, level) : file;

        // A file whose first bytes have become those of gzip is compressed, whatever it was; and nothing compressed is nothing.
        bool isCompressed = input is [0x1F, 0x8B, ..];
        string verdict = isCompressed && !isSound ? Damaged(input, random) : Known(input, isCompressed ? file : input, isCompressed, random);
        return new FuzzedInput(made, verdict);
    }

    private static string Known(byte[] input, byte[] content, bool isCompressed, RandomSource random)
    {
        (IdxArray? array, string message) = Read(input, content.Length, random);
        IdxVerdict verdict = IdxVerdict.Of(content);
        if (verdict.Complaint is { } complaint)
        {
            Assert.True(array is null, $"It was read, but must be refused: {complaint}");
            Assert.StartsWith($"{InputName}: at byte {verdict.Offset}{(isCompressed ? " of the decompressed content" : "")}: ", message);
            Assert.Contains(complaint, message, StringComparison.Ordinal);
            return complaint;
        }

        Assert.True(array is not null, message);
        AssertSame(content, array);
        return isCompressed ? RightCompressed : RightPlain;
    }

    private static string Damaged(byte[] input, RandomSource random)
    {
        (IdxArray? array, string message) = Read(input, LengthOfContent(input), random);
        if (array is not null)
        {
            Assert.True(CorpusContents.Contains(Convert.ToHexString(IdxBytes.File(array.Shape, array.Data))), $"It was read as what no file is: {Convert.ToHexString(input)}");
            return RightDamaged;
        }

        Assert.Matches($"^{InputName}: at byte [0-9]+ of the (decompressed content|compressed file): expected .*, found ", message);
        string[] complaints = [CorruptGzip, GzipEnd, .. IdxVerdict.Complaints];
        return Array.Find(complaints, complaint => message.Contains(complaint, StringComparison.Ordinal)) ?? message;
    }

    private static (IdxArray? Array, string Message) Read(byte[] input, long contentLength, RandomSource random)
    {
        bool inSegments = input.Length is > 0 and < MostInSegments && random.NextInt32(8) == 0;
        using MemoryStream stream = inSegments ? new SegmentStream([.. input.Chunk(1 + random.NextInt32(50))]) : new MemoryStream(input);
        (IdxArray? array, string message) = (null, "");
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            array = IdxFile.Read(stream, InputName);
        }
        catch (InvalidDataException refused)
        {
            message = refused.Message;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = FixedAllocation + (AllocationOfAByte * contentLength);
        Assert.True(allocated <= limit, $"{allocated} bytes were allocated, at most {limit} may be; {message}");
        return (array, message);
    }

    /// <summary>How much comes out of a gzip file before it ends or turns out to be damaged.</summary>
    private static long LengthOfContent(byte[] input)
    {
        long length = 0;
        byte[] buffer = new byte[4_096];
        using GZipStream content = new(new MemoryStream(input), CompressionMode.Decompress);
        try
        {
            while (content.Read(buffer) is var count and > 0)
            {
                length += count;
            }
        }
        catch (InvalidDataException)
        {
        }

        // The last read may have come to more than it could return.
        return length + buffer.Length;
    }

    private static void AssertSame(byte[] content, IdxArray array) =>
        Assert.True(content.AsSpan().SequenceEqual(IdxBytes.File(array.Shape, array.Data)), "The array is not what is in the file.");

    private static byte[] NextFile(RandomSource random) => Choose<byte[]>(random, random.NextInt32(64) == 0 ? Large : Small);

    private static byte[] Digits(string name)
    {
        IdxArray digits = IdxFile.Read(Path.Combine(Repository.Root, "src", "SimdBackprop.Cli", "Resources", $"digits-{name}-ubyte.gz"));
        return IdxBytes.File(digits.Shape, digits.Data);
    }
}
