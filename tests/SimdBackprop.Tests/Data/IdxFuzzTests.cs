using System.Buffers.Binary;
using System.Numerics;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using Xunit.Abstractions;

namespace SimdBackprop.Tests;

/// <summary>
/// Mutated IDX files. Whether a plain file is right is decided by a second, naive reading of the format; a compressed file that
/// was mutated after compression may only be refused or read as what it was.
/// </summary>
public class IdxFuzzTests(ITestOutputHelper output)
{
    private const ulong Seed = 20_240_607;
    private const int Inputs = 100_000;

    // No file here has more than 2 kB of data: what is allowed for is the reader's first chunk, the gzip stream and the messages.
    private const long AllocationLimit = 150_000;

    private static readonly string[] Complaints =
    [
        "expected a magic number", "expected the magic number", "expected the element type", "expected a rank",
        "extents of 4 bytes", "elements, found extent", "found more data", "bytes of data", "expected intact gzip data",
        "of the compressed file",
    ];

    [Fact]
    public void A_mutated_file_is_read_right_or_refused_and_allocates_little()
    {
        output.WriteLine($"seed {Seed}");
        RandomSource random = new(Seed);
        byte[][] files = [IdxBytes.Counting(9), IdxBytes.Counting(0), IdxBytes.Counting(3, 4, 5), IdxBytes.Counting(41, 7, 7)];
        Action<RandomSource, List<byte>>[] mutations = [Truncate, FlipBits, MakeSizesAbsurd, MakeMagicWrong, Append, Nothing];
        int[] complaints = new int[Complaints.Length];
        int[] accepted = new int[3];
        for (int i = 0; i < Inputs; i++)
        {
            byte[] file = files[random.NextInt32(files.Length)];
            int form = random.NextInt32(3);
            Action<RandomSource, List<byte>> mutate = mutations[random.NextInt32(mutations.Length)];
            byte[] content = form == 2 ? Mutated(IdxBytes.Gzip(file), mutate, random) : Mutated(file, mutate, random);
            byte[] input = form == 1 && content.Length > 0 ? IdxBytes.Gzip(content) : content;
            bool looksCompressed = form == 0 && content is [0x1F, 0x8B, ..];

            long before = GC.GetAllocatedBytesForCurrentThread();
            (IdxArray? array, string? message) = TryRead(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            string what = $"input {i} of seed {Seed}, form {form}, {mutate.Method.Name}: {Convert.ToHexString(input)}";
            Assert.True(allocated < AllocationLimit, $"{allocated} bytes were allocated for {what}");
            byte[]? expected = form == 2 ? (array is null ? null : file) : looksCompressed ? null : WellFormed(content);
            Assert.True(expected is not null == array is not null, $"{message ?? "accepted"}: {what}");
            if (array is null)
            {
                complaints[Array.FindIndex(Complaints, message!.Contains)]++;
                Assert.StartsWith("fuzz: at byte ", message);
            }
            else
            {
                accepted[form]++;
                Assert.True(expected.AsSpan(4 + (4 * array.Shape.Length)).SequenceEqual(array.Data), what);
            }
        }

        output.WriteLine($"accepted: {string.Join(", ", accepted)}");
        output.WriteLine(string.Join(Environment.NewLine, Complaints.Zip(complaints, (text, count) => $"{count,6} {text}")));
        Assert.DoesNotContain(0, complaints);
        Assert.DoesNotContain(0, accepted);
    }

    private static (IdxArray? Array, string? Message) TryRead(byte[] input)
    {
        try
        {
            return (IdxFile.Read(new MemoryStream(input), "fuzz"), null);
        }
        catch (InvalidDataException refused)
        {
            return (null, refused.Message);
        }
    }

    private static byte[] Mutated(byte[] file, Action<RandomSource, List<byte>> mutate, RandomSource random)
    {
        List<byte> content = [.. file];
        mutate(random, content);
        return [.. content];
    }

    private static byte[]? WellFormed(byte[] file)
    {
        if (file is not [0, 0, 8, > 0, ..] || file.Length < 4 + (4 * file[3]))
        {
            return null;
        }

        BigInteger length = 1;
        for (int i = 0; i < file[3]; i++)
        {
            BigInteger extent = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4 + (4 * i)));
            length *= extent;
            if (extent > Array.MaxLength || length > Array.MaxLength)
            {
                return null;
            }
        }

        return file.Length == 4 + (4 * file[3]) + length ? file : null;
    }

    private static void Nothing(RandomSource random, List<byte> file)
    {
    }

    private static void Truncate(RandomSource random, List<byte> file)
    {
        int length = random.NextInt32(file.Count);
        file.RemoveRange(length, file.Count - length);
    }

    private static void Append(RandomSource random, List<byte> file)
    {
        for (int count = random.NextInt32(20); count >= 0; count--)
        {
            file.Add((byte)random.NextInt32(random.NextInt32(256) + 1));
        }
    }

    private static void FlipBits(RandomSource random, List<byte> file)
    {
        // Half of the flips go to the first bytes, where the headers are.
        for (int flips = random.NextInt32(3); flips >= 0; flips--)
        {
            int at = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(file.Count, 16) : file.Count);
            file[at] ^= (byte)(1 << random.NextInt32(8));
        }
    }

    private static void MakeSizesAbsurd(RandomSource random, List<byte> file)
    {
        uint[] absurd = [uint.MaxValue, int.MaxValue, 1u << 31, 1u << 30, 1 << 16, 0x7FFFFFC7, 1, 0];
        for (int at = 4; at < Math.Min(4 + (4 * file[3]), file.Count - 3); at += 4)
        {
            byte[] size = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(size, absurd[random.NextInt32(absurd.Length)]);
            file.RemoveRange(at, 4);
            file.InsertRange(at, size);
        }
    }

    private static void MakeMagicWrong(RandomSource random, List<byte> file)
    {
        byte[][] magics = [[0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4], [0, 0, 8, 0], [0, 0, 13, 3], [0, 0, 8, 255], [0, 0, 0, 0]];
        file.RemoveRange(0, 4);
        file.InsertRange(0, magics[random.NextInt32(magics.Length)]);
    }
}
