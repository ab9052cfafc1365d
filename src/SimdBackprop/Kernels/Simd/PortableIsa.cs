using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop;

/// <summary><see cref="Vector{T}"/>: the width is the runtime's choice (256 bits on most x64 machines).</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly unsafe struct PortableIsa<T> : IIsa<T, Vector<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static SimdTier Tier => SimdTier.Portable;

    /// <inheritdoc/>
    public static int Lanes => Vector<T>.Count;

    /// <inheritdoc/>
    public static Vector<T> Zero => Vector<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Broadcast(T value) => Vector.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load(T* source) => Vector.Load(source);

    /// <inheritdoc/>
    public static Vector<T> LoadFirst(T* source, nint count)
    {
        Vector<T> first = Vector<T>.Zero;
        new ReadOnlySpan<T>(source, (int)count).CopyTo(new Span<T>(&first, Lanes));
        return first;
    }

    /// <inheritdoc/>
    public static Vector<T> LoadSingle(float* source)
    {
        if (typeof(T) == typeof(float))
        {
            return Vector.Load(source).As<float, T>();
        }

        // Not by Vector.WidenLower: there is no load of half a vector, and a whole one would read beyond the elements.
        Vector<T> vector = Vector<T>.Zero;
        for (int lane = 0; lane < Lanes; lane++)
        {
            vector = vector.WithElement(lane, ElementType.FromDouble<T>(source[lane]));
        }

        return vector;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector<T> value) => Vector.Store(value, destination);

    /// <inheritdoc/>
    public static void StoreFirst(T* destination, Vector<T> value, nint count) =>
        new ReadOnlySpan<T>(&value, (int)count).CopyTo(new Span<T>(destination, (int)count));

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
    public static Vector<T> LoadGroups(T* source, nint step)
    {
        // Vector<T> has no shuffle of its own, but it always has the size of a fixed vector.
        if (Vector<T>.Count == Vector512<T>.Count)
        {
            return Vector512Isa<T>.LoadGroups(source, step).AsVector();
        }

        return Vector<T>.Count == Vector256<T>.Count
            ? Vector256Isa<T>.LoadGroups(source, step).AsVector()
            : Vector128Isa<T>.LoadGroups(source, step).AsVector();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTwoGroups(T* source, nint step, out Vector<T> first, out Vector<T> second)
    {
        first = LoadGroups(source, step);
        second = LoadGroups(source + Vector128<T>.Count, step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BroadcastGroup(T* source, out Vector<T> v0, out Vector<T> v1, out Vector<T> v2, out Vector<T> v3)
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
    public static Vector<T> InterleaveLow(Vector<T> left, Vector<T> right)
    {
        if (Vector<T>.Count == Vector512<T>.Count)
        {
            return Vector512Isa<T>.InterleaveLow(left.AsVector512(), right.AsVector512()).AsVector();
        }

        return Vector<T>.Count == Vector256<T>.Count
            ? Vector256Isa<T>.InterleaveLow(left.AsVector256(), right.AsVector256()).AsVector()
            : Vector128Isa<T>.InterleaveLow(left.AsVector128(), right.AsVector128()).AsVector();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> InterleaveHigh(Vector<T> left, Vector<T> right)
    {
        if (Vector<T>.Count == Vector512<T>.Count)
        {
            return Vector512Isa<T>.InterleaveHigh(left.AsVector512(), right.AsVector512()).AsVector();
        }

        return Vector<T>.Count == Vector256<T>.Count
            ? Vector256Isa<T>.InterleaveHigh(left.AsVector256(), right.AsVector256()).AsVector()
            : Vector128Isa<T>.InterleaveHigh(left.AsVector128(), right.AsVector128()).AsVector();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Add(Vector<T> left, Vector<T> right) => left + right;

    /// <inheritdoc/>
    public static T SumOfLanes(Vector<T> value)
    {
        T* lanes = (T*)&value;
        for (int half = Lanes / 2; half >= 1; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Subtract(Vector<T> left, Vector<T> right) => left - right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Multiply(Vector<T> left, Vector<T> right) => left * right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Divide(Vector<T> left, Vector<T> right) => left / right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd(Vector<T> left, Vector<T> right, Vector<T> addend) => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplySubtract(Vector<T> left, Vector<T> right, Vector<T> subtrahend) => MultiplyAdd(left, right, -subtrahend);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sqrt(Vector<T> value) => Vector.SquareRoot(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtLeast(Vector<T> value, Vector<T> limit) => ConditionalSelect(LessThan(value, limit), limit, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtMost(Vector<T> value, Vector<T> limit) => ConditionalSelect(LessThan(limit, value), limit, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Scale(Vector<T> value, Vector<T> power) => Elementary<T, PortableIsa<T>, Vector<T>>.ScaleInSteps(value, power);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> LessThan(Vector<T> left, Vector<T> right) => Vector.LessThan(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> NotEqual(Vector<T> left, Vector<T> right) => ~Vector.Equals(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ConditionalSelect(Vector<T> mask, Vector<T> whenTrue, Vector<T> whenFalse) =>
        Vector.ConditionalSelect(mask, whenTrue, whenFalse);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> BitAnd(Vector<T> left, Vector<T> right) => left & right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> BitOr(Vector<T> left, Vector<T> right) => left | right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> BitXor(Vector<T> left, Vector<T> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> BitAdd(Vector<T> left, Vector<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() + right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() + right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> BitSubtract(Vector<T> left, Vector<T> right) => typeof(T) == typeof(float)
        ? (left.As<T, int>() - right.As<T, int>()).As<int, T>()
        : (left.As<T, long>() - right.As<T, long>()).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ShiftLeft(Vector<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() << count).As<int, T>()
        : (value.As<T, long>() << count).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ShiftRightArithmetic(Vector<T> value, int count) => typeof(T) == typeof(float)
        ? (value.As<T, int>() >> count).As<int, T>()
        : (value.As<T, long>() >> count).As<long, T>();
}
