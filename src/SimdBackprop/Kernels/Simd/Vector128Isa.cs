using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary>128-bit vectors: SSE on x64, AdvSimd on Arm64.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly unsafe struct Vector128Isa<T> : IIsa<T, Vector128<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static SimdTier Tier => SimdTier.Vector128;

    /// <inheritdoc/>
    public static int Lanes => Vector128<T>.Count;

    /// <inheritdoc/>
    public static Vector128<T> Zero => Vector128<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadFirst(T* source, nint count)
    {
        if (SimdDispatch.HasMasks128)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)source, Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).AsDouble()).As<double, T>();
        }

        Vector128<T> first = Vector128<T>.Zero;
        for (int lane = 0; lane < count; lane++)
        {
            first = first.WithElement(lane, source[lane]);
        }

        return first;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadSingle(float* source) => typeof(T) == typeof(float)
        ? Vector128.Load(source).As<float, T>()
        : Vector128.WidenLower(Vector64.Load(source).ToVector128Unsafe()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector128<T> value) => Vector128.Store(value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* destination, Vector128<T> value, nint count)
    {
        if (count == Vector128<T>.Count)
        {
            Store(destination, value);
            return;
        }

        for (int lane = 0; lane < count; lane++)
        {
            destination[lane] = value[lane];
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
    public static Vector128<T> LoadGroups(T* source, nint step) => Vector128.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTwoGroups(T* source, nint step, out Vector128<T> first, out Vector128<T> second)
    {
        first = LoadGroups(source, step);
        second = LoadGroups(source + Vector128<T>.Count, step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BroadcastGroup(T* source, out Vector128<T> v0, out Vector128<T> v1, out Vector128<T> v2, out Vector128<T> v3)
    {
        v0 = v2 = v3 = Broadcast(source[0]);
        v1 = Broadcast(source[1]);
        if (sizeof(T) == sizeof(float))
        {
            v2 = Broadcast(source[2]);
            v3 = Broadcast(source[3]);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> InterleaveLow(Vector128<T> left, Vector128<T> right)
    {
        if (SimdDispatch.HasUnpack128)
        {
            return typeof(T) == typeof(float)
                ? Sse.UnpackLow(left.As<T, float>(), right.As<T, float>()).As<float, T>()
                : Sse2.UnpackLow(left.As<T, double>(), right.As<T, double>()).As<double, T>();
        }

        if (SimdDispatch.HasZip128)
        {
            return typeof(T) == typeof(float)
                ? AdvSimd.Arm64.ZipLow(left.As<T, float>(), right.As<T, float>()).As<float, T>()
                : AdvSimd.Arm64.ZipLow(left.As<T, double>(), right.As<T, double>()).As<double, T>();
        }

        return Interleave(left, right, first: 0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> InterleaveHigh(Vector128<T> left, Vector128<T> right)
    {
        if (SimdDispatch.HasUnpack128)
        {
            return typeof(T) == typeof(float)
                ? Sse.UnpackHigh(left.As<T, float>(), right.As<T, float>()).As<float, T>()
                : Sse2.UnpackHigh(left.As<T, double>(), right.As<T, double>()).As<double, T>();
        }

        if (SimdDispatch.HasZip128)
        {
            return typeof(T) == typeof(float)
                ? AdvSimd.Arm64.ZipHigh(left.As<T, float>(), right.As<T, float>()).As<float, T>()
                : AdvSimd.Arm64.ZipHigh(left.As<T, double>(), right.As<T, double>()).As<double, T>();
        }

        return Interleave(left, right, first: Lanes / 2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> left, Vector128<T> right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumOfLanes(Vector128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            // The upper two lanes onto the lower two.
            value += Vector128.Shuffle(value.AsDouble(), Vector128.Create(1L, 1L)).As<double, T>();
        }

        return value.ToScalar() + value.GetElement(1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> left, Vector128<T> right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> left, Vector128<T> right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) => typeof(T) == typeof(float)
        ? Vector128.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
        : Vector128.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplySubtract(Vector128<T> left, Vector128<T> right, Vector128<T> subtrahend) => !SimdDispatch.HasFma
        ? MultiplyAdd(left, right, -subtrahend)
        : typeof(T) == typeof(float)
            ? Fma.MultiplySubtract(left.As<T, float>(), right.As<T, float>(), subtrahend.As<T, float>()).As<float, T>()
            : Fma.MultiplySubtract(left.As<T, double>(), right.As<T, double>(), subtrahend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> value) => Vector128.Sqrt(value);

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtLeast(Vector128<T> value, Vector128<T> limit) => !SimdDispatch.HasUnpack128
        ? ConditionalSelect(LessThan(value, limit), limit, value)
        : typeof(T) == typeof(float)
            ? Sse.Max(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Sse2.Max(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtMost(Vector128<T> value, Vector128<T> limit) => !SimdDispatch.HasUnpack128
        ? ConditionalSelect(LessThan(limit, value), limit, value)
        : typeof(T) == typeof(float)
            ? Sse.Min(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Sse2.Min(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Scale(Vector128<T> value, Vector128<T> power) => Elementary<T, Vector128Isa<T>, Vector128<T>>.ScaleInSteps(value, power);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThan(Vector128<T> left, Vector128<T> right) => Vector128.LessThan(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> NotEqual(Vector128<T> left, Vector128<T> right) => ~Vector128.Equals(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ConditionalSelect(Vector128<T> mask, Vector128<T> whenTrue, Vector128<T> whenFalse) =>
        Vector128.ConditionalSelect(mask, whenTrue, whenFalse);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitAnd(Vector128<T> left, Vector128<T> right) => left & right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitOr(Vector128<T> left, Vector128<T> right) => left | right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitXor(Vector128<T> left, Vector128<T> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitAdd(Vector128<T> left, Vector128<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() + right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() + right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitSubtract(Vector128<T> left, Vector128<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() - right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() - right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftLeft(Vector128<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() << count).As<int, T>()
        : (value.As<T, long>() << count).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftRightArithmetic(Vector128<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() >> count).As<int, T>()
        : (value.As<T, long>() >> count).As<long, T>();

    private static Vector128<T> Interleave(Vector128<T> left, Vector128<T> right, int first) => Lanes == 2
        ? Vector128<T>.Zero.WithElement(0, left[first]).WithElement(1, right[first])
        : Vector128<T>.Zero.WithElement(0, left[first]).WithElement(1, right[first]).WithElement(2, left[first + 1]).WithElement(3, right[first + 1]);
}
