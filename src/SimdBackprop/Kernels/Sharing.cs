namespace SimdBackprop;

/// <summary>When work that memory bounds is shared with the worker team.</summary>
internal static class Sharing
{
    /// <summary>Bytes of a cache line. What threads write is cut at multiples of it, so that no two write to one line.</summary>
    internal const int LineBytes = 64;

    /// <summary>
    /// Bytes read and written a thread, so that work is shared from twice as many on. Two threads took 1.0 to 1.3 times as long as one for 128 and 256 KiB in
    /// all, 0.7 to 1.0 for 512, 0.6 to 0.8 for 1 MiB, whether they were reductions, element-wise operations, matrix-vector products or rank-one updates (float,
    /// AVX-512, second-level caches of 2 MiB). A worker that the system wakes on the caller's core costs up to 25 µs; below 1 MiB that is more than the work.
    /// </summary>
    private const double LeastBytes = 512 << 10;

    /// <summary>Whether work that moves so many bytes is worth a second thread.</summary>
    internal static bool Pays(double bytes) => bytes >= 2 * LeastBytes;

    /// <summary>Whether so many units come out so much more even than others that it is worth giving up the better cut: the longest band of all is an eighth shorter.</summary>
    internal static bool IsMuchMoreEven(nint units, nint others, int degree) => LongestShare(units, degree) < LongestShare(others, degree) * 7 / 8;

    /// <summary>The elements of an element-wise operation.</summary>
    internal static unsafe Bands OfElements<T>(nint length, int elementBytes, int degree)
        where T : unmanaged => Cut(length, LineBytes / sizeof(T), (double)length * elementBytes, degree);

    /// <summary>Cuts an extent into bands of whole grains: as many as there are threads, unless that leaves one with too few bytes.</summary>
    /// <param name="extent">What is cut: elements, rows, columns or pieces.</param>
    /// <param name="grain">What is not cut.</param>
    /// <param name="bytes">The bytes that all bands move together.</param>
    /// <param name="degree">The most threads.</param>
    internal static Bands Cut(nint extent, nint grain, double bytes, int degree)
    {
        // Small work must not pay for the question with a division.
        if (degree == 1 || !Pays(bytes))
        {
            return new Bands(1, extent, grain);
        }

        double parts = Math.Min(Math.Min(degree, bytes / LeastBytes), (extent + grain - 1) / grain);
        return new Bands((int)parts, extent, grain);
    }

    /// <summary>The longest band of so many units as a fraction of all of them.</summary>
    private static double LongestShare(nint units, int degree) => (double)((units + degree - 1) / degree) / units;
}
