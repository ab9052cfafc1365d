using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// Memory larger than the last cache, walked through slot by slot, so that whatever a call sees was last seen long ago and has to come from the memory
/// itself. Everyone walks on where the one before stopped.
/// </summary>
internal sealed class VectorMemory<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>So many times the last cache: what is left of a slot after a full round is next to nothing.</summary>
    private const int CachesFull = 4;

    private const long LeastBytes = 256L << 20;

    /// <summary>A virtual machine may report the cache of a whole server.</summary>
    private const long MostBytes = 1536L << 20;

    private const int Period = 1 << 22;

    private readonly PooledTensor<T> _all;
    private int _next;

    /// <param name="bytes">Its size.</param>
    internal VectorMemory(long bytes)
    {
        int length = (int)(bytes / SizeOfElement);
        _all = PooledTensor<T>.RentUninitialized(length);

        // Drawn once and repeated: nobody sees more than a slot at a time.
        Span<T> span = _all.Span;
        int period = Math.Min(Period, length);
        RandomSource random = new(1);
        foreach (ref T value in span[..period])
        {
            value = T.CreateTruncating(random.NextUniform(-1, 1));
        }

        for (int at = period; at < length; at += period)
        {
            span[..Math.Min(period, length - at)].CopyTo(span[at..]);
        }
    }

    /// <summary>A size that no cache of this machine holds.</summary>
    internal static long BytesBeyondCaches =>
        Math.Clamp(CachesFull * SimdInfo.Caches.Select(cache => cache.Bytes).DefaultIfEmpty(0).Max(), LeastBytes, MostBytes);

    internal static unsafe int SizeOfElement => sizeof(T);

    /// <summary>All of it.</summary>
    internal Span<T> Span => _all.Span;

    /// <summary>Where the next slot of so many elements begins, and moves on by so many slots.</summary>
    internal int Take(int slotElements, int slots = 1)
    {
        int count = _all.Length / slotElements;
        int slot = _next % count;
        _next = (slot + slots) % count;
        return slot * slotElements;
    }

    /// <summary>Where the slot after the one at <paramref name="start"/> begins.</summary>
    internal int After(int start, int slotElements) => start + (2 * slotElements) > _all.Length ? 0 : start + slotElements;

    public void Dispose() => _all.Dispose();
}
