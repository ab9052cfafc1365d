namespace SimdBackprop;

/// <summary>The sizes that the blocked product is cut by, as data: from the caches that the machine reports, or from common ones where it reports none.</summary>
internal static class GemmBlocking
{
    /// <summary>
    /// The most terms between loading and storing C. Against 384 it ran 64 × 784 × 512 1.03 times as fast, 2,048 × 2,048 × 512 of a transposed A 1.02 times, and squares of 512 to 2,048 alike; in double
    /// they were alike too, where 256 lost 2 % at 1,024 (AVX-512, one thread of an AMD processor). On an Intel processor 256, 320 and 384 were alike for products of 512 to 2,048. A strip of A has
    /// 16 KiB in float and shares the first-level cache with the panel that passes.
    /// </summary>
    internal const int KBlock = 512;

    /// <summary>
    /// The same for a C that the epilogue takes, which would have to wait in scratch for its last block, and the most for one that gets the product added: such a product has as many terms as a batch has
    /// samples.
    /// </summary>
    internal const int KBlockOfTaken = 1_024;

    /// <summary>Panels in a slice of columns of a C that is taken after several blocks of terms. All rows of the slice wait in scratch; ten panels leave room for thousands of them.</summary>
    internal const int PanelsOfSlice = 10;

    /// <summary>
    /// The fewest terms of a C that is taken during which memory delivers two matrices of its size beside the one that is always asked for. Of 2,048² weights with Adam the update took, with two instead of
    /// one, 1.09 and 1.05 times as long for 16 and 24 terms, 0.98 to 1.0 times for 32 and 40, 0.95, 0.94 and 0.92 times for 48, 64 and 128 (float, AVX-512, one thread, AMD; narrower vectors, whose terms take
    /// longer, were not measured).
    /// </summary>
    internal const int TermsForTwoMatrices = 32;

    /// <summary>Tiles of A that are packed together, and of C that are finished together where it is not transposed: 32 rows, two cache lines of a transposed float matrix.</summary>
    internal const int ChunkTiles = 4;

    /// <summary>
    /// Rows of a C in scratch that are transposed into the caller's together, eight cache lines of each of its rows in float: with 32 rows X·Wᵀ of 64 to 128 rows ran 0.98 to 0.99 times as fast, with 64 and 256 rows 0.98
    /// to 1.0 times (float, AVX-512, one thread, AMD).
    /// </summary>
    internal const int TransposedRows = 128;

    /// <summary>Rows of B that a kernel reading B in place is ahead with its prefetches. 6, 12 and 24 were alike; 8 is a factor that an address can hold.</summary>
    internal const int PrefetchRows = 8;

    /// <summary>
    /// Bytes that a kernel reading a packed matrix from afar is ahead with its prefetches: 24 rows of three 512-bit vectors. With 256 MiB of float weights in
    /// turn a product of 8 rows ran at 6.4 GB/s without, 8.8, 9.7, 9.8 and 9.4 at 1,152 to 9,216 bytes, where a plain read ran at 12 (AVX-512, one thread).
    /// </summary>
    internal const int StreamAheadBytes = 4_608;

    /// <summary>
    /// Bytes of a column that a kernel transposing B on the way is ahead with its prefetches. X·Wᵀ of 8 × 512 × 784 ran 1.17 times as fast with 128, 1.16, 1.15 and 1.12 times
    /// with 192, 256 and 384; 12 × 512 × 784 and 8 × 1,024 × 1,024 1.1 to 1.15 times with 128 (float, AVX-512, one thread).
    /// </summary>
    internal const int TransposingAheadBytes = 128;

    /// <summary>Bytes of a core's second-level cache: a common size where the machine reports none.</summary>
    internal static readonly long SecondLevelBytes = CacheInfo.DataBytes(level: 2, otherwise: 1 << 20);

    /// <summary>
    /// Bytes of panels of B that pass by each strip of A and stay in the second-level cache meanwhile, beside what passes. Ten panels of 512 terms, half of a
    /// cache of 2 MiB, lost 8 % against ten of 384.
    /// </summary>
    internal static readonly long GroupBytes = SecondLevelBytes * 2 / 5;

    /// <summary>
    /// Bytes of a row of C, rounded up to whole panels, that an epilogue takes at a time at most: so long that the processor's own prefetch sees W and its states coming, and eight rows no more than a
    /// sixteenth of the second-level cache. A fused update of Adam with 32 samples on 2,048² weights took 1.2 times as long with a quarter of 8 KiB, 1.04 times with half; 4,096² took as long with half (float,
    /// AVX-512, one thread, AMD, 1 MiB of second-level cache; others were not measured).
    /// </summary>
    internal static readonly long TakenRowBytes = long.Min(8_192, SecondLevelBytes / 128);

    /// <summary>
    /// Bytes of scratch for a C that is stored transposed or taken by the epilogue; more than that is computed in slices of columns, where a chunk of rows alone is as large,
    /// and in blocks of rows, each of
    /// which transposes B again.
    /// </summary>
    internal static readonly long OwnCBytes = 4 * SecondLevelBytes;

