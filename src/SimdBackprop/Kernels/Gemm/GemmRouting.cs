using System.Numerics;

namespace SimdBackprop;

/// <summary>A rectangle of a product's result.</summary>
internal readonly record struct GemmRectangle(nint Row, nint Column, nint Rows, nint Columns);

/// <summary>How C is cut for the worker team: bands of whole tiles of rows, or of whole vectors of columns.</summary>
/// <param name="Parts">The number of bands, at most one a unit.</param>
/// <param name="ByRows">Whether the bands lie along the rows.</param>
/// <param name="Units">Units along that dimension; what is left of it belongs to the last one, so that no band is narrower than a vector.</param>
/// <param name="Unit">Rows or columns of a unit.</param>
internal readonly record struct GemmPartition(int Parts, bool ByRows, nint Units, int Unit)
{
    /// <summary>The part's rectangle of C.</summary>
    internal GemmRectangle RectangleOf(int part, nint m, nint n)
    {
        nint extent = ByRows ? m : n;
        nint start = Units * part / Parts * Unit;
        nint end = part == Parts - 1 ? extent : Units * (part + 1) / Parts * Unit;
        return ByRows ? new GemmRectangle(start, 0, end - start, n) : new GemmRectangle(0, start, m, end - start);
    }
}

/// <summary>Which way a product takes, by named thresholds.</summary>
internal static class GemmRouting
{
    /// <summary>
    /// Multiply-adds from which on a product is shared even if workers have to be woken for it, which takes 5 to 70 µs: 80 × 80 × 80, half a million, takes 4 µs on one thread (float, AVX-512, AMD), but the next
    /// product usually follows at once.
    /// </summary>
    internal const long LeastParallelWork = 500_000;

    /// <summary>
    /// The same a thread where the workers are awake. Two threads took 0.55 to 0.75 times as long as one for 64 × 64 × 64 to 80 × 80 × 80 and for 64 × 10 × 512, 0.75 for 48 × 48 × 48, 0.85 to 1.0 for
    /// that of X·Wᵀ, of which every thread transposes all of a factor (float, AVX-512, AMD).
    /// </summary>
    internal const long LeastWorkOfAwake = 50_000;

    /// <summary>
    /// Multiply-adds up to which the defining program is as fast as any kernel, where an element of C counts as two more. 2 × 2 × 2 took 45 ns as such and 53 by
    /// a kernel, 1 × 4 × 4 as long either way, 2 × 4 × 2 took 66 and 59. Where B has to be transposed for a kernel, which takes 30 ns more, twice as many.
    /// </summary>
    private const nint MostTinyWork = 24;

    /// <summary>
    /// Elements of the largest matrix up to which a product is small. Beyond, what renting scratch memory and planning its use costs, 200 to 300 ns, is lost in the
    /// arithmetic: X·Wᵀ of 32 × 32 × 32 took 1.15 µs with B transposed on the stack, 1.34 with a rent.
    /// </summary>
    internal const int MostSmallElements = 1_024;

    /// <summary>
    /// Bytes of B up to which every strip reads it in place: at most five eighths of the second-level cache. Against panels packed by the first strip that was 1.02 times as fast for
    /// squares of 192 and 256, 1.03 for 384 and for 128 × 784 × 128, 1.06 for 128 × 512 × 256, alike for 384 × 256 × 384 and 480 (900 KiB), 0.92 for 128 × 256 × 784 (784 KiB) and 0.9 for
    /// 128 × 512 × 512 (1 MiB; an AMD processor with 1 MiB of that cache). On an Intel processor with 2 MiB 64 × 512 × 10 gained 25 %, squares of 96 to 256 up to 6 %, 128 × 784 × 128 lost 3 %;
    /// what is larger was not tried there, hence the bound (float, AVX-512, one thread).
    /// </summary>
    private static readonly long InPlaceBytes = long.Min(640 << 10, GemmBlocking.SecondLevelBytes * 5 / 8);

