using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>A vector as the matrix of one row that the kernels take.</summary>
internal static class SpanRows
{
    internal static ReadOnlySpan2D<T> AsRow<T>(this ReadOnlySpan<T> row)
        where T : unmanaged => row.IsEmpty ? default : ReadOnlySpan2D<T>.DangerousCreate(row[0], 1, row.Length, 0);

    internal static Span2D<T> AsRow<T>(this Span<T> row)
        where T : unmanaged => row.IsEmpty ? default : Span2D<T>.DangerousCreate(ref row[0], 1, row.Length, 0);
}
