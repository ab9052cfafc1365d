using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>The logistic function 1 / (1 + e^−x) for every lane.</summary>
    /// <remarks>
    /// s = 1 / (1 + e^|x|) for x &lt; 0, 1 − s for others; s ≤ ½, so that the difference does not cancel. The divisor is put together from the parts of the exponential, not from
    /// the exponential rounded. Its three roundings at worst add up to two units in the last place, where x is near zero.
    /// −∞ gives +0, ±0 gives ½, +∞ gives 1, NaN gives NaN; below −103.97 (−745.13) the result is +0.
    /// Largest error: 1.9992 ULP in float, of all of them; 1.998 ULP measured in double.
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
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.SigmoidBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.SigmoidEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    // −log₂ of c, which is so small that the divisor is a number even where the quotient is subnormal.
    private const int SigmoidScaleSingle = 24;
    private const int SigmoidScaleDouble = 53;

    /// <summary>s = 1 / (1 + e^|x|) for negative x, 1 − s for others: there s is at most half and its error counts half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Sigmoid(TVec x) => SigmoidEnd(x, SigmoidBegin(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> SigmoidBegin(TVec x) => LogisticBegin(TIsa.AtMost(Abs(x), Constant(104, 746)), SigmoidScaleSingle, SigmoidScaleDouble);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec SigmoidEnd(TVec x, Halfway<TVec> halfway)
    {
        TVec c = Constant(1.0 / (1L << SigmoidScaleSingle), 1.0 / (1L << SigmoidScaleDouble));
        TVec s = TIsa.Divide(c, LogisticDivisor(halfway, c));
        return TIsa.ConditionalSelect(TIsa.LessThan(x, TIsa.Zero), s, TIsa.Subtract(One, s));
    }

    /// <summary>u = n·ln 2 + r: c·2ⁿ and r, with c = 2^−<paramref name="single"/> in float and 2^−<paramref name="double"/> in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Halfway<TVec> LogisticBegin(TVec u, int single, int @double)
    {
        // The integer beside n is the exponent of c·2ⁿ as numbers store it, so that one shift makes that power.
        TVec magic = Constant(RoundingSingle + 127 - single, RoundingDouble + 1023 - @double);
        TVec shifted = TIsa.MultiplyAdd(u, Constant(1.4426950408889634), magic);
        TVec number = TIsa.Subtract(shifted, magic);
        return new(ToExponent(shifted), TIsa.MultiplyAdd(number, Negate(Ln2Low), TIsa.MultiplyAdd(number, Negate(Ln2), u)));
    }

    /// <summary>
    /// c·(1 + e^u) from what <see cref="LogisticBegin"/> has made of u, to little more than half a unit in the last place; u is not negative and c·e^u below the largest number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec LogisticDivisor(Halfway<TVec> halfway, TVec c)
    {
        TVec power = halfway.First;
        TVec r = halfway.Second;

        // c·e^u = c·2ⁿ·(1 + p).
        TVec p = TIsa.MultiplyAdd(TIsa.Multiply(r, r), ExpQuotient(r), r);

        // c·2ⁿ + (p·c·2ⁿ + c): the greatest term last, because the others lose less in rounding.
        return TIsa.Add(power, TIsa.MultiplyAdd(power, p, c));
    }
}
