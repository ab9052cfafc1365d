using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>tanh x for every lane.</summary>
    /// <remarks>
    /// |x| = ½n·ln 2 + ρ with |ρ| ≤ ¼ ln 2 and t = tanh ρ: tanh |x| = (2ⁿ − 1 + (2ⁿ + 1)·t) / (2ⁿ + 1 + (2ⁿ − 1)·t), computed as a multiple of ¼ and a small quotient.
    /// Odd, the sign of zero is kept; ±∞ gives ±1.
    /// Largest error: 1.639 ULP in float, of all of them; 1.59 ULP measured in double.
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
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.TanhBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.TanhEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Tanh(TVec x) => TanhEnd(x, TanhBegin(x));

    /// <summary>Added to a small number it rounds it to a multiple of ¼, n/4; the lowest bits of the sum are then n + 127 (1,023), the exponent of 2ⁿ as numbers store it.</summary>
    private static TVec QuarterMagic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant((RoundingSingle + 127) / 4, (RoundingDouble + 1023) / 4);
    }

    /// <summary>|x| = ½n·ln 2 + ρ: n/4 with <see cref="QuarterMagic"/>, and ρ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> TanhBegin(TVec x)
    {
        TVec u = TIsa.AtMost(Abs(x), Constant(10, 20));
        TVec shifted = TIsa.MultiplyAdd(u, Constant(2.8853900817779268 / 4), QuarterMagic);
        return new(shifted, TIsa.MultiplyAdd(TIsa.Subtract(shifted, QuarterMagic), Constant(-2 * Ln2Single, -2 * Ln2Double), u));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec TanhEnd(TVec x, Halfway<TVec> halfway)
    {
        TVec shifted = halfway.First;
        TVec rho = halfway.Second;
        TVec power = ToExponent(shifted);
        TVec quarter = TIsa.Subtract(shifted, QuarterMagic);
        TVec t = TanhOfRemainder(rho, quarter);

        // (e^2u − 1) / (e^2u + 1) is (a + b·t) / (b + a·t) with a = 2ⁿ − 1 and b = 2ⁿ + 1, three roundings that add up to 2.5 units. Less the constant c it is a small quotient,
        // ((a − c·b) + (b − c·a)·t) / (b + a·t), and its roundings count little in the sum. c = min(n/4, 1) is near enough; 0 leaves t itself.
        TVec c = TIsa.AtMost(quarter, One);
        TVec rest = TIsa.MultiplyAdd(Negate(power), c, power);
        TVec above = TIsa.Add(One, c);
        TVec numerator = TIsa.MultiplyAdd(TIsa.Add(rest, above), t, TIsa.Subtract(rest, above));
        TVec divisor = TIsa.MultiplyAdd(TIsa.Subtract(power, One), t, TIsa.Add(power, One));
        TVec magnitude = TIsa.Add(c, TIsa.Divide(numerator, divisor));
        return TIsa.BitOr(magnitude, TIsa.BitAnd(x, SignMask));
    }

    /// <summary>tanh ρ = ρ + ρ³·q(ρ²), |ρ| ≤ ¼ ln 2. Minimax of the relative error on 1.001 times that interval: 2⁻³²·⁵ for float, 2⁻⁵⁷·⁷ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec TanhOfRemainder(TVec rho, TVec quarter)
    {
        TVec z = TIsa.Multiply(rho, rho);
        TVec cube = TIsa.Multiply(rho, z);
        if (typeof(T) == typeof(float))
        {
            return TIsa.MultiplyAdd(cube, TanhSlope(z), rho);
        }

        // ρ is exact but for the rest of ln 2, which in double is 0.4 units of the result just above ¼ ln 2 (in float 0.06).
        return TIsa.Add(rho, TIsa.MultiplyAdd(cube, TanhSlope(z), TIsa.Multiply(quarter, Constant(-2 * Ln2DoubleLow))));
    }

    /// <summary>q(z) = (tanh(ρ)/ρ − 1)/z, z = ρ².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec TanhSlope(TVec z)
    {
        if (typeof(T) == typeof(float))
        {
            return TIsa.MultiplyAdd(Horner(z, -5.27248420e-02, 1.33311763e-01), z, Constant(-3.33333224e-01));
        }

        TVec z2 = TIsa.Multiply(z, z);
        TVec terms2 = Estrin(z, z2, 0.0034445784582644405, -0.00885728768900071, 0.021869370082346924, -0.05396825277348799);
        return TIsa.MultiplyAdd(terms2, z2, Horner(z, 0.1333333333277879, -0.33333333333332477));
    }
}
