using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// What the elementary functions share: constants, bit operations on sign and exponent, Horner's rule. The functions' bodies are
/// in the other parts of this class, one file a function; a class generic over all three parameters keeps them readable.
/// </summary>
/// <remarks>
/// Coefficients are written as doubles and folded to <typeparamref name="T"/> by the compiler. They come from Chebyshev
/// interpolation in 60 digits on the interval that the comment beside them names, converted to powers, or from Remez's algorithm where that says minimax.
/// </remarks>
internal static partial class Elementary<T, TIsa, TVec>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TIsa : struct, IIsa<T, TVec>
    where TVec : struct
{
    private const double Ln2Single = 0.6931471824645996;
    private const double Ln2SingleLow = -1.904654299957768e-09;
    private const double Ln2Double = 0.6931471805599453;
    private const double Ln2DoubleLow = 2.3190468138462996e-17;

    private const double RoundingSingle = 12582912.0;
    private const double RoundingDouble = 6755399441055744.0;

    /// <summary>ln 2 rounded to T: n·Ln2 needs no spare bits, because only fused operations multiply by it.</summary>
    private static TVec Ln2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(Ln2Single, Ln2Double);
    }

    /// <summary>ln 2 − <see cref="Ln2"/>.</summary>
    private static TVec Ln2Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(Ln2SingleLow, Ln2DoubleLow);
    }

    private static TVec One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(1);
    }

    private static TVec Infinity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(double.PositiveInfinity);
    }

    private static TVec SignMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TIsa.Broadcast(ElementType.FromBits<T>(int.MinValue, long.MinValue));
    }

    /// <summary>The bits from the exponent on become the lowest, copies of the sign moving in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec FromExponent(TVec x) => typeof(T) == typeof(float) ? TIsa.ShiftRightArithmetic(x, 23) : TIsa.ShiftRightArithmetic(x, 52);

    /// <summary>
    /// The lowest bits become the exponent and the sign before it. (The counts are literals because the code generator makes one instruction of those alone.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec ToExponent(TVec x) => typeof(T) == typeof(float) ? TIsa.ShiftLeft(x, 23) : TIsa.ShiftLeft(x, 52);

    /// <summary>
    /// 1.5·2²³ or 1.5·2⁵²: added to a small number it rounds it to an integer, which then stands in the low bits of the sum.
    /// </summary>
    private static TVec IntegerMagic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(RoundingSingle, RoundingDouble);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Constant(double value) => TIsa.Broadcast(ElementType.FromDouble<T>(value));

    /// <summary>One constant for each type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Constant(double single, double @double) => Constant(typeof(T) == typeof(float) ? single : @double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Abs(TVec x) => TIsa.BitAnd(x, TIsa.Broadcast(ElementType.FromBits<T>(int.MaxValue, long.MaxValue)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Negate(TVec x) => TIsa.BitXor(x, SignMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec CopySign(TVec magnitude, TVec sign) => TIsa.BitOr(Abs(magnitude), TIsa.BitAnd(sign, SignMask));

    /// <summary>2ⁿ for an integer n in the lanes' representation, −bias ≤ n ≤ bias; n = −bias gives +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec PowerOfTwo(TVec n) =>
        ToExponent(TIsa.BitAdd(n, TIsa.Broadcast(ElementType.FromBits<T>(127, 1023))));

    /// <summary>value · 2ⁿ for a tier that has no instruction for it: by two powers in reach, of which the first leaves a normal value normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec ScaleInSteps(TVec value, TVec power)
    {
        TVec n = TIsa.BitSubtract(TIsa.Add(power, IntegerMagic), IntegerMagic);
        TVec half = TIsa.ShiftRightArithmetic(n, 1);
        return TIsa.Multiply(TIsa.Multiply(value, PowerOfTwo(half)), PowerOfTwo(TIsa.BitSubtract(n, half)));
    }

    /// <summary>left + right − sum exactly, for any order of magnitudes (Knuth); NaN where the sum is infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec RoundingErrorOfSum(TVec left, TVec right, TVec sum)
    {
        TVec roundedRight = TIsa.Subtract(sum, left);
        TVec roundedLeft = TIsa.Subtract(sum, roundedRight);
        return TIsa.Add(TIsa.Subtract(left, roundedLeft), TIsa.Subtract(right, roundedRight));
    }

    /// <summary>The first step of Horner's rule: c1·x + c0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Horner(TVec x, double c1, double c0) => TIsa.MultiplyAdd(Constant(c1), x, Constant(c0));

    /// <summary>
    /// Four terms, c3·x³ + c2·x² + c1·x + c0, by pairs side by side (Estrin's scheme): a core waits for the next step of a chain longer than it takes to compute it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Estrin(TVec x, TVec x2, double c3, double c2, double c1, double c0) =>
        TIsa.MultiplyAdd(Horner(x, c3, c2), x2, Horner(x, c1, c0));
}
