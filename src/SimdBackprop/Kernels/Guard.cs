using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>What every public entry asks of its arguments before it writes anything.</summary>
internal static unsafe class Guard
{
    internal static bool IsEmpty<T>(ReadOnlySpan2D<T> matrix) => matrix.Height == 0 || matrix.Width == 0;

    /// <exception cref="ArgumentException">The matrix is not rows × columns.</exception>
    internal static void Shape<T>(ReadOnlySpan2D<T> matrix, string name, int rows, int columns, string reason)
    {
        if (matrix.Height != rows || matrix.Width != columns)
        {
            ThrowShape(name, matrix.Height, matrix.Width, rows, columns, reason);
        }
    }

    /// <exception cref="ArgumentException">The matrix is not as many matrices of rows × columns, one below the other, as the batch has.</exception>
    internal static void Stack<T>(ReadOnlySpan2D<T> matrix, string name, int batch, int rows, int columns, string reason)
    {
        if (matrix.Height != (long)batch * rows || matrix.Width != columns)
        {
            ThrowStack(name, matrix.Height, matrix.Width, batch, rows, columns, reason);
        }
    }

    /// <summary>The rows of each of a batch's matrices, one below the other.</summary>
    /// <exception cref="ArgumentException">The height is no multiple of the batch.</exception>
    internal static int RowsOfEach<T>(ReadOnlySpan2D<T> stack, string name, int batch)
    {
        if (batch == 0 || stack.Height % batch != 0)
        {
            ThrowNoMultiple(name, stack.Height, stack.Width, batch);
        }

        return stack.Height / batch;
    }

    /// <exception cref="ArgumentException">The packed matrix is not rows × columns.</exception>
    internal static void Shape<T>(PackedMatrix<T> matrix, string name, int rows, int columns, string reason)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix.Rows != rows || matrix.Columns != columns)
        {
            ThrowShape(name, matrix.Rows, matrix.Columns, rows, columns, reason);
        }
    }

    /// <exception cref="ArgumentException">The vector does not have the length.</exception>
    internal static void Length<T>(ReadOnlySpan<T> vector, string name, int length, string reason)
    {
        if (vector.Length != length)
        {
            ThrowLength(name, vector.Length, length, reason);
        }
    }

    /// <exception cref="ArgumentException">The matrix is neither empty nor rows × columns.</exception>
    internal static void ShapeOrNone<T>(ReadOnlySpan2D<T> matrix, string name, int rows, int columns, string reason)
    {
        if (!IsEmpty(matrix))
        {
            Shape(matrix, name, rows, columns, reason);
        }
    }

    /// <exception cref="ArgumentException">The vector is neither empty nor of the length.</exception>
    internal static void LengthOrNone<T>(ReadOnlySpan<T> vector, string name, int length, string reason)
    {
        if (!vector.IsEmpty)
        {
            Length(vector, name, length, reason);
        }
    }

    /// <summary>The factors of a product are empty together (an inner dimension of zero) or not at all.</summary>
    /// <exception cref="ArgumentException">Exactly one of them is empty.</exception>
    internal static void EmptyTogether<T>(ReadOnlySpan2D<T> left, string leftName, ReadOnlySpan2D<T> right, string rightName)
    {
        if (IsEmpty(left) != IsEmpty(right))
        {
            ThrowOneEmpty(IsEmpty(left), leftName, left.Height, left.Width, rightName, right.Height, right.Width);
        }
    }

    /// <summary>The factors of a product are empty together (an inner dimension of zero) or not at all.</summary>
    /// <exception cref="ArgumentException">Exactly one of them is empty.</exception>
    internal static void EmptyTogether<T>(ReadOnlySpan2D<T> left, string leftName, PackedMatrix<T> right, string rightName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsEmpty(left) != right.IsEmpty)
        {
            ThrowOneEmpty(IsEmpty(left), leftName, left.Height, left.Width, rightName, right.Rows, right.Columns);
        }
    }

    /// <exception cref="ArgumentException">The destination shares an element with the other operand.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Disjoint<T>(in MatrixView<T> destination, string name, in MatrixView<T> other, string otherName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Overlap.RangesMeet(destination, other))
        {
            DisjointInDetail(destination, name, other, otherName);
        }
    }

    // By value: what has its address taken lives in memory, also where this is not called.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DisjointInDetail<T>(MatrixView<T> destination, string name, MatrixView<T> other, string otherName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Overlap.Share(destination, other))
        {
            ThrowShared(destination, name, other, otherName);
        }
    }

    /// <summary>As <see cref="Disjoint"/>, but the very same elements in the same places are allowed.</summary>
    /// <exception cref="ArgumentException">The destination overlaps the other operand in part.</exception>
    internal static void DisjointOrSame<T>(in MatrixView<T> destination, string name, in MatrixView<T> other, string otherName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool same = destination.Data == other.Data && (destination.Pitch == other.Pitch || destination.Rows <= 1);
        if (!same)
        {
            Disjoint(destination, name, other, otherName);
        }
    }

    // The messages are put together in methods of their own: their text handlers would have to be cleared in every call that finds nothing wrong.
    [DoesNotReturn]
    internal static void ThrowShape(string name, string actual, string expected, string reason) =>
        throw new ArgumentException($"{name} is {actual} but must be {expected}: {reason}.", name);

    [DoesNotReturn]
    private static void ThrowShape(string name, int height, int width, int rows, int columns, string reason) =>
        ThrowShape(name, $"{height} x {width}", $"{rows} x {columns}", reason);

    [DoesNotReturn]
    private static void ThrowStack(string name, int height, int width, int batch, int rows, int columns, string reason) =>
        ThrowShape(name, $"{height} x {width}", $"{batch} * {rows} x {columns}", reason);

    [DoesNotReturn]
    private static void ThrowNoMultiple(string name, int height, int width, int batch) =>
        throw new ArgumentException($"{name} is {height} x {width}; its height must be a multiple of the batch, {batch}.", name);

    [DoesNotReturn]
    private static void ThrowLength(string name, int actual, int expected, string reason) =>
        ThrowShape(name, $"{actual} long", $"{expected} long", reason);

    [DoesNotReturn]
    private static void ThrowShared<T>(in MatrixView<T> destination, string name, in MatrixView<T> other, string otherName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new ArgumentException(
            $"{name} ({destination.Rows} x {destination.Columns}) shares elements with {otherName} ({other.Rows} x {other.Columns}).", name);

    [DoesNotReturn]
    private static void ThrowOneEmpty(bool leftIsEmpty, string left, int leftRows, int leftColumns, string right, int rightRows, int rightColumns)
    {
        (string empty, string other) = leftIsEmpty ? (left, $"{right} is {rightRows} x {rightColumns}") : (right, $"{left} is {leftRows} x {leftColumns}");
        throw new ArgumentException($"{empty} is empty but {other}; an inner dimension of zero makes both empty.", empty);
    }
}
