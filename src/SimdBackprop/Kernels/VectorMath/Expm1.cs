using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>eˣ − 1, accurate also near 0, for every lane.</summary>
    /// <remarks>
    /// x = n·ln 2 + r as for the exponential; the sum (2ⁿ − 1) + 2ⁿ·(e^r − 1) is formed with its rounding errors, which are added
    /// last. The sign of zero is kept; −∞ gives −1, +∞ gives +∞.
    /// Largest error: 1.126 ULP in float, of all of them; 1.35 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Expm1<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Expm1(x);

    /// <summary>destination[i] ← e^x[i] − 1; accuracy and limits as <see cref="Expm1{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Expm1<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, Expm1Operator<T>>(x, destination, options);
}

internal readonly struct Expm1Operator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Expm1Begin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Expm1End(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Expm1(TVec x) => Expm1End(x, Expm1Begin(x));

    /// <summary>x = n·ln 2 + r + rLow: n as a number, r and rLow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> Expm1Begin(TVec x)
    {
        TVec r = ReduceByLn2(TIsa.AtMost(TIsa.AtLeast(x, Constant(-80)), Constant(89, 710)), TIsa.Zero, out TVec number, out TVec rLow);
        return new(number, r, rLow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Expm1End(TVec x, Halfway<TVec> halfway)
    {
        TVec r = halfway.Second;
        TVec tail = ExpTail(r, halfway.Third);
        TVec p = TIsa.Add(r, tail);
        TVec pLow = TIsa.Subtract(tail, TIsa.Subtract(p, r));

        // unit·(eˣ − 1): above 1 everything is computed at half size, because 2ⁿ would overflow before the result does. unit·2ⁿ by way of 2ⁿ⁻¹, because 2ⁿ may be out of range; where n is 0, tiny x are
        // multiplied by exactly 1.
        TVec large = TIsa.LessThan(One, x);
        TVec unit = TIsa.ConditionalSelect(large, Constant(0.5), One);
        TVec n = TIsa.BitSubtract(TIsa.Add(halfway.First, IntegerMagic), IntegerMagic);
        TVec previous = TIsa.BitSubtract(n, TIsa.Broadcast(ElementType.FromBits<T>(1, 1)));
        TVec scale = TIsa.Multiply(PowerOfTwo(previous), TIsa.Add(unit, unit));
        TVec power = TIsa.Subtract(scale, unit);
        TVec scaled = TIsa.Multiply(p, scale);
        TVec sum = TIsa.Add(power, scaled);
        TVec sumLow = TIsa.Add(RoundingErrorOfSum(scale, Negate(unit), power), TIsa.Subtract(scaled, TIsa.Subtract(sum, power)));
        TVec low = TIsa.MultiplyAdd(pLow, scale, sumLow);
        return CopySign(TIsa.Multiply(TIsa.Add(sum, low), TIsa.ConditionalSelect(large, Constant(2), One)), x);
    }
}
