using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>Contiguous spans as the matrices that the kernels take.</summary>
internal static class SpanViews
{
    /// <summary>A vector as a matrix of one row.</summary>
    internal static ReadOnlySpan2D<T> AsRow<T>(this ReadOnlySpan<T> row)
        where T : unmanaged => row.AsMatrix(1, row.Length);

    /// <summary>A vector as a matrix of one row.</summary>
    internal static Span2D<T> AsRow<T>(this Span<T> row)
        where T : unmanaged => row.AsMatrix(1, row.Length);

    /// <summary>The first rows × columns elements as a matrix; an empty one loses its shape.</summary>
    internal static ReadOnlySpan2D<T> AsMatrix<T>(this ReadOnlySpan<T> elements, int rows, int columns)
        where T : unmanaged => rows == 0 || columns == 0
            ? default
            : ReadOnlySpan2D<T>.DangerousCreate(in MemoryMarshal.GetReference(elements[..checked(rows * columns)]), rows, columns, 0);

    /// <summary>The first rows × columns elements as a matrix; an empty one loses its shape.</summary>
    internal static Span2D<T> AsMatrix<T>(this Span<T> elements, int rows, int columns)
        where T : unmanaged => rows == 0 || columns == 0
            ? default
            : Span2D<T>.DangerousCreate(ref MemoryMarshal.GetReference(elements[..checked(rows * columns)]), rows, columns, 0);
}
