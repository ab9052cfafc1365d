using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>tanh x for every lane.</summary>
    /// <remarks>
    /// |x| + |x|³·q(x²) up to |x| = 0.55, beyond 1 − 2e / (1 + e) with e = e^(−2|x|).
    /// Odd, the sign of zero is kept; ±∞ gives ±1.
    /// Largest error: 1.439 ULP in float, of all of them; 1.64 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Tanh<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Tanh(x);

    /// <summary>destination[i] ← tanh x[i]; accuracy and limits as <see cref="Tanh{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, TanhOperator<T>>(x, destination, options);
}

internal readonly struct TanhOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Apply<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Tanh(x);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Tanh(TVec x)
    {
        TVec u = TIsa.AtMost(Abs(x), Constant(10, 20));

        // Twice e^(−2u), to 2⁻²³ or 2⁻⁵² of itself: −2u = n·ln 2 − 2ρ. The integer beside n is one more, for the factor of two; the exponents stay those of normal numbers.
        TVec magic = TIsa.Add(IntegerMagic, One);
        TVec shifted = TIsa.MultiplyAdd(u, Constant(-2.8853900817779268), magic);
        TVec rho = TIsa.MultiplyAdd(TIsa.Subtract(shifted, magic), Constant(0.5 * Ln2Single, 0.5 * Ln2Double), u);
        TVec twice = TIsa.BitAdd(TanhPower(rho), ToExponent(shifted));
        TVec far = TIsa.Subtract(One, TIsa.Divide(twice, TIsa.MultiplyAdd(twice, Constant(0.5), One)));

        // Near zero that difference would cancel.
        TVec z = TIsa.Multiply(u, u);
        TVec near = TIsa.MultiplyAdd(TIsa.Multiply(u, z), TanhSlope(z), u);
        TVec magnitude = TIsa.ConditionalSelect(TIsa.LessThan(Constant(0.55), u), far, near);
        return TIsa.BitOr(magnitude, TIsa.BitAnd(x, SignMask));
    }

    /// <summary>e^(−2ρ), |ρ| ≤ ¼ ln 2. Minimax of the relative error: 2⁻²⁷·⁷ for float, 2⁻⁵⁶·⁵ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec TanhPower(TVec rho)
    {
        TVec rho2 = TIsa.Multiply(rho, rho);
        if (typeof(T) == typeof(float))
        {
            TVec terms2 = TIsa.MultiplyAdd(
                TIsa.MultiplyAdd(Constant(8.84125084e-02), rho2, Horner(rho, -2.67801166e-01, 6.66694343e-01)), rho2, Horner(rho, -1.33332157, 1.99999976));
            return TIsa.MultiplyAdd(terms2, rho2, Horner(rho, -2, 1));
        }

        TVec rho4 = TIsa.Multiply(rho2, rho2);
        TVec terms8 = TIsa.MultiplyAdd(Horner(rho, -5.119991015496664e-05, 0.00028293520470985074), rho2, Horner(rho, -0.0014109484766705429, 0.006349182139033218));
        TVec terms4 = TIsa.MultiplyAdd(Horner(rho, -0.025396824965877085, 0.08888888924128441), rho2, Horner(rho, -0.2666666666718635, 0.6666666666644655));
        TVec terms0 = TIsa.MultiplyAdd(Horner(rho, -1.3333333333333128, 2.0000000000000044), rho2, Horner(rho, -2, 1));
        return TIsa.MultiplyAdd(TIsa.MultiplyAdd(terms8, rho4, terms4), rho4, terms0);
    }

    /// <summary>q(z) = (tanh(u)/u − 1)/z, z = u² ≤ 0.55². Minimax of its error relative to tanh: 2⁻²⁷·⁵ for float, 2⁻⁵⁷·⁵ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec TanhSlope(TVec z)
    {
        TVec z2 = TIsa.Multiply(z, z);
        if (typeof(T) == typeof(float))
        {
            TVec high = TIsa.MultiplyAdd(Constant(-6.28179219e-03), z2, Horner(z, 2.10773069e-02, -5.38537577e-02));
            return TIsa.MultiplyAdd(high, z2, Horner(z, 1.33326009e-01, -3.33333194e-01));
        }

        TVec z4 = TIsa.Multiply(z2, z2);
        TVec terms8 = TIsa.MultiplyAdd(Constant(-1.9516711515495083e-05), z2, Horner(z, 8.335325765946294e-05, -0.00023340810277695833));
        TVec terms4 = TIsa.MultiplyAdd(Horner(z, 0.0005884552813523791, -0.001455545566760436), z2, Horner(z, 0.0035920924696636993, -0.008863232646757426));
        TVec terms0 = TIsa.MultiplyAdd(Horner(z, 0.021869488388747225, -0.053968253963866605), z2, Horner(z, 0.13333333333326813, -0.333333333333333));
        return TIsa.MultiplyAdd(TIsa.MultiplyAdd(terms8, z4, terms4), z4, terms0);
    }
}
