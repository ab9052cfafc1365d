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
    private static Vector512<int> LowSingles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    }

    private static Vector512<int> HighSingles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }

    private static Vector512<long> LowDoubles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11);
    }

    private static Vector512<long> HighDoubles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15);
    }

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
    public static Vector512<T> InterleaveLow(Vector512<T> left, Vector512<T> right) => !SimdDispatch.HasPermute512
        ? Interleave(left.GetLower(), right.GetLower())
        : typeof(T) == typeof(float)
            ? Avx512F.PermuteVar16x32x2(left.As<T, float>(), LowSingles, right.As<T, float>()).As<float, T>()
            : Avx512F.PermuteVar8x64x2(left.As<T, double>(), LowDoubles, right.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> InterleaveHigh(Vector512<T> left, Vector512<T> right) => !SimdDispatch.HasPermute512
        ? Interleave(left.GetUpper(), right.GetUpper())
        : typeof(T) == typeof(float)
            ? Avx512F.PermuteVar16x32x2(left.As<T, float>(), HighSingles, right.As<T, float>()).As<float, T>()
            : Avx512F.PermuteVar8x64x2(left.As<T, double>(), HighDoubles, right.As<T, double>()).As<double, T>();

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
    public static Vector512<T> Sqrt(Vector512<T> value) => Vector512.Sqrt(value);

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

    private static Vector512<T> Interleave(Vector256<T> left, Vector256<T> right) =>
        Vector512.Create(Vector256Isa<T>.InterleaveLow(left, right), Vector256Isa<T>.InterleaveHigh(left, right));
}
