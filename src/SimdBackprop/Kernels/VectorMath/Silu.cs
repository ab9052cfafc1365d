using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>x / (1 + e^−x), also called swish, for every lane.</summary>
    /// <remarks>
    /// max(x, 0) − |x| / (1 + e^|x|), the quotient computed 2³² (double: 2⁶³) times as large, so that the far tail is rounded once. The sign of zero is kept; −∞ gives −0
    /// (the limit), +∞ gives +∞.
    /// Largest error: 1.9981 ULP in float, of all of them; 1.997 ULP measured in double.
    /// </remarks>
    /// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TIsa">The instruction set.</typeparam>
    /// <typeparam name="TVec">Its vector.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Silu<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.Silu(x);

    /// <summary>destination[i] ← x[i] / (1 + e^−x[i]); accuracy and limits as <see cref="Silu{T, TIsa, TVec}(TVec)"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">As long as <paramref name="x"/>; the same span or one that does not overlap it.</param>
    /// <param name="options">The tier; the bits do not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Silu<T>(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map<T, SiluOperator<T>>(x, destination, options);
}

internal readonly struct SiluOperator<T> : IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halfway<TVec> Begin<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.SiluBegin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec End<TIsa, TVec>(TVec x, Halfway<TVec> halfway)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Elementary<T, TIsa, TVec>.SiluEnd(x, halfway);
}

internal static partial class Elementary<T, TIsa, TVec>
{
    // The quotient is 2³² (2⁶³) times as large, hence normal.
    private const int SiluScaleSingle = 32;
    private const int SiluScaleDouble = 63;

    /// <summary>max(x, 0) − |x|·s with the s of <see cref="Sigmoid"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Silu(TVec x) => SiluEnd(x, SiluBegin(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Halfway<TVec> SiluBegin(TVec x) => LogisticBegin(SiluArgument(x), SiluScaleSingle, SiluScaleDouble);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec SiluArgument(TVec x) => TIsa.AtMost(Abs(x), Constant(110, 753));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec SiluEnd(TVec x, Halfway<TVec> halfway)
    {
        TVec c = Constant(1.0 / (1UL << SiluScaleSingle), 1.0 / (1UL << SiluScaleDouble));
        TVec quotient = TIsa.Divide(SiluArgument(x), LogisticDivisor(halfway, c));
        TVec silu = TIsa.MultiplyAdd(quotient, Negate(c), TIsa.AtLeast(x, TIsa.Zero));
        return CopySign(silu, x);
    }

    /// <summary>The derivative of x·σ(x): σ(x) + x·σ(x)·σ(−x), both logistic values from one exponential.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec SiluDerivative(TVec x)
    {
        TVec u = TIsa.AtMost(Abs(x), Constant(120, 800));
        TVec e = Exp(Negate(u));
        TVec near = TIsa.Divide(One, TIsa.Add(One, e));
        TVec far = TIsa.Multiply(e, near);
        TVec sigmoid = TIsa.ConditionalSelect(TIsa.LessThan(x, TIsa.Zero), far, near);
        return TIsa.MultiplyAdd(CopySign(u, x), TIsa.Multiply(far, near), sigmoid);
    }
}