    /// <summary>
    /// The same where B is read by few strips, asked for beforehand unless it is near. 784 × 512 and 1,000 × 1,000 of B ran 1.1 to 1.25 times as fast in place for 16 to 32 rows, as fast for 48
    /// and 64; 2,000 × 2,000, 16 MB, 0.75 to 0.95 times (float, AVX-512, one thread of an AMD processor with 32 MiB of third-level cache).
    /// </summary>
    private const long InPlaceByFewBytes = 4 << 20;

    private const int FewStrips = 4;

    /// <summary>Bytes of a B in place up to which nothing is won by asking for it beforehand.</summary>
    internal static readonly long NearBytes = GemmBlocking.SecondLevelBytes / 4;

    /// <summary>
    /// Strips up to which a B that is not read in place is packed and used panel by panel instead of a group of panels at a time: what the first strip packs is nearer when the others read it.
    /// 16, 32 and 64 rows times 784 × 512 were 1.2, 1.1 and 1.08 times as fast, 96 to 192 rows alike, squares of 1,024 0.9 times (float, AVX-512, one thread).
    /// </summary>
    private const int MostStripsForSinglePanels = 8;

    /// <summary>Rows of a B in place that may be a multiple of <see cref="GemmBlocking.AliasingBytes"/> apart: more of them crowd each other out of the first-level cache.</summary>
    private const nint MostAliasingRows = 8;

    /// <summary>
    /// Panels and terms from which on a transposed A is copied: in place, every strip uses half of each cache line, and rows a power of two apart crowd into
    /// few sets. 2,048 × 2,048 × 512 was 1.7 times as fast with the copy, 512 × 784 × 8 as fast without.
    /// </summary>
    private const nint LeastPanelsForPacking = 4;

    private const nint LeastTermsForPacking = 64;

    /// <summary>
    /// Panels from which on a row-major A that is far is copied, which means to transpose it: a tile then reads one stream instead of eight. Squares of 2,000 ran 1.03 times as fast with the copy, of 1,536
    /// 1.01 times; an A of up to four times the second-level cache is better left in place: squares of 512 to 896 ran 1.01 to 1.02 times as fast so, of 1,000 to 1,280 1.0 to 1.01 times, and rows a multiple of 4 KiB apart
    /// change nothing, 1,024 × 200 × 1,024 ran 1.05 times as fast (AMD, 1 MiB of that cache). An Intel processor with 2 MiB gained 1 to 2 % by the copy of a near A with 11 panels, and nothing with 7 and 8 (float, AVX-512, one thread).
    /// </summary>
    private const nint LeastPanelsForTransposing = 8;

    /// <summary>
    /// Rows from which on the lanes of a vector may lie along the rows of C. Below that, transposing all of B costs no more than the lanes left empty.
    /// </summary>
    private const nint LeastLanes = 4;

    /// <summary>
    /// Most rows of X for which X·Wᵀ transposes X and C instead of W. With W of 512 × 784 to 2,048 × 2,048 that ran 1.1 to 1.3 times as fast for 96 to 128 rows, 1.03 to 1.05 for 160
    /// to 192, 0.96 to 0.98 for 256 (float, AVX-512, one thread).
    /// </summary>
    private const nint MostRowsForLanes = 224;

    /// <summary>
    /// Rows from which on a B that is transposed on the way is asked for beforehand. X·Wᵀ of 512 × 784 ran 0.92 times as fast with two rows, 1.02 with four, 1.17 with eight (float,
    /// AVX-512, one thread).
    /// </summary>
    private const nint LeastRowsForAsking = 4;

    /// <summary>
    /// Bytes of a factor beyond which it is asked for while the tiles before are computed, though it is not copied as a whole (a B, where strips are many, from half as many on): four times the second-level cache. 2,048 × 2,048 of W, 16 MB, made X·Wᵀ 1.04
    /// times as fast for 16 rows, 1.06 for 32, 1.09 to 1.2 for 64 and 128, X·W 1.1 for 32 to 64 rows, 1.03 for 128 and 1.01 for 512; 1.6 and 4 MB made no difference from 64 rows on and lost 10 % with
    /// 16, unless they came from memory (float, AVX-512, one thread of an AMD processor with 1 MiB of second-level cache).
    /// </summary>
    internal static readonly long AskedForBytes = 4 * GemmBlocking.SecondLevelBytes;

