using System.Buffers.Binary;

namespace SimdBackprop.Tests;

/// <summary>Ways to spoil a file that aim at what the IDX format and the gzip format have.</summary>
internal static class IdxMutations
{
    private const int GzipHeader = 10, GzipTrailer = 8;

    internal static readonly FileMutation[] OfContent =
    [
        new("absurd sizes", static (random, file, _) =>
        {
            uint[] absurd = [uint.MaxValue, int.MaxValue, 1u << 31, 1u << 30, 1 << 16, 0x7FFFFFC7, 1, 0];
            byte[] size = new byte[4];
            for (int at = 4; at + 4 <= file.Count && at < 4 + (4 * file[3]); at += 4)
            {
                BinaryPrimitives.WriteUInt32BigEndian(size, absurd[random.NextInt32(absurd.Length)]);
                Overwrite(file, at, size);
            }
        }),
        new("a wrong magic", static (random, file, _) =>
        {
            byte[][] magics = [[0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4], [0, 0, 8, 0], [0, 0, 13, 3], [0, 0, 8, 255], [0, 0, 0, 0]];
            Overwrite(file, 0, magics[random.NextInt32(magics.Length)]);
        }),
        new("another rank", static (random, file, _) => Overwrite(file, 3, [(byte)random.NextInt32(6)])),
        new("an extent off by one", static (random, file, _) =>
        {
            int at = 7 + (4 * random.NextInt32(3));
            Overwrite(file, at, at < file.Count ? [(byte)(file[at] + 1 - (2 * random.NextInt32(2)))] : []);
        }),
    ];

    internal static readonly FileMutation[] OfGzip =
    [
        new("gzip: another header", static (random, file, _) => Overwrite(file, 2 + random.NextInt32(GzipHeader - 2), [(byte)random.NextInt32(256)])),
        new("gzip: optional fields announced", static (random, file, _) =>
        {
            // Flags for text, header checksum, extra field, name and comment, the fields of some of them there as well.
            Overwrite(file, 3, [(byte)random.NextInt32(32)]);
            file.InsertRange(Math.Min(file.Count, GzipHeader), ByteMutations.Noise(random));
        }),
        new("gzip: a name in the header", static (random, file, _) =>
        {
            Overwrite(file, 3, [8]);
            file.InsertRange(Math.Min(file.Count, GzipHeader), "digits"u8.ToArray().Append((byte)0));
        }),
        new("gzip: another checksum", static (random, file, _) =>
            Overwrite(file, file.Count - GzipTrailer + random.NextInt32(4), [(byte)random.NextInt32(256)])),
        new("gzip: another size", static (random, file, _) =>
            Overwrite(file, file.Count - (GzipTrailer / 2) + random.NextInt32(4), [(byte)random.NextInt32(256)])),
        new("gzip: without its end", static (random, file, _) => ByteMutations.Keep(file, Math.Max(0, file.Count - 1 - random.NextInt32(GzipTrailer)))),
        new("gzip: a second member", static (random, file, other) => file.AddRange(IdxBytes.Gzip(other.AsSpan(0, random.NextInt32(Math.Min(other.Length, 100)))))),
        new("gzip: in two members", static (random, file, other) =>
        {
            int middle = random.NextInt32(other.Length);
            file.Clear();
            file.AddRange(IdxBytes.Gzip(other.AsSpan(0, middle)));
            file.AddRange(IdxBytes.Gzip(other.AsSpan(middle)));
        }),
        new("gzip: compressed twice", static (_, file, _) =>
        {
            byte[] twice = IdxBytes.Gzip([.. file]);
            file.Clear();
            file.AddRange(twice);
        }),
    ];

    private static void Overwrite(List<byte> file, int at, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (at + i >= 0 && at + i < file.Count)
            {
                file[at + i] = bytes[i];
            }
        }
    }
}
