using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary>512-bit vectors; emulated by two 256-bit halves where the hardware has no AVX-512.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly unsafe struct Vector512Isa<T> : IIsa<T, Vector512<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static SimdTier Tier => SimdTier.Avx512;

    /// <inheritdoc/>
    public static int Lanes => Vector512<T>.Count;

    /// <inheritdoc/>
    public static Vector512<T> Zero => Vector512<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadFirst(T* source, nint count)
    {
        if (!SimdDispatch.HasMasks512)
        {
            Vector256<T> lower = Vector256Isa<T>.LoadFirst(source, nint.Min(count, Vector256<T>.Count));
            return Vector512.Create(lower, Vector256Isa<T>.LoadFirst(source + Vector256<T>.Count, nint.Max(count - Vector256<T>.Count, 0)));
        }

        return typeof(T) == typeof(float)
            ? Avx512F.MaskLoad(
                (float*)source, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad(
                (double*)source, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), Vector512<double>.Zero).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadSingle(float* source) => typeof(T) == typeof(float)
        ? Vector512.Load(source).As<float, T>()
        : Vector512.WidenLower(Vector256.Load(source).ToVector512Unsafe()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector512<T> value) => Vector512.Store(value, destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(T* destination, Vector512<T> value, nint count)
    {
        if (!SimdDispatch.HasMasks512)
        {
            Vector256Isa<T>.StoreFirst(destination, value.GetLower(), nint.Min(count, Vector256<T>.Count));
            Vector256Isa<T>.StoreFirst(destination + Vector256<T>.Count, value.GetUpper(), nint.Max(count - Vector256<T>.Count, 0));
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)destination, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), value.As<T, float>());
        }
        else
        {
            Avx512F.MaskStore((double*)destination, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), value.As<T, double>());
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
    public static Vector512<T> LoadGroups(T* source, nint step)
    {
        if (!SimdDispatch.HasUnpack512)
        {
            return Vector512.Create(Vector256Isa<T>.LoadGroups(source, step), Vector256Isa<T>.LoadGroups(source + (2 * step), step));
        }

        // Insertions from memory, because those leave the one unit alone that interleaves.
        Vector512<float> groups = Vector128.Load((float*)source).ToVector256Unsafe().ToVector512Unsafe();
        groups = Avx512F.InsertVector128(groups, Vector128.Load((float*)(source + step)), 1);
        groups = Avx512F.InsertVector128(groups, Vector128.Load((float*)(source + (2 * step))), 2);
        return Avx512F.InsertVector128(groups, Vector128.Load((float*)(source + (3 * step))), 3).As<float, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTwoGroups(T* source, nint step, out Vector512<T> first, out Vector512<T> second)
    {
        if (!SimdDispatch.HasUnpack512)
        {
            first = LoadGroups(source, step);
            second = LoadGroups(source + Vector128<T>.Count, step);
            return;
        }

        // Half as many loads, and a shuffle less for each vector, than group by group.
        Vector512<float> low = Vector256.Load((float*)source).ToVector512Unsafe();
        low = Avx512F.InsertVector256(low, Vector256.Load((float*)(source + step)), 1);
        Vector512<float> high = Vector256.Load((float*)(source + (2 * step))).ToVector512Unsafe();
        high = Avx512F.InsertVector256(high, Vector256.Load((float*)(source + (3 * step))), 1);
        first = Avx512F.Shuffle4x128(low, high, 0b10_00_10_00).As<float, T>();
        second = Avx512F.Shuffle4x128(low, high, 0b11_01_11_01).As<float, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BroadcastGroup(T* source, out Vector512<T> v0, out Vector512<T> v1, out Vector512<T> v2, out Vector512<T> v3)
    {
        if (!SimdDispatch.HasUnpack512 || !SimdDispatch.HasUnits512)
        {
            v0 = v2 = v3 = Broadcast(source[0]);
            v1 = Broadcast(source[1]);
            if (sizeof(T) == sizeof(float))
            {
                v2 = Broadcast(source[2]);
                v3 = Broadcast(source[3]);
            }

            return;
        }

        // One load and shuffles: where every multiply-add reads an element of its own there are too many loads.
        if (sizeof(T) == sizeof(double))
        {
            Vector512<double> pair = Avx512F.BroadcastVector128ToVector512((float*)source).AsDouble();
            v0 = v2 = v3 = Avx512F.Permute2x64(pair, 0).As<double, T>();
            v1 = Avx512F.Permute2x64(pair, 0b1111_1111).As<double, T>();
            return;
        }

        Vector512<float> group = Avx512F.BroadcastVector128ToVector512((float*)source);
        v0 = Avx512F.Permute4x32(group, 0b00_00_00_00).As<float, T>();
        v1 = Avx512F.Permute4x32(group, 0b01_01_01_01).As<float, T>();
        v2 = Avx512F.Permute4x32(group, 0b10_10_10_10).As<float, T>();
        v3 = Avx512F.Permute4x32(group, 0b11_11_11_11).As<float, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> InterleaveLow(Vector512<T> left, Vector512<T> right)
    {
        if (!SimdDispatch.HasUnpack512)
        {
            return Vector512.Create(
                Vector256Isa<T>.InterleaveLow(left.GetLower(), right.GetLower()), Vector256Isa<T>.InterleaveLow(left.GetUpper(), right.GetUpper()));
        }

        return typeof(T) == typeof(float)
            ? Avx512F.UnpackLow(left.As<T, float>(), right.As<T, float>()).As<float, T>()
            : Avx512F.UnpackLow(left.As<T, double>(), right.As<T, double>()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> InterleaveHigh(Vector512<T> left, Vector512<T> right)
    {
        if (!SimdDispatch.HasUnpack512)
        {
            return Vector512.Create(
                Vector256Isa<T>.InterleaveHigh(left.GetLower(), right.GetLower()), Vector256Isa<T>.InterleaveHigh(left.GetUpper(), right.GetUpper()));
        }

        return typeof(T) == typeof(float)
            ? Avx512F.UnpackHigh(left.As<T, float>(), right.As<T, float>()).As<float, T>()
            : Avx512F.UnpackHigh(left.As<T, double>(), right.As<T, double>()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> left, Vector512<T> right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumOfLanes(Vector512<T> value) => Vector256Isa<T>.SumOfLanes(value.GetLower() + value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> left, Vector512<T> right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> left, Vector512<T> right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> left, Vector512<T> right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> left, Vector512<T> right, Vector512<T> addend) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
        : Vector512.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplySubtract(Vector512<T> left, Vector512<T> right, Vector512<T> subtrahend) => !SimdDispatch.HasMasks512
        ? MultiplyAdd(left, right, -subtrahend)
        : typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplySubtract(left.As<T, float>(), right.As<T, float>(), subtrahend.As<T, float>()).As<float, T>()
            : Avx512F.FusedMultiplySubtract(left.As<T, double>(), right.As<T, double>(), subtrahend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> value) => Vector512.Sqrt(value);

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AtLeast(Vector512<T> value, Vector512<T> limit) => !SimdDispatch.HasMasks512
        ? ConditionalSelect(LessThan(value, limit), limit, value)
        : typeof(T) == typeof(float)
            ? Avx512F.Max(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Avx512F.Max(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    // The instruction answers with its second operand where one is NaN or both are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AtMost(Vector512<T> value, Vector512<T> limit) => !SimdDispatch.HasMasks512
        ? ConditionalSelect(LessThan(limit, value), limit, value)
        : typeof(T) == typeof(float)
            ? Avx512F.Min(limit.As<T, float>(), value.As<T, float>()).As<float, T>()
            : Avx512F.Min(limit.As<T, double>(), value.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> value, Vector512<T> power) => !SimdDispatch.HasMasks512
        ? Elementary<T, Vector512Isa<T>, Vector512<T>>.ScaleInSteps(value, power)
        : typeof(T) == typeof(float)
            ? Avx512F.Scale(value.As<T, float>(), power.As<T, float>()).As<float, T>()
            : Avx512F.Scale(value.As<T, double>(), power.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThan(Vector512<T> left, Vector512<T> right) => Vector512.LessThan(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NotEqual(Vector512<T> left, Vector512<T> right) => ~Vector512.Equals(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ConditionalSelect(Vector512<T> mask, Vector512<T> whenTrue, Vector512<T> whenFalse) =>
        Vector512.ConditionalSelect(mask, whenTrue, whenFalse);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> BitAnd(Vector512<T> left, Vector512<T> right) => left & right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> BitOr(Vector512<T> left, Vector512<T> right) => left | right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> BitXor(Vector512<T> left, Vector512<T> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> BitAdd(Vector512<T> left, Vector512<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() + right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() + right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> BitSubtract(Vector512<T> left, Vector512<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() - right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() - right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftLeft(Vector512<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() << count).As<int, T>()
        : (value.As<T, long>() << count).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftRightArithmetic(Vector512<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() >> count).As<int, T>()
        : (value.As<T, long>() >> count).As<long, T>();
}
