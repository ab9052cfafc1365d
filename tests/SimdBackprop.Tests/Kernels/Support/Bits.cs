using System.Globalization;
using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Comparison bit for bit, all NaNs counting as one where the contract says so.</summary>
internal static class Bits
{
    /// <summary>A NaN whose payload no arithmetic produces.</summary>
    internal static T Poison<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Contents<T>.Poison;

    internal static long Of<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value is float single
            ? BitConverter.SingleToInt32Bits(single)
            : BitConverter.DoubleToInt64Bits(ElementType.ToDouble(value));

    internal static bool Same<T>(T left, T right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of(left) == Of(right) || (T.IsNaN(left) && T.IsNaN(right));

    internal static void AssertSame<T>(T expected, T actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Same(expected, actual))
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual:R} but must be {expected:R}."));
        }
    }

    internal static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected[i], actual[i]))
            {
                AssertSame(expected[i], actual[i], $"{what}, element {i}");
            }
        }
    }

    /// <summary>The elements agree, and nothing around them was written: both matrices began with the same memory.</summary>
    internal static void AssertSame<T>(TestMatrix<T> expected, TestMatrix<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Rows; i++)
        {
            for (int j = 0; j < expected.Columns; j++)
            {
                if (!Same(expected[i, j], actual[i, j]))
                {
                    AssertSame(expected[i, j], actual[i, j], $"{what}, element ({i}, {j}) of {expected.Rows} x {expected.Columns}");
                }
            }
        }

        AssertPaddingUntouched(actual, what);
    }

    internal static void AssertPaddingUntouched<T>(TestMatrix<T> matrix, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TestMatrix<T> padding = matrix.Clone();
        padding.Fill(_ => Poison<T>());
        int changed = Array.FindIndex(padding.Memory, value => Of(value) != Of(Poison<T>()));
        Assert.True(changed < 0, $"{what}: the padding at {changed} was overwritten.");
    }
}
