using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Registry;

/// <summary>What operands are filled with, and how they are compared.</summary>
internal static class Contents<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T[] Signed = Values.Vector<T>(1 << 14, new Random(1));

    private static readonly T[] Positive = [.. Signed.Select(T.Abs)];

    /// <summary>A NaN whose payload no arithmetic produces.</summary>
    internal static T Poison { get; } = ElementType.FromBits<T>(0x7FC0_BEEF, 0x7FF8_0000_0000_BEEF);

    /// <summary>Elements of its content, different from operand to operand; what may not be read, padding among it, is poison.</summary>
    internal static void Fill(Span<T> memory, Operand shape, int operand)
    {
        if (shape.Content == Content.Nothing)
        {
            memory.Fill(Poison);
            return;
        }

        T[] source = shape.Content == Content.Positive ? Positive : Signed;
        int from = operand;
        for (Span<T> rest = memory; !rest.IsEmpty; from = 0)
        {
            int length = int.Min(rest.Length, source.Length - from);
            source.AsSpan(from, length).CopyTo(rest);
            rest = rest[length..];
        }

        for (int row = 1; row < shape.Rows && shape.Padding > 0 && shape.Columns > 0; row++)
        {
            memory.Slice((row * (shape.Columns + shape.Padding)) - shape.Padding, shape.Padding).Fill(Poison);
        }
    }

    /// <summary>The same bits, but any NaN that arithmetic produces is as good as another. Poison must be where it was.</summary>
    internal static bool AreSame(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        if (MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right)))
        {
            return true;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (!HaveSameBits(left[i], right[i]) && !(IsOwnNaN(left[i]) && IsOwnNaN(right[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOwnNaN(T value) => T.IsNaN(value) && !HaveSameBits(value, Poison);

    private static bool HaveSameBits(T left, T right) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in left)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in right)));
}
