using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// The memory that <see cref="PooledTensor{T}"/> and the kernels' scratch come from: pinned arrays, kept for reuse when they
/// are returned, so that renting the same sizes again allocates nothing.
/// </summary>
/// <remarks>
/// For each element type at most 256 MiB are kept at rest, or 16 MiB a processor if that is more, and 16 arrays of one size class, or two a processor; <see cref="Trim"/> lets go of
/// them. On Linux each array of 2 MiB and more has up to 2 MiB beside that, never touched, so that it can begin where a huge page does. A rent for which memory is short does so too; if that
/// is not enough it throws an <see cref="OutOfMemoryException"/>, and the pool goes on with what is returned to it.
/// </remarks>
public static class TensorPool
{
    /// <summary>Drops every array that is kept for reuse; what is rented stays valid. The garbage collector frees the memory.</summary>
    public static void Trim()
    {
        AlignedPool<float>.Trim();
        AlignedPool<double>.Trim();
    }

    /// <summary>Bytes kept for reuse at the moment, not counting what is rented.</summary>
    public static long RetainedBytes => AlignedPool<float>.RetainedBytes + AlignedPool<double>.RetainedBytes;
}

/// <summary>One pinned array and the first element in it whose address is a multiple of 64, or of a huge page's size where the capacity is.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    internal const int Alignment = 64;

    internal AlignedBuffer(int capacity, int sizeClass)
    {
        nint bytes = (nint)capacity * sizeof(T);
        bool isHuge = HugePages.AreKnown && bytes % HugePages.Bytes == 0;
        int alignment = isHuge ? HugePages.Bytes : Alignment;
        Array = GC.AllocateUninitializedArray<T>(capacity + (alignment / sizeof(T)) - 1, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref Array[0]);
        Offset = (int)((-address & (alignment - 1)) / sizeof(T));
        if (isHuge)
        {
            HugePages.AskFor(Pointer, bytes);
        }

        Capacity = capacity;
        SizeClass = sizeClass;
    }

    internal T[] Array { get; }

    internal int Offset { get; }

    internal int Capacity { get; }

    internal int SizeClass { get; }

    internal T* Pointer => (T*)Unsafe.AsPointer(ref Array[Offset]);
}

/// <summary>
/// The pool behind <see cref="TensorPool"/> for one element type. Sizes are rounded up to a quarter of a power of two, so at
/// most a fifth of a buffer is slack, on Linux from 1 MiB on to whole huge pages before that. Only an explicit return brings an array back: one that its owner forgot is left to the
/// garbage collector, because a span of it may still be in use. No locks: a slot changes hands by an exchange, so that whoever is
/// suspended in the middle of it holds nobody up.
/// </summary>
internal static class AlignedPool<T>
    where T : unmanaged
{
    /// <summary>Buffers of one size that are kept; more are dropped. Enough for the scratch of all processors, and of many concurrent callers.</summary>
    internal static readonly int KeptPerSize = int.Max(16, 2 * Environment.ProcessorCount);

    /// <summary>Bytes kept in all, beyond which the largest are dropped: the kernels' scratch, a few MiB for each thread of a large product, is wanted in every call.</summary>
    internal static readonly long KeptBytes = long.Max(1L << 28, (long)Environment.ProcessorCount << 24);

    private const int SmallestBits = 6;
    private const int StepsPerDoubling = 4;

    private static readonly AlignedBuffer<T>?[] Kept = new AlignedBuffer<T>?[(31 - SmallestBits + 1) * StepsPerDoubling * KeptPerSize];
    private static long _retainedElements;

    internal static unsafe long RetainedBytes => long.Max(Volatile.Read(ref _retainedElements), 0) * sizeof(T);

    /// <summary>The longest rent there is: an array's limit less the room for alignment.</summary>
    internal static unsafe int MaxLength => Array.MaxLength - AlignedBuffer<T>.Alignment / sizeof(T);

    /// <summary>A buffer of at least <paramref name="length"/> elements, contents undefined.</summary>
    /// <exception cref="OutOfMemoryException">There is not that much memory, also without what is kept.</exception>
    internal static AlignedBuffer<T> Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        (int sizeClass, int capacity) = ClassOf(length);
        Span<AlignedBuffer<T>?> slots = Slots(sizeClass);
        for (int i = slots.Length - 1; i >= 0; i--)
        {
            if (TakeFrom(ref slots[i]) is { } kept)
            {
                return kept;
            }
        }

        try
        {
            return new AlignedBuffer<T>(capacity, sizeClass);
        }
        catch (OutOfMemoryException)
        {
            // What is kept for reuse may be what is missing. The collector gives its pages up for arrays of another size only if it is told to.
            TensorPool.Trim();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return new AlignedBuffer<T>(capacity, sizeClass);
        }
    }

    internal static void Return(AlignedBuffer<T> buffer)
    {
        foreach (ref AlignedBuffer<T>? slot in Slots(buffer.SizeClass))
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, buffer, null) is null)
            {
                Interlocked.Add(ref _retainedElements, buffer.Capacity);
                DropBeyondLimit();
                return;
            }
        }
    }

    internal static void Trim()
    {
        foreach (ref AlignedBuffer<T>? slot in Kept.AsSpan())
        {
            TakeFrom(ref slot);
        }
    }

    private static unsafe void DropBeyondLimit()
    {
        for (int i = Kept.Length - 1; i >= 0 && Volatile.Read(ref _retainedElements) * sizeof(T) > KeptBytes; i--)
        {
            TakeFrom(ref Kept[i]);
        }
    }

    /// <summary>What is kept in the slot, for nobody else then, or null.</summary>
    private static AlignedBuffer<T>? TakeFrom(ref AlignedBuffer<T>? slot)
    {
        AlignedBuffer<T>? taken = slot is null ? null : Interlocked.Exchange(ref slot, null);
        if (taken is not null)
        {
            Interlocked.Add(ref _retainedElements, -taken.Capacity);
        }

        return taken;
    }

    private static Span<AlignedBuffer<T>?> Slots(int sizeClass) => Kept.AsSpan(sizeClass * KeptPerSize, KeptPerSize);

    // Class 0 holds 2⁶ elements; four classes to each doubling: 64, 80, 96, 112, 128, 160, …
    private static unsafe (int SizeClass, int Capacity) ClassOf(int length)
    {
        if (length <= 1 << SmallestBits)
        {
            return (0, 1 << SmallestBits);
        }

        int page = HugePages.AreKnown && (long)length * sizeof(T) >= HugePages.Least ? HugePages.Bytes / sizeof(T) : 1;
        long last = ((length + page - 1L) / page * page) - 1;
        int bits = BitOperations.Log2((ulong)last);
        int quarter = (int)((last - (1L << bits)) >> (bits - 2));
        long capacity = (1L << bits) + ((quarter + 1L) << (bits - 2));
        return (((bits - SmallestBits) * StepsPerDoubling) + quarter + 1, (int)Math.Min(capacity, MaxLength));
    }
}
