using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>ln x for every lane.</summary>
    /// <remarks>
    /// x = 2ᵏ·(1 + f) with √½ ≤ 1 + f &lt; √2; s = f / (2 + f), ln(1 + f) = f − (½f² − s·(½f² + R(s²))): fdlibm's arrangement.
    /// Subnormal arguments are scaled up first. ln ±0 = −∞, ln x = NaN for x &lt; 0, ln +∞ = +∞, ln 1 = +0.
    /// Largest error: 0.835 ULP in float, of all of them; 0.83 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Log<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Log(x);

    /// <summary>destination[i] ← ln x[i]; accuracy and limits as <see cref="Log{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, LogOperator<T>>(x, destination, options);
}

internal readonly struct LogOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.LogBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.LogEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Log(TVec x) => LogEnd(x, LogBegin(x));

    /// <summary>x = 2ᵏ·(1 + f + fLow): k, f and fLow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> LogBegin(TVec x)
    {
        TVec subnormal = TIsa.LessThan(x, Constant(1.1754943508222875e-38, 2.2250738585072014e-308));
        TVec normal = TIsa.ConditionalSelect(subnormal, TIsa.Multiply(x, Constant(1 << 24, 1L << 54)), x);
        TVec mantissa = SplitExponent(normal, out _, out TVec k);
        k = TIsa.Subtract(k, TIsa.ConditionalSelect(subnormal, Constant(24, 54), TIsa.Zero));
        return new(k, TIsa.Subtract(mantissa, One));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec LogEnd(TVec x, Halfway<TVec> halfway) => LogLimits(LogOfSplit(halfway), x, x);

    /// <summary>
    /// value = mantissa·2ᵏ with √½ ≤ mantissa &lt; √2 for normal positive values; k as an integer representation
    /// and as a number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec SplitExponent(TVec value, out TVec integer, out TVec number)
    {
        TVec aboveSqrtHalf = TIsa.BitSubtract(value, TIsa.Broadcast(ElementType.FromBits<T>(0x3f3504f3, 0x3fe6a09e667f3bcd)));
        integer = FromExponent(aboveSqrtHalf);
        number = TIsa.Subtract(TIsa.BitAdd(integer, IntegerMagic), IntegerMagic);
        return TIsa.BitSubtract(value, ToExponent(integer));
    }

    /// <summary>
    /// k·ln 2 + ln(1 + f + fLow). Fit of R(z)/z, R(s²) = (ln((1 + s)/(1 − s)) − 2s)/s, for z up to its largest value: the error
    /// relative to the logarithm is 2⁻³¹·⁶ for float, 2⁻⁶⁰·⁶ for double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec LogOfSplit(Halfway<TVec> halfway)
    {
        TVec k = halfway.First;
        TVec f = halfway.Second;
        TVec fLow = halfway.Third;
        TVec s = TIsa.Divide(f, TIsa.Add(Constant(2), f));
        TVec z = TIsa.Multiply(s, s);
        TVec z2 = TIsa.Multiply(z, z);
        TVec r;
        if (typeof(T) == typeof(float))
        {
            r = Estrin(z, z2, 2.3332763e-01, 2.8550735e-01, 4.0000123e-01, 6.666667e-01);
        }
        else
        {
            TVec terms4 = Estrin(z, z2, 0.13089445145246312, 0.1326850331279476, 0.15386249788196105, 0.181817954545265);
            r = TIsa.MultiplyAdd(terms4, TIsa.Multiply(z2, z2), Estrin(z, z2, 0.2222222239345263, 0.28571428570795937, 0.4000000000000089, 0.6666666666666666));
        }

        TVec halfSquare = TIsa.Multiply(TIsa.Multiply(f, Constant(0.5)), f);
        TVec low = TIsa.MultiplyAdd(k, Ln2Low, fLow);
        TVec correction = TIsa.Subtract(halfSquare, TIsa.MultiplyAdd(s, TIsa.MultiplyAdd(z, r, halfSquare), low));
        return TIsa.MultiplyAdd(k, Ln2, TIsa.Subtract(f, correction));
    }

    /// <summary>The logarithm of shifted (x or 1 + x) at its limits: −∞ at zero, NaN below, x itself for +∞ and NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec LogLimits(TVec log, TVec x, TVec shifted)
    {
        // The limits first: the logarithm comes late, and then one choice is left.
        TVec limit = TIsa.ConditionalSelect(TIsa.LessThan(shifted, TIsa.Zero), Constant(double.NaN), x);
        limit = TIsa.ConditionalSelect(TIsa.NotEqual(shifted, TIsa.Zero), limit, Constant(double.NegativeInfinity));
        return TIsa.ConditionalSelect(TIsa.BitAnd(TIsa.LessThan(TIsa.Zero, shifted), TIsa.LessThan(x, Infinity)), log, limit);
    }
}
