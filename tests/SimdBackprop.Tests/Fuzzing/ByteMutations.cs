using System.Buffers.Binary;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>A way to spoil a file.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Change">Changes the bytes; another file of the corpus is there to be taken from.</param>
internal sealed record FileMutation(string Name, Action<RandomSource, List<byte>, byte[]> Change)
{
    internal byte[] Of(byte[] file, byte[] other, RandomSource random)
    {
        List<byte> bytes = [.. file];
        Change(random, bytes, other);
        return [.. bytes];
    }
}

/// <summary>The ways that know nothing of the format.</summary>
internal static class ByteMutations
{
    /// <summary>Where the headers of most formats are: half of the changes are made there.</summary>
    private const int Head = 16, LongestBlock = 64;

    internal static readonly FileMutation[] All =
    [
        new("nothing", static (_, _, _) => { }),
        new("truncated", static (random, file, _) => Keep(file, random.NextInt32(file.Count + 1))),
        new("bits flipped", static (random, file, _) => Often(random, 3, () => Change(random, file, old => old ^ (1 << random.NextInt32(8))))),
        new("bytes changed", static (random, file, _) => Often(random, 8, () => Change(random, file, _ => random.NextInt32(256)))),
        new("a number overwritten", static (random, file, _) => Overwrite(random, file)),
        new("a block inserted", static (random, file, _) => file.InsertRange(Place(random, file), Noise(random))),
        new("a block removed", static (random, file, _) => file.RemoveRange(Block(random, file, out int length), length)),
        new("a block repeated", static (random, file, _) => Repeat(random, file)),
        new("a block moved", static (random, file, _) => Move(random, file)),
        new("appended to", static (random, file, _) => file.AddRange(Noise(random))),
        new("spliced with another", static (random, file, other) =>
        {
            Keep(file, random.NextInt32(file.Count + 1));
            file.AddRange(other.AsSpan(random.NextInt32(other.Length + 1)));
        }),
        new("all of another after it", static (_, file, other) => file.AddRange(other)),
        new("a block of another in it", static (random, file, other) =>
        {
            List<byte> source = [.. other];
            int start = Block(random, source, out int length);
            file.InsertRange(Place(random, file), source.GetRange(start, length));
        }),
    ];

    internal static void Keep(List<byte> file, int length) => file.RemoveRange(length, file.Count - length);

    internal static byte[] Noise(RandomSource random)
    {
        // Often of few values: zeros above all.
        int values = random.NextInt32(256) + 1;
        byte[] block = new byte[random.NextInt32(LongestBlock) + 1];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = (byte)random.NextInt32(values);
        }

        return block;
    }

    private static void Often(RandomSource random, int most, Action action)
    {
        for (int times = random.NextInt32(most); times >= 0; times--)
        {
            action();
        }
    }

    /// <summary>A place from the beginning of the file up to its end.</summary>
    private static int Place(RandomSource random, List<byte> file) =>
        random.NextInt32((random.NextInt32(2) == 0 ? Math.Min(file.Count, Head) : file.Count) + 1);

    private static int Block(RandomSource random, List<byte> file, out int length)
    {
        int start = Place(random, file);
        length = Math.Min(file.Count - start, random.NextInt32(LongestBlock) + 1);
        return start;
    }

    private static void Change(RandomSource random, List<byte> file, Func<byte, int> change)
    {
        int at = Place(random, file);
        if (at < file.Count)
        {
            file[at] = (byte)change(file[at]);
        }
    }

    private static void Overwrite(RandomSource random, List<byte> file)
    {
        uint[] numbers = [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, int.MaxValue, 1u << 31, uint.MaxValue];
        byte[] number = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, numbers[random.NextInt32(numbers.Length)]);
        if (random.NextInt32(2) == 0)
        {
            Array.Reverse(number);
        }

        int at = Place(random, file);
        file.RemoveRange(at, Math.Min(number.Length, file.Count - at));
        file.InsertRange(at, number);
    }

    private static void Repeat(RandomSource random, List<byte> file)
    {
        int start = Block(random, file, out int length);
        file.InsertRange(start, file.GetRange(start, length));
    }

    private static void Move(RandomSource random, List<byte> file)
    {
        int start = Block(random, file, out int length);
        List<byte> block = file.GetRange(start, length);
        file.RemoveRange(start, length);
        file.InsertRange(Place(random, file), block);
    }
}
