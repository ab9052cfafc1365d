namespace SimdBackprop;

/// <summary>
/// When work that memory bounds is shared with the worker team: from how many bytes a thread on, a number for each family of kernels.
/// </summary>
internal static class Sharing
{
    /// <summary>Bytes of a cache line. What threads write is cut at multiples of it, so that no two write to one line.</summary>
    internal const int LineBytes = 64;

    /// <summary>Bytes read a thread by a reduction along a vector.</summary>
    internal static readonly int LeastReductionBytes = int.Parse(Environment.GetEnvironmentVariable("LEAST") ?? "262144");

    /// <summary>Bytes read and written a thread by an element-wise operation.</summary>
    internal static readonly int LeastElementwiseBytes = int.Parse(Environment.GetEnvironmentVariable("LEAST") ?? "262144");

    /// <summary>Bytes of A a thread of a matrix-vector product.</summary>
    internal static readonly int LeastGemvBytes = int.Parse(Environment.GetEnvironmentVariable("LEAST") ?? "262144");

    /// <summary>Bytes of A, read and written, a thread of a rank-one update.</summary>
    internal static readonly int LeastGerBytes = int.Parse(Environment.GetEnvironmentVariable("LEAST") ?? "262144");

    /// <summary>The elements of an element-wise operation.</summary>
    internal static unsafe Bands OfElements<T>(nint length, int elementBytes, int degree)
        where T : unmanaged => Cut(length, LineBytes / sizeof(T), (double)length * elementBytes, LeastElementwiseBytes, degree);

    /// <summary>Cuts an extent into bands of whole grains: as many as there are threads, unless that leaves one with too few bytes.</summary>
    /// <param name="extent">What is cut: elements, rows, columns or pieces.</param>
    /// <param name="grain">What is not cut.</param>
    /// <param name="bytes">The bytes that all bands move together.</param>
    /// <param name="leastBytes">The fewest bytes for which a thread pays.</param>
    /// <param name="degree">The most threads.</param>
    internal static Bands Cut(nint extent, nint grain, double bytes, nint leastBytes, int degree)
    {
        // Small work must not pay for the question with a division.
        if (degree == 1 || bytes < 2.0 * leastBytes)
        {
            return new Bands(1, extent, grain);
        }

        double parts = Math.Min(Math.Min(degree, bytes / leastBytes), (extent + grain - 1) / grain);
        return new Bands((int)parts, extent, grain);
    }
}