    /// <summary>
    /// Strips from which on a B so far is asked for. Two, 16 rows, ran 0.98 to 1.0 times as fast; with three, of which one copies and asks for nothing, a tile of single panels would have more to ask for than
    /// rounds to do so in.
    /// </summary>
    private const int LeastStripsForAsking = 4;

    /// <summary>
    /// The same for a B of more than half as many bytes. X·W of 512 to 1,000 × 1,000 × 1,000 ran 1.01 times as fast, of 512 × 784 × 784 and squares of 768 and 1,024 1.0 to 1.01 times, of 64 to 256 rows 0.99 to 1.0
    /// times; X·Wᵀ, whose B is transposed when it is copied, of 256 × 1,000 × 1,000 and of 512 × 2,048 × 2,048 1.01 to 1.02 times, of 512 × 784 × 784 1.0 to 1.01 times, of 512 × 512 × 784, which are less, 0.99 to 1.0
    /// times (likewise).
    /// </summary>
    private const int LeastStripsForAskingNearer = 32;

    /// <summary>Terms from which on it pays to exchange the factors because there are fewer columns than a vector has lanes.</summary>
    private const nint LeastTermsForLanes = 32;

    /// <summary>
    /// Columns of B that cost threads as much to pack twice as a row of A does, where B is packed beside the arithmetic. With two threads the cuts that follow ran 256 × 1,024 × 1,024
    /// 1.04 times as fast as the other ones, 512 × 784 × 128 of a transposed A 1.07 times; where B is transposed they count alike: X·Wᵀ of 256 × 1,024 × 1,024, 1.2 times (float, AVX-512).
    /// </summary>
    private const nint ColumnsForARow = 2;

    /// <summary>
    /// Bytes of a B of neighbouring columns that each of several threads may as well read all of: what stays in a first-level cache. Of half a row of C the processor fetches what follows as well, which another thread
    /// has just written; with few terms that is much. Two threads took, by rows instead of columns, 0.64 times as long for 100 × 4,000 × 2, 0.8 to 0.88 for 64 × 512 × 10, 1.0 to 1.05 for 32 and 48 × 512 × 12; with 32 KB 1.1
    /// to 1.3 times for 16 × 512 × 16, with 256 KB as long for 64 × 256 × 256 (float, AVX-512, AMD Zen 4).
    /// </summary>
    private const long ReadByAllBytes = 24 << 10;

