namespace SimdBackprop;

/// <summary>The sizes that the blocked product is cut by, as data: from the caches that the machine reports, or from common ones where it reports none.</summary>
internal static class GemmBlocking
{
    /// <summary>The most terms between loading and storing C. A panel of B of three 512-bit vectors is then 72 KiB, and C moves once in 384 terms.</summary>
    internal const int KBlock = 384;

    /// <summary>Rows of B that a kernel reading B in place is ahead with its prefetches.</summary>
    internal const int PrefetchRows = 12;

    private const long CommonFirstLevelBytes = 32 << 10;
    private const long CommonSecondLevelBytes = 1 << 20;

    /// <summary>Bytes of panels of B that pass by a strip of A before the next strip follows: half of the first-level cache.</summary>
    internal static readonly long GroupBytes = CacheInfo.DataBytes(level: 1, otherwise: CommonFirstLevelBytes) / 2;

    /// <summary>Bytes of A that pass by a group of panels before the next group follows: half of the second-level cache.</summary>
    internal static readonly long ABlockBytes = CacheInfo.DataBytes(level: 2, otherwise: CommonSecondLevelBytes) / 2;

    /// <summary>K cut into equal blocks instead of full ones and a rest.</summary>
    internal static nint EvenKBlock(nint k)
    {
        nint blocks = (k + KBlock - 1) / KBlock;
        return (k + blocks - 1) / blocks;
    }
}
