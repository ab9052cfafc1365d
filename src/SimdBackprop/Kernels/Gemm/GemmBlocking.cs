namespace SimdBackprop;

/// <summary>The sizes that the blocked product is cut by, as data: from the caches that the machine reports, or from common ones where it reports none.</summary>
internal static class GemmBlocking
{
    /// <summary>
    /// The most terms between loading and storing C where panels of B are copied on the way. 1,024 were 2 to 6 % faster than 384 for squares of 768 to
    /// 2,048 (float, AVX-512, one core of an Emerald Rapids): C moves less often, and a panel of 192 KiB still streams from the second-level cache.
    /// </summary>
    internal const int KBlock = 1_024;

    /// <summary>The same where panels of B are transposed first: 384 were up to 5 % faster than 1,024 for X·Wᵀ, the fresh panel being nearer.</summary>
    internal const int KBlockTransposed = 384;

    /// <summary>Rows of B that a kernel reading B in place is ahead with its prefetches. 6, 12 and 24 were alike; 8 is a factor that an address can hold.</summary>
    internal const int PrefetchRows = 8;

    /// <summary>
    /// Bytes that a kernel reading a packed matrix from afar is ahead with its prefetches: 24 rows of three 512-bit vectors. With 256 MiB of float weights in
    /// turn a product of 8 rows ran at 6.4 GB/s without, 8.8, 9.7, 9.8 and 9.4 at 1,152 to 9,216 bytes, where a plain read ran at 12 (AVX-512, one thread).
    /// </summary>
    internal const int StreamAheadBytes = 4_608;

    private const long CommonFirstLevelBytes = 32 << 10;
    private const long CommonSecondLevelBytes = 1 << 20;

    /// <summary>Bytes of panels of B that pass by a strip of A before the next strip follows: half of the first-level cache.</summary>
    internal static readonly long GroupBytes = CacheInfo.DataBytes(level: 1, otherwise: CommonFirstLevelBytes) / 2;

    /// <summary>Bytes of A that pass by a group of panels before the next group follows: half of the second-level cache.</summary>
    internal static readonly long ABlockBytes = CacheInfo.DataBytes(level: 2, otherwise: CommonSecondLevelBytes) / 2;

    /// <summary>
    /// Bytes above which a packed matrix is prefetched: the second-level cache. Eight rows times 67 MB of float weights ran at 34 GFLOP/s with, 26 without; times
    /// 8 MB, 79 and 74; times 0.6 MB, which stay in that cache, 97 and 106 (AVX-512, one thread, 2 MiB of second-level cache).
    /// </summary>
    internal static readonly long FarBytes = CacheInfo.DataBytes(level: 2, otherwise: CommonSecondLevelBytes);

    /// <summary>An extent cut into equal blocks instead of full ones and a rest.</summary>
    internal static nint Even(nint extent, nint largest)
    {
        nint blocks = (extent + largest - 1) / largest;
        return (extent + blocks - 1) / blocks;
    }
}
