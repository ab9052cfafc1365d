using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>The error function 2/√π · ∫₀ˣ e^−t² dt for every lane.</summary>
    /// <remarks>
    /// |x| &lt; 1: x + x·P(x²). Otherwise 1 − 2·Φ(−√2·|x|) with the F of <see cref="Gelu{T, TIsa, TVec}(TVec)"/>.
    /// Odd, the sign of zero is kept; ±∞ gives ±1.
    /// Largest error: 1.362 ULP in float, of all of them; 1.47 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Erf<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Erf(x);

    /// <summary>destination[i] ← erf(x[i]); accuracy and limits as <see cref="Erf{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Erf<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, ErfOperator<T>>(x, destination, options);
}

internal readonly struct ErfOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool FitsFourTimes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.ErfBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.ErfEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Erf(TVec x) => ErfEnd(x, ErfBegin(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> ErfBegin(TVec x) => NormalDensity(ErfArgument(x));

    /// <summary>√2·|x|, at most where 1 − 2·Φ(−u) has long been 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec ErfArgument(TVec x) => TIsa.AtMost(TIsa.Multiply(Abs(x), Constant(1.4142135623730951)), Constant(6, 9));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec ErfEnd(TVec x, Halfway<TVec> halfway)
    {
        TVec a = Abs(x);
        TVec tail = NormalTail(ErfArgument(x), halfway);
        TVec outside = TIsa.MultiplyAdd(Constant(-2), tail, One);
        TVec inside = TIsa.MultiplyAdd(a, ErfSlope(TIsa.Multiply(a, a)), a);
        return CopySign(TIsa.ConditionalSelect(TIsa.LessThan(a, One), inside, outside), x);
    }

    /// <summary>
    /// erf(x)/x − 1 for x² ≤ 1. The fit's error in erf is 2⁻²⁷·² relative for float, 2⁻⁵⁵·⁵ for double, nearly all of it the
    /// rounding of the coefficients.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec ErfSlope(TVec square)
    {
        TVec square2 = TIsa.Multiply(square, square);
        TVec square4 = TIsa.Multiply(square2, square2);
        if (typeof(T) == typeof(float))
        {
            TVec terms4 = TIsa.MultiplyAdd(Constant(7.875875e-05), square2, Horner(square, -8.0168643e-04, 5.1890872e-03));
            return TIsa.MultiplyAdd(terms4, square4, Estrin(square, square2, -2.6854211e-02, 1.1283594e-01, -3.7612626e-01, 1.2837917e-01));
        }

        TVec terms8 = TIsa.MultiplyAdd(
            Constant(5.957176147748911e-11),
            square4,
            Estrin(square, square2, -1.1372848856791674e-09, 1.4659775274047436e-08, -1.6350312701054695e-07, 1.6461000484121368e-06));
        TVec terms0 = TIsa.MultiplyAdd(
            Estrin(square, square2, -1.4925595266831182e-05, 0.0001205533111164271, -0.000854832698083379, 0.0052239776248180145),
            square4,
            Estrin(square, square2, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375, 0.1283791670955126));
        return TIsa.MultiplyAdd(terms8, TIsa.Multiply(square4, square4), terms0);
    }
}