    /// <summary>
    /// Bytes of a thread's part of a gradient that an update takes as a whole instead of strip by strip: an eighth of the second-level cache. Against the step with gradients written, and with strips of ten panels,
    /// 784-30-10 (94 KB) ran at 0.95, 0.98, 0.98 and 0.93 by strips, at 0.97, 0.99, 0.97 and 0.99 as a whole (SGD of 32 and 512 samples, Adam of both); 256-256-10 (256 KB) at 0.96 to 0.97 and 0.97 to 0.99;
    /// 784-128-10 (400 KB) at 0.98 to 1.01 and 0.95 to 1.0 (float, AVX-512, one thread).
    /// </summary>
    internal static readonly long GradientBytes = SecondLevelBytes / 8;

    /// <summary>
    /// Bytes of weights and states, of all rows that a call is given, below which the rule takes rows without gaps as one and asks for nothing itself: three times the second-level cache. With 32 samples steps of Adam were 1.01 to 1.02 times as fast so for
    /// 784-128-10 and 784-300-100-10, whose largest layer has 2.8 MB of them, and 0.97 to 0.99 times for 784-512-512-10 with 3.1 and 4.8 MB (float, AVX-512, AMD, 1 MiB of that cache).
    /// </summary>
    internal static readonly long NearTargetBytes = 3 * SecondLevelBytes;

    /// <summary>
    /// Bytes of weights and states, of all rows that a call is given, from which on the rule runs beside the product of the next strip where there are 32 registers: sixteen times the second-level cache. Fused updates of Adam with 32 samples ran 1.2 to 1.3
    /// times as fast so on 1,536² weights (28 MB), 1.05 to 1.2 times on 2,048²; 0.97 to 1.1 times on 1,024² (13 MB) and 0.86 to 1.08 times on 784² and 512²: the lower figures were taken while a neighbour used the same core, when fewer
    /// operations wait side by side (float, AVX-512, one thread, AMD with 1 MiB of that cache). With 8 samples 1.08 times, with 2 alike; ten rows of 200,000 columns, of which the first strip has nothing beside it and the last follows by itself, alike. With 16 registers the rule pushes the product's accumulators out of them: 0.6 to 0.95 times.
    /// </summary>
    internal static readonly long FarTargetBytes = 16 * SecondLevelBytes;

    /// <summary>Elements by which a rule that runs beside a product is ahead with what it asks for for the first-level cache: 256 bytes of float (double was not measured). Twice as many were alike, four times as many 0.96 of the speed.</summary>
    internal const int BesideAhead = 64;

    /// <summary>
    /// Bytes above which a packed matrix is prefetched: the second-level cache. Eight rows times 67 MB of float weights ran at 34 GFLOP/s with, 26 without; times
    /// 8 MB, 79 and 74; times 0.6 MB, which stay in that cache, 97 and 106 (AVX-512, one thread, 2 MiB of second-level cache).
    /// </summary>
    internal static readonly long FarBytes = SecondLevelBytes;

    /// <summary>
    /// Bytes of packed A that are kept for the groups of panels that follow. Keeping it made 1,024 × 1,024 × 256 of a transposed A 1.03 times as fast as
    /// packing it for each, and squares of 1,024, whose A was copied then (float, AVX-512, one thread). Two and eight times as many bytes: squares of 1,536 and 2,048 alike, 3,000 × 3,000 × 1,000 0.94 to 1.0. More rows are computed in blocks, each of which packs B again.
    /// </summary>
    internal static readonly long KeptABytes = 2 * SecondLevelBytes;

    /// <summary>
    /// Rounds before the end of a tile in which the next tile of C is asked for, a row every few of them: late enough that the panel, which is larger than the first-level cache, does
    /// not push it out again. Asked for at the beginning C cost 4 % of a tile of 384 terms, in the last 32 rounds 1 %; all rows at once instead of spread 1 to 5 % more. The chunk
    /// of A that will be copied next is asked for at the same pace: products of 256 to 2,048 rows were 1.02 to 1.06 times as fast in a quiet hour, 0.99 to 1.01 in a busy one. An A in place,
    /// which made X·Wᵀ of 8 to 128 rows 0.89 to 0.99 times as fast, and rows of B (1.0, and 0.85 to 0.96 where panels go one by one) are so asked for only from
    /// beyond the second-level cache (all float, AVX-512, one thread; GemmRouting has the limits).
    /// </summary>
    internal const int RoundsAhead = 32;

    /// <summary>Rows this far apart, or a multiple of it, are in one set of the first-level cache.</summary>
    internal const int AliasingBytes = 4_096;

    /// <summary>A distance of rows in scratch that does not crowd them into few sets of a cache: of odd length in vectors.</summary>
    internal static nint Unaliased(nint columns, int lanes) => (((columns + lanes - 1) / lanes) | 1) * lanes;

    /// <summary>An extent cut into equal blocks instead of full ones and a rest.</summary>
    internal static nint Even(nint extent, nint largest)
    {
        nint blocks = (extent + largest - 1) / largest;
        return (extent + blocks - 1) / blocks;
    }
}
