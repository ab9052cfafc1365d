using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>x·Φ(x) = ½x·(1 + erf(x/√2)) for every lane.</summary>
    /// <remarks>
    /// The exact form, not the tanh approximation: max(x, 0) − u·Φ(−u), u = |x|, with Φ(−u) = e^(−u²/2)·F(y)·r, r = 1/(u + b),
    /// y = (u − b)·r, all roundings but those of F's polynomial compensated. The map to y is Shepherd and Laframboise's (1981);
    /// F is a fit of its own. The sign of zero is kept; −∞ gives −0 (the limit), +∞ gives +∞.
    /// Largest error: 1.368 ULP in float, of all of them; 1.71 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Gelu<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Gelu(x);

    /// <summary>destination[i] ← x[i]·Φ(x[i]); accuracy and limits as <see cref="Gelu{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Gelu<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, GeluOperator<T>>(x, destination, options);
}

internal readonly struct GeluOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool FitsFourTimes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.GeluBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.GeluEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Gelu(TVec x) => GeluEnd(x, GeluBegin(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> GeluBegin(TVec x) => NormalDensity(GeluArgument(x));

    /// <summary>|x|, at most where u·Φ(−u), hence Φ(−u) too, is less than half the smallest subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec GeluArgument(TVec x) => TIsa.AtMost(Abs(x), Constant(15, 39));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec GeluEnd(TVec x, Halfway<TVec> halfway)
    {
        TVec moment = NormalMoment(GeluArgument(x), halfway);

        // The sign for the far negative side, where 0 − 0 would come out positive.
        return CopySign(TIsa.Subtract(TIsa.AtLeast(x, TIsa.Zero), moment), x);
    }

    /// <summary>The derivative of x·Φ(x): Φ(x) + x·φ(x), where φ(x) = e^(−x²/2)/√(2π) comes with the tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec GeluDerivative(TVec x)
    {
        TVec u = GeluArgument(x);
        Halfway<TVec> density = NormalDensity(u);
        TVec tail = NormalTail(u, density);
        TVec phi = TIsa.Multiply(TIsa.Scale(density.Second, density.First), Constant(0.3989422804014327));
        TVec distribution = TIsa.ConditionalSelect(TIsa.LessThan(x, TIsa.Zero), tail, TIsa.Subtract(One, tail));
        return TIsa.MultiplyAdd(CopySign(u, x), phi, distribution);
    }

    // F(0), where u = b, as a sum of two numbers.
    private const double NormalTailAtBSingle = 7.290837e-01;
    private const double NormalTailAtBSingleLow = -2.6155375e-08;
    private const double NormalTailAtBDouble = 0.7552851304157515;
    private const double NormalTailAtBDoubleLow = -2.2272052560627134e-17;

    private static TVec NormalTailAtB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(NormalTailAtBSingle, NormalTailAtBDouble);
    }

    /// <summary>q(0).</summary>
    private static TVec NormalTailSlopeAtB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(-5.09332e-01, -0.6078966419718921);
    }

    /// <summary>b.</summary>
    private static TVec NormalTailB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(3, 4);
    }

    /// <summary>e^(−u²/2) = (power + powerLow)·2ⁿ: n as a number, power and powerLow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Halfway<TVec> NormalDensity(TVec u)
    {
        TVec halfNegated = TIsa.Multiply(u, Constant(-0.5));
        TVec exponent = TIsa.Multiply(halfNegated, u);
        TVec r = ReduceByLn2(exponent, TIsa.MultiplySubtract(halfNegated, u, exponent), out TVec number, out TVec rLow);
        TVec tail = ExpTail(r, rLow);
        TVec s = TIsa.Add(r, tail);
        TVec sLow = TIsa.Subtract(tail, TIsa.Subtract(s, r));
        TVec power = TIsa.Add(One, s);
        return new(number, power, TIsa.Add(TIsa.Subtract(s, TIsa.Subtract(power, One)), sLow));
    }

    /// <summary>
    /// u·Φ(−u) for the u of <see cref="GeluArgument"/> from what <see cref="NormalDensity"/> has made of u, rounded once but for the polynomial (and once more where it is subnormal): the last steps of
    /// q and of F = c + y·q, the division and all products carry their rounding errors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec NormalMoment(TVec u, Halfway<TVec> density)
    {
        TVec power = density.Second;
        TVec powerLow = density.Third;
        TVec b = NormalTailB;
        TVec divisor = TIsa.Add(u, b);
        TVec divisorLow = TIsa.Subtract(TIsa.AtMost(u, b), TIsa.Subtract(divisor, TIsa.AtLeast(u, b)));
        TVec r = TIsa.Divide(One, divisor);
        TVec weight = TIsa.Multiply(u, r);
        TVec weightLow = TIsa.Multiply(r, TIsa.MultiplyAdd(Negate(weight), divisorLow, TIsa.MultiplyAdd(Negate(weight), divisor, u)));

        // 2ur − 1 rather than (u − b)·r: exact where u is tiny and F steepest.
        TVec y = TIsa.MultiplyAdd(Constant(2), weightLow, TIsa.MultiplyAdd(Constant(2), weight, Constant(-1)));
        TVec rest = TIsa.Multiply(y, NormalTailSlope(y));
        TVec q = TIsa.Add(NormalTailSlopeAtB, rest);
        TVec slope = TIsa.Multiply(y, q);
        TVec f = TIsa.Add(NormalTailAtB, slope);
        TVec fLow = TIsa.Add(TIsa.Subtract(slope, TIsa.Subtract(f, NormalTailAtB)), TIsa.MultiplySubtract(y, q, slope));
        fLow = TIsa.Add(fLow, Constant(NormalTailAtBSingleLow, NormalTailAtBDoubleLow));
        TVec qLow = TIsa.Subtract(rest, TIsa.Subtract(q, NormalTailSlopeAtB));
        fLow = TIsa.MultiplyAdd(y, qLow, fLow);

        TVec product = TIsa.Multiply(f, weight);
        TVec productLow = TIsa.MultiplyAdd(fLow, weight, TIsa.MultiplyAdd(f, weightLow, TIsa.MultiplySubtract(f, weight, product)));
        TVec low = TIsa.MultiplyAdd(power, productLow, TIsa.Multiply(powerLow, product));
        return TIsa.Scale(TIsa.MultiplyAdd(power, product, low), density.First);
    }

    /// <summary>Φ(−u) from the same, uncorrected: to some units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec NormalTail(TVec u, Halfway<TVec> density)
    {
        TVec r = TIsa.Divide(One, TIsa.Add(u, NormalTailB));
        TVec y = TIsa.MultiplyAdd(TIsa.Add(u, u), r, Constant(-1));
        TVec product = TIsa.Multiply(TIsa.MultiplyAdd(y, TIsa.MultiplyAdd(y, NormalTailSlope(y), NormalTailSlopeAtB), NormalTailAtB), r);
        return TIsa.Scale(TIsa.Multiply(density.Second, product), density.First);
    }

    /// <summary>
    /// (q(y) − q(0))/y, where q(y) = (F(y) − F(0))/y for F = ½(u + b)·erfcx(u/√2), u = b·(1 + y)/(1 − y), b = 3 in float, 4 in double, u up to
    /// that of <see cref="GeluArgument"/>. The fit's error in F is 2⁻²⁹·⁶ relative for float, 2⁻⁵⁷·⁹ for double, before the
    /// coefficients are rounded.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec NormalTailSlope(TVec y)
    {
        // The last steps, this one and the caller's, by Horner's rule: side by side they round more, and the error of q counts where F is steep.
        TVec y2 = TIsa.Multiply(y, y);
        TVec y4 = TIsa.Multiply(y2, y2);
        if (typeof(T) == typeof(float))
        {
            TVec terms2 = TIsa.MultiplyAdd(
                Estrin(y, y2, 5.5491873e-05, 1.3332395e-04, -2.447093e-04, -1.0344766e-03), y4, Estrin(y, y2, 1.0241573e-03, 6.9699204e-03, -1.0462289e-02, -4.726276e-02));
            return TIsa.MultiplyAdd(terms2, y, Constant(2.3001768e-01));
        }

        TVec y8 = TIsa.Multiply(y4, y4);
        TVec terms18 = TIsa.MultiplyAdd(
            Constant(-7.262419810409579e-10),
            y4,
            Estrin(y, y2, -2.5220994578780736e-09, 1.91827702037334e-09, 1.961961086135556e-08, 1.3280797787310328e-08));
        TVec terms10 = TIsa.MultiplyAdd(
            Estrin(y, y2, -8.540841815685125e-08, -1.549649174224745e-07, 2.7180452962592834e-07, 1.0215540371961016e-06),
            y4,
            Estrin(y, y2, -6.296965605815823e-07, -5.9201733230161025e-06, 7.166663245221031e-07, 3.5144686053003464e-05));
        TVec terms2To9 = TIsa.MultiplyAdd(
            Estrin(y, y2, -1.9082584797734333e-06, -0.000231094935169459, 0.00013334431240964574, 0.0016308184575887011),
            y4,
            Estrin(y, y2, -0.003479692367393595, -0.007540188966726791, 0.06039657489093656, -0.18652185795965726));
        TVec high = TIsa.MultiplyAdd(TIsa.MultiplyAdd(terms18, y8, terms10), y8, terms2To9);
        return TIsa.MultiplyAdd(high, y, Constant(0.38713740074221453));
    }
}
