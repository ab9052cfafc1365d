using System.Buffers.Binary;
using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>What must come of an IDX file, by a second and naive reading of the format.</summary>
/// <param name="Complaint">Words of the message; null if the file is right.</param>
/// <param name="Offset">The byte at which the message must say that something is wrong.</param>
internal sealed record IdxVerdict(string? Complaint, long Offset)
{
    internal const string ShortMagic = "expected a magic number of 4 bytes";
    internal const string OtherMagic = "expected the magic number 00 00 08";
    internal const string OtherType = "expected the element type 08";
    internal const string NoRank = "expected a rank of at least 1";
    internal const string ShortExtents = "extents of 4 bytes, found the end";
    internal const string TooLarge = "elements, found extent";
    internal const string MoreData = "found more data";
    internal const string ShortData = "bytes of data";

    internal static readonly IdxVerdict Right = new(null, 0);

    internal static readonly string[] Complaints = [ShortMagic, OtherMagic, OtherType, NoRank, ShortExtents, TooLarge, MoreData, ShortData];

    internal static IdxVerdict Of(byte[] file)
    {
        switch (file)
        {
            case { Length: < 4 }:
                return new IdxVerdict(ShortMagic, file.Length);
            case not [0, 0, _, _, ..]:
                return new IdxVerdict(OtherMagic, 0);
            case not [_, _, 8, _, ..]:
                return new IdxVerdict(OtherType, 2);
            case [_, _, _, 0, ..]:
                return new IdxVerdict(NoRank, 3);
        }

        (BigInteger length, int rank) = (1, file[3]);
        for (int i = 0; i < rank; i++)
        {
            int at = 4 + (4 * i);
            if (file.Length < at + 4)
            {
                return new IdxVerdict(ShortExtents, file.Length);
            }

            BigInteger extent = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            length *= extent;
            if (BigInteger.Max(extent, length) > Array.MaxLength)
            {
                return new IdxVerdict(TooLarge, at);
            }
        }

        long end = 4 + (4 * rank) + (long)length;
        return file.Length < end ? new IdxVerdict(ShortData, file.Length) : file.Length > end ? new IdxVerdict(MoreData, end) : Right;
    }
}
