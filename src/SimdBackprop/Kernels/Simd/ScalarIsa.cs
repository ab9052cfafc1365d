using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary>One element at a time. The other tiers are defined by giving the bits that this one gives.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly unsafe struct ScalarIsa<T> : IIsa<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static SimdTier Tier => SimdTier.Scalar;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    public static T Zero => T.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Broadcast(T value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(T* source) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadFirst(T* source, nint count) => count > 0 ? *source : T.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadSingle(float* source) => ElementType.FromDouble<T>(*source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, T value) => *destination = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* destination, T value, nint count)
    {
        if (count > 0)
        {
            *destination = value;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* address)
    {
        if (SimdDispatch.HasPrefetch)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchSecondLevel(T* address)
    {
        if (SimdDispatch.HasPrefetch)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LoadGroups(T* source, nint step) => *source;

    /// <inheritdoc/>
    public static void LoadTwoGroups(T* source, nint step, out T first, out T second)
    {
        first = LoadGroups(source, step);
        second = LoadGroups(source + 1, step);
    }

    /// <inheritdoc/>
    public static void BroadcastGroup(T* source, out T v0, out T v1, out T v2, out T v3) => v0 = v1 = v2 = v3 = *source;

    /// <inheritdoc/>
    public static T InterleaveLow(T left, T right) => left;

    /// <inheritdoc/>
    public static T InterleaveHigh(T left, T right) => right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T left, T right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumOfLanes(T value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Subtract(T left, T right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Multiply(T left, T right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Divide(T left, T right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T left, T right, T addend) => T.FusedMultiplyAdd(left, right, addend);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplySubtract(T left, T right, T subtrahend) => T.FusedMultiplyAdd(left, right, -subtrahend);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sqrt(T value) => T.Sqrt(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtLeast(T value, T limit) => ConditionalSelect(LessThan(value, limit), limit, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtMost(T value, T limit) => ConditionalSelect(LessThan(limit, value), limit, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Scale(T value, T power) => Elementary<T, ScalarIsa<T>, T>.ScaleInSteps(value, power);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LessThan(T left, T right) => Mask(left < right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NotEqual(T left, T right) => Mask(left != right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ConditionalSelect(T mask, T whenTrue, T whenFalse) => Bits(mask) != 0 ? whenTrue : whenFalse;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BitAnd(T left, T right) => FromBits(Bits(left) & Bits(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BitOr(T left, T right) => FromBits(Bits(left) | Bits(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BitXor(T left, T right) => FromBits(Bits(left) ^ Bits(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BitAdd(T left, T right) => FromBits(Bits(left) + Bits(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BitSubtract(T left, T right) => FromBits(Bits(left) - Bits(right));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ShiftLeft(T value, int count) => FromBits(Bits(value) << count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ShiftRightArithmetic(T value, int count) => FromBits(Bits(value) >> count);

    private static T Mask(bool set) => FromBits(set ? -1L : 0L);

    // Sign-extended, so that one set of shifts and sums serves both widths; FromBits drops the upper half again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Bits(T value) => typeof(T) == typeof(float)
        ? BitConverter.SingleToInt32Bits(Unsafe.BitCast<T, float>(value))
        : BitConverter.DoubleToInt64Bits(Unsafe.BitCast<T, double>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromBits(long bits) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<float, T>(BitConverter.Int32BitsToSingle((int)bits))
        : Unsafe.BitCast<double, T>(BitConverter.Int64BitsToDouble(bits));
}
