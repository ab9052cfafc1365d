using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The two element types, and the conversions that generic code needs between them and double.</summary>
internal static class ElementType
{
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfUnsupported<T>()
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"The element type is {typeof(T).Name}; float and double are supported.");
        }
    }

    /// <summary>The value rounded to <typeparamref name="T"/>; a constant when the argument is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T FromDouble<T>(double value)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Unsafe.BitCast<float, T>((float)value)
            : Unsafe.BitCast<double, T>(value);

    /// <summary>A positive value rounded to <typeparamref name="T"/>, but never to zero: what is too small becomes the smallest number there is.</summary>
    internal static T FromPositive<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = FromDouble<T>(value);
        return T.IsZero(rounded) ? T.Epsilon : rounded;
    }

    /// <summary>The value as double, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToDouble<T>(T value)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Unsafe.BitCast<T, float>(value)
            : Unsafe.BitCast<T, double>(value);

    /// <summary>The value whose representation is the one given for its type; a constant when the arguments are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T FromBits<T>(int single, long @double)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Unsafe.BitCast<int, T>(single)
            : Unsafe.BitCast<long, T>(@double);
}
