using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary>256-bit vectors with fused multiply-add; emulated where the hardware has neither AVX2 nor FMA.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly unsafe struct Vector256Isa<T> : IIsa<T, Vector256<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static SimdTier Tier => SimdTier.Avx2;

    /// <inheritdoc/>
    public static int Lanes => Vector256<T>.Count;

    /// <inheritdoc/>
    public static Vector256<T> Zero => Vector256<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadFirst(T* source, nint count)
    {
        if (!SimdDispatch.HasMasks256)
        {
            Vector128<T> lower = Vector128Isa<T>.LoadFirst(source, nint.Min(count, Vector128<T>.Count));
            return Vector256.Create(lower, Vector128Isa<T>.LoadFirst(source + Vector128<T>.Count, nint.Max(count - Vector128<T>.Count, 0)));
        }

        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)source, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)source, Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadSingle(float* source) => typeof(T) == typeof(float)
        ? Vector256.Load(source).As<float, T>()
        : Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector256<T> value) => Vector256.Store(value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* destination, Vector256<T> value, nint count)
    {
        // Not by Avx.MaskStore, which takes some processors dozens of cycles.
        Vector128Isa<T>.StoreFirst(destination, value.GetLower(), nint.Min(count, Vector128<T>.Count));
        Vector128Isa<T>.StoreFirst(destination + Vector128<T>.Count, value.GetUpper(), nint.Max(count - Vector128<T>.Count, 0));
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
    public static Vector256<T> LoadGroups(T* source, nint step) => Vector256.Create(Vector128.Load(source), Vector128.Load(source + step));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTwoGroups(T* source, nint step, out Vector256<T> first, out Vector256<T> second)
    {
        first = LoadGroups(source, step);
        second = LoadGroups(source + Vector128<T>.Count, step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BroadcastGroup(T* source, out Vector256<T> v0, out Vector256<T> v1, out Vector256<T> v2, out Vector256<T> v3)
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
    public static Vector256<T> InterleaveLow(Vector256<T> left, Vector256<T> right)
    {
        if (!SimdDispatch.HasUnpack256)
        {
            return Vector256.Create(
                Vector128Isa<T>.InterleaveLow(left.GetLower(), right.GetLower()), Vector128Isa<T>.InterleaveLow(left.GetUpper(), right.GetUpper()));
        }

        return typeof(T) == typeof(float)
            ? Avx.UnpackLow(left.As<T, float>(), right.As<T, float>()).As<float, T>()
            : Avx.UnpackLow(left.As<T, double>(), right.As<T, double>()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> InterleaveHigh(Vector256<T> left, Vector256<T> right)
    {
        if (!SimdDispatch.HasUnpack256)
        {
            return Vector256.Create(
                Vector128Isa<T>.InterleaveHigh(left.GetLower(), right.GetLower()), Vector128Isa<T>.InterleaveHigh(left.GetUpper(), right.GetUpper()));
        }

        return typeof(T) == typeof(float)
            ? Avx.UnpackHigh(left.As<T, float>(), right.As<T, float>()).As<float, T>()
            : Avx.UnpackHigh(left.As<T, double>(), right.As<T, double>()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> left, Vector256<T> right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumOfLanes(Vector256<T> value) => Vector128Isa<T>.SumOfLanes(value.GetLower() + value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> left, Vector256<T> right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> left, Vector256<T> right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> left, Vector256<T> right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> addend) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
        : Vector256.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplySubtract(Vector256<T> left, Vector256<T> right, Vector256<T> subtrahend) => !SimdDispatch.HasFma
        ? MultiplyAdd(left, right, -subtrahend)
        : typeof(T) == typeof(float)
            ? Fma.MultiplySubtract(left.As<T, float>(), right.As<T, float>(), subtrahend.As<T, float>()).As<float, T>()
            : Fma.MultiplySubtract(left.As<T, double>(), right.As<T, double>(), subtrahend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> value) => Vector256.Sqrt(value);

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AtLeast(Vector256<T> value, Vector256<T> limit) => !SimdDispatch.HasMasks256
        ? ConditionalSelect(LessThan(value, limit), limit, value)
        : typeof(T) == typeof(float)
            ? Avx.Max(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Avx.Max(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AtMost(Vector256<T> value, Vector256<T> limit) => !SimdDispatch.HasMasks256
        ? ConditionalSelect(LessThan(limit, value), limit, value)
        : typeof(T) == typeof(float)
            ? Avx.Min(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Avx.Min(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Scale(Vector256<T> value, Vector256<T> power) => Elementary<T, Vector256Isa<T>, Vector256<T>>.ScaleInSteps(value, power);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThan(Vector256<T> left, Vector256<T> right) => Vector256.LessThan(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> NotEqual(Vector256<T> left, Vector256<T> right) => ~Vector256.Equals(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ConditionalSelect(Vector256<T> mask, Vector256<T> whenTrue, Vector256<T> whenFalse) =>
        Vector256.ConditionalSelect(mask, whenTrue, whenFalse);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitAnd(Vector256<T> left, Vector256<T> right) => left & right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitOr(Vector256<T> left, Vector256<T> right) => left | right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitXor(Vector256<T> left, Vector256<T> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitAdd(Vector256<T> left, Vector256<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() + right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() + right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitSubtract(Vector256<T> left, Vector256<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() - right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() - right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftLeft(Vector256<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() << count).As<int, T>()
        : (value.As<T, long>() << count).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftRightArithmetic(Vector256<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() >> count).As<int, T>()
        : (value.As<T, long>() >> count).As<long, T>();
}
