using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>The logistic function 1 / (1 + e^−x) for every lane.</summary>
    /// <remarks>
    /// s = 1 / (1 + e^|x|) for x &lt; 0, 1 − s for others; s ≤ ½, so that the difference does not cancel. The divisor is put together from the parts of the exponential, not from
    /// the exponential rounded. Its three roundings at worst add up to two units in the last place, where x is near zero.
    /// −∞ gives +0, ±0 gives ½, +∞ gives 1.
    /// Largest error: 1.9991 ULP in float, of all of them; 1.990 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Sigmoid<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Sigmoid(x);

    /// <summary>destination[i] ← 1 / (1 + e^−x[i]); accuracy and limits as <see cref="Sigmoid{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, SigmoidOperator<T>>(x, destination, options);
}

internal readonly struct SigmoidOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Apply<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Sigmoid(x);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    /// <summary>s = 1 / (1 + e^|x|) for negative x, 1 − s for others: there s is at most half and its error counts half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Sigmoid(TVec x)
    {
        // c is so small that the divisor is a number even where the quotient is subnormal.
        TVec bounded = TIsa.AtLeast(TIsa.BitOr(x, SignMask), Constant(-104, -746));
        TVec s = TIsa.Divide(Constant(1.0 / (1 << 24), 1.0 / (1L << 53)), LogisticDivisor(bounded, Constant(1.0 / (1 << 24), 1.0 / (1L << 53)), Constant(24, 53)));
        return TIsa.ConditionalSelect(TIsa.LessThan(x, TIsa.Zero), s, TIsa.Subtract(One, s));
    }

    /// <summary>
    /// c·(1 + e^−x), c = 2^−scale, to little more than half a unit in the last place; x is at most 0 and c·e^−x below the largest number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec LogisticDivisor(TVec x, TVec c, TVec scale)
    {
        // The integer beside n is the exponent of c·2ⁿ as numbers store it, behind the sign bit: one shift makes −c·2ⁿ.
        TVec magic = TIsa.Subtract(TIsa.Add(IntegerMagic, Constant(256 + 127, 2048 + 1023)), scale);
        TVec shifted = TIsa.MultiplyAdd(x, Constant(-1.4426950408889634), magic);
        TVec negated = ToExponent(shifted);
        TVec number = TIsa.Subtract(shifted, magic);

        // r = x + n·ln 2, so that e^−x = 2ⁿ·(1 − p).
        TVec r = TIsa.MultiplyAdd(number, Ln2Low, TIsa.MultiplyAdd(number, Ln2, x));
        TVec r2 = TIsa.Multiply(r, r);
        TVec p = TIsa.MultiplyAdd(r2, LogisticQuotient(r, r2), r);

        // c·2ⁿ + (c − p·c·2ⁿ): the greatest term last, because the others lose less in rounding.
        return TIsa.Subtract(TIsa.MultiplyAdd(negated, p, c), negated);
    }

    /// <summary>(1 − e^−r − r) / r², the function of <see cref="ExpQuotient"/> at −r, negated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec LogisticQuotient(TVec r, TVec r2)
    {
        if (typeof(T) == typeof(float))
        {
            TVec high = TIsa.MultiplyAdd(Constant(-1.38637214e-03), r2, Horner(r, 8.3675487e-03, -4.16672416e-02));
            return TIsa.MultiplyAdd(high, r2, Horner(r, 1.66665331e-01, -0.5));
        }

        TVec r4 = TIsa.Multiply(r2, r2);
        TVec terms8 = Horner(r, 2.4978243427481003e-08, -2.7625323474784786e-07);
        TVec terms4 = TIsa.MultiplyAdd(Horner(r, 2.7557642122867763e-06, -2.4801508366080692e-05), r2, Horner(r, 0.0001984126946399563, -0.0013888888927025107));
        TVec terms0 = TIsa.MultiplyAdd(Horner(r, 0.008333333333501362, -0.04166666666660345), r2, Horner(r, 0.1666666666666643, -0.5));
        return TIsa.MultiplyAdd(TIsa.MultiplyAdd(terms8, r4, terms4), r4, terms0);
    }
}
