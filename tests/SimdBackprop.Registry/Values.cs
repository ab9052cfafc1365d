using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>Random elements, and the few values that arithmetic treats specially.</summary>
internal static class Values
{
    private const int OneSpecialIn = 50;

    internal static T Next<T>(Random random, bool specials = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (specials && random.Next(OneSpecialIn) == 0)
        {
            return Special<T>(random.Next(8));
        }

        double mantissa = (random.NextDouble() * 2) - 1;
        return ElementType.FromDouble<T>(Math.ScaleB(mantissa, -random.Next(7)));
    }

    internal static T[] Vector<T>(int length, Random random, bool specials = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] vector = new T[length];
        foreach (ref T element in vector.AsSpan())
        {
            element = Next<T>(random, specials);
        }

        return vector;
    }

    private static T Special<T>(int which)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => which switch
        {
            0 => T.Zero,
            1 => T.NegativeZero,
            2 => T.NaN,
            3 => T.PositiveInfinity,
            4 => T.NegativeInfinity,
            5 => T.Epsilon,
            6 => ElementType.FromBits<T>(0x7F7F_FFFF, 0x7FEF_FFFF_FFFF_FFFF),
            _ => T.One,
        };
}