    /// <summary>Whether the product has terms, but so few that it is not worth a kernel.</summary>
    internal static bool IsTiny<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint most = product.BColumn == 1 ? MostTinyWork : 2 * MostTinyWork;
        return product.K > 0 && product.M * product.N <= most && product.M * product.N * (product.K + 2) <= most;
    }

    /// <summary>Whether the product has terms and no factor, and so few elements that hardly anything but the multiply-adds may cost time.</summary>
    internal static bool IsSmall<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        product.K > 0 && product.Alpha == T.One && product.M * product.N <= MostSmallElements && product.M * product.K <= MostSmallElements
        && product.K * product.N <= MostSmallElements;

    /// <summary>Whether the factors exchange their roles, so that the lanes of a vector lie along the rows of the caller's C instead of its columns.</summary>
    /// <param name="product">The product as the caller sees it.</param>
    /// <param name="tier">The tier as asked for, before it is narrowed to C.</param>
    internal static bool Exchanges<T>(in GemmArguments<T> product, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = SimdDispatch.Lanes<T>(tier);

        // α goes with A. As the right factor, A carries it only where it is copied anyway.
        if (product.K == 0 || product.M < LeastLanes || (product.ARow == 1 && product.Alpha != T.One))
        {
            return false;
        }

        // A panel of B needs neighbouring columns. Where they are rows of Bᵀ instead, the smaller factor is the one to transpose as long as its rows are few,
        // and none if the other is transposed as well.
        return product.BColumn != 1
            ? product.ARow == 1 || product.N < lanes
                || (product.M < product.N && product.M <= MostRowsForLanes && !TransposesOnTheWay(product, product.M, tier))
            : product.N < lanes && product.M >= lanes && product.K >= LeastTermsForLanes;
    }

    /// <summary>
    /// Whether one row is multiplied by a B of neighbouring columns: the loop of a transposed Gemv reads B as it lies, where tiles would go down it a few columns
    /// at a time. 64 × 64 ran 1.5 times as fast, 512 × 784 2.5 times, 2,048 × 2,048 beyond the caches 2 times (float, AVX-512, one thread). α belongs to the
    /// row, and that loop knows it only as 1.
    /// </summary>
    internal static bool IsRowTimesMatrix<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => product.M == 1 && product.BColumn == 1 && !product.Swapped && product.Alpha == T.One;

    /// <summary>
    /// Whether a column times a row is added to C, which is what Ger does: 1.3 times as fast as tiles for 64 × 64 and 512 × 784, 1.0 to 1.1 for 1,024 × 1,024 and more, before that passed memory row after row.
    /// Where C is overwritten the tiles are as fast in the caches and 1.5 times as fast beyond them.
    /// </summary>
    internal static bool IsRankOneUpdate<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        product.K == 1 && product.BColumn == 1 && !product.Swapped && product.Beta == T.One;

    /// <summary>Whether nothing needs to be copied: a B of neighbouring columns that is small, or that few strips of A read.</summary>
    internal static unsafe bool StaysInPlace<T>(in GemmArguments<T> product, in GemmRectangle part, int tileRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (product.BColumn != 1 || product.Swapped || product.Alpha != T.One)
        {
            return false;
        }

        bool crowds = product.K > MostAliasingRows && product.BRow * sizeof(T) % GemmBlocking.AliasingBytes == 0;
        return part.Rows <= tileRows
            || (!crowds && BytesOfB(product, part) <= (part.Rows <= FewStrips * tileRows ? InPlaceByFewBytes : InPlaceBytes));
    }

    /// <summary>
    /// Whether B has the terms of a column side by side and so few rows read it that a vector's width of it is best transposed in registers while it is used. Against the ways that
    /// follow X·Wᵀ of 512 × 784 ran 1.9 times as fast for a row, 1.6 for 4, 1.5 for 8, 1.8 for 12; two strips of seven and ten rows gained 8 %, of eight they lost 20. With rows a
    /// multiple of 4 KiB apart it was 1.1 to 1.7 times, with 20,000 and 60,000 terms, of which A does not stay in a near cache, 1.7 to 2 times (float, AVX-512, one thread).
    /// </summary>
    internal static bool TransposesOnTheWay<T>(in GemmArguments<T> product, nint rows, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        product.BColumn != 1 && product.AColumn == 1 && product.Alpha == T.One && product.K >= GemmTransposingKernel.Terms<T>()
        && rows <= GemmTransposingKernel.Rows(tier);

    /// <summary>Whether a B that is transposed on the way is worth asking for beforehand: where it is far, and rows enough hide what that costs.</summary>
    internal static bool AsksForTransposed<T>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => part.Rows >= LeastRowsForAsking && !IsNear(product, part);

    /// <summary>Whether a row-major A is so far that it is worth asking for beforehand, wherever it is read.</summary>
    internal static unsafe bool IsFarA<T>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => product.AColumn == 1 && (double)part.Rows * product.K * sizeof(T) > AskedForBytes;

    /// <summary>The fewest strips during which what the next group of panels copies of B is worth asking for: more than any product has where B is not that far.</summary>
    internal static nint StripsAskingForB<T>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => BytesOfB(product, part) switch
        {
            double bytes when bytes > AskedForBytes => LeastStripsForAsking,
            double bytes when bytes > AskedForBytes / 2 => LeastStripsForAskingNearer,
            _ => nint.MaxValue,
        };

    /// <summary>Whether so few strips share a panel of B that each panel should be done with before the first strip packs the next.</summary>
    internal static bool GoesPanelByPanel<T>(in GemmArguments<T> product, nint rows, int tileRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => product.BColumn == 1 && rows <= MostStripsForSinglePanels * tileRows;

    /// <summary>Whether a B in place is read from a near cache, so that nothing is won by asking for it beforehand.</summary>
    internal static bool IsNear<T>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => BytesOfB(product, part) <= NearBytes;

    /// <summary>Whether A is copied first: for α, or because so many panels read it that the copy pays.</summary>
    internal static bool PacksA<T>(in GemmArguments<T> product, in GemmRectangle part, nint panels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (product.Alpha != T.One && !product.Swapped)
        || (product.AColumn == 1
            ? IsFarA(product, part) && panels >= LeastPanelsForTransposing
            : panels >= LeastPanelsForPacking && product.K >= LeastTermsForPacking);

    /// <summary>
    /// Whether so many products of one shape are worth waking workers for: by their multiply-adds, and by their bytes, which are what products with few rows or few terms wait for. 1 × 784 ×
    /// 512 and 512 × 784 × 1 have 0.4 million of the first and 1.6 MB of the second; two threads took 0.6 times as long as one. The factors may each have up to 2⁶³ elements; their
    /// product may not fit.
    /// </summary>
    internal static unsafe bool IsHeavy<T>(in GemmArguments<T> product, double count = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double m, double n, double k) = (product.M, product.N, product.K);
        return count * m * n * k >= LeastParallelWork || Sharing.Pays(count * ((m * k) + (k * n) + (m * n)) * sizeof(T));
    }

    /// <summary>The most threads that may share so many products of one shape: all if they are heavy, else as many as have enough to do, if they are awake.</summary>
    internal static int Threads<T>(in GemmArguments<T> product, int degree, double count = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        degree == 1 || IsHeavy(product, count) ? degree : Threads(count * product.M * product.N * product.K, degree);

    /// <summary>The most threads that may share so many multiply-adds.</summary>
    internal static int Threads(double work, int degree)
    {
        if (work >= LeastParallelWork)
        {
            return degree;
        }

        int threads = int.Min(degree, (int)(work / LeastWorkOfAwake));
        return threads > 1 && WorkerTeam.IsAwake(threads) ? threads : 1;
    }

    /// <summary>
    /// Cuts C's rows or its columns: each part copies all of the factor that lies along the other dimension, so the cut is where that factor is cheap to copy, unless the other cut
    /// is much more even.
    /// </summary>
    internal static unsafe GemmPartition Partition<T>(in GemmArguments<T> product, int tileRows, int lanes, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Partition(
            product,
            tileRows,
            lanes,
            threads,
            prefersRows: product.BColumn == 1 ? product.M * ColumnsForARow >= product.N || (double)product.K * product.N * sizeof(T) <= ReadByAllBytes : product.M >= product.N);

    /// <summary>
    /// Cuts the weights of a layer, n_out × n_in, for what is computed from its errors and inputs: whole rows, unless there are too few. Of half a row the processor fetches the other half as well, which another
    /// thread has just changed: halves of rows took Adam 1.25 to 1.4 times as long for 100 to 300 rows of 784 with 32 samples, gradient descent with one sample 1.8 to 3 times, with 32 and more 0.9 to 1.09 times (AMD).
    /// </summary>
    internal static GemmPartition PartitionOfWeights<T>(nint outputs, nint inputs, SimdTier tier, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GemmArguments<T> gradient = new() { M = outputs, N = inputs, BColumn = 1 };
        return Partition(gradient, GemmTile.MostRows, SimdDispatch.Lanes<T>(tier), threads, prefersRows: true);
    }

    private static unsafe GemmPartition Partition<T>(in GemmArguments<T> product, int tileRows, int lanes, int threads, bool prefersRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // No two threads should write to one cache line of the caller's C.
        int line = Sharing.LineBytes / sizeof(T);
        int rows = product.Swapped ? int.Max(tileRows, line) : tileRows, columns = product.Swapped ? lanes : int.Max(lanes, line);
        nint rowUnits = nint.Max(product.M / rows, 1);
        nint columnUnits = nint.Max(product.N / columns, 1);
        bool byRows = prefersRows ? !Sharing.IsMuchMoreEven(columnUnits, rowUnits, threads) : Sharing.IsMuchMoreEven(rowUnits, columnUnits, threads);
        nint units = byRows ? rowUnits : columnUnits;
        return new GemmPartition((int)nint.Min(threads, units), byRows, units, byRows ? rows : columns);
    }

    private static unsafe double BytesOfB<T>(in GemmArguments<T> product, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (double)product.K * part.Columns * sizeof(T);
}
