using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>
/// A row-major matrix inside a larger array. Everything that is not an element (before the first row, between the rows, after the
/// last) holds a NaN with a payload of its own, so that a read shows as NaN and a write shows as a changed payload.
/// </summary>
internal sealed class TestMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Margin = 3;

    internal TestMatrix(int rows, int columns, int padding = 0)
    {
        Rows = rows;
        Columns = columns;
        Pitch = columns + padding;
        Memory = new T[Margin + (rows * Pitch) + Margin];
        Memory.AsSpan().Fill(Bits.Poison<T>());
    }

    private TestMatrix(TestMatrix<T> other)
    {
        Rows = other.Rows;
        Columns = other.Columns;
        Pitch = other.Pitch;
        Memory = (T[])other.Memory.Clone();
    }

    internal int Rows { get; }

    internal int Columns { get; }

    internal int Pitch { get; }

    internal T[] Memory { get; }

    internal bool IsEmpty => Rows == 0 || Columns == 0;

    internal Span2D<T> View => IsEmpty ? default : new Span2D<T>(Memory, Margin, Rows, Columns, Pitch - Columns);

    internal ReadOnlySpan2D<T> Input => View;

    internal ref T this[int row, int column] => ref Memory[IndexOf(row, column)];

    /// <summary>Elements from −1 to 1 over seven binades; with specials about one in fifty is a zero, an infinity, a NaN or the like.</summary>
    internal static TestMatrix<T> Of(int rows, int columns, int padding, Random random, bool specials = false)
    {
        TestMatrix<T> matrix = new(rows, columns, padding);
        matrix.Fill(_ => Values.Next<T>(random, specials));
        return matrix;
    }

    internal TestMatrix<T> Fill(Func<int, T> value)
    {
        for (int i = 0; i < Rows * Columns; i++)
        {
            this[i / Columns, i % Columns] = value(i);
        }

        return this;
    }

    internal TestMatrix<T> Clone() => new(this);

    internal TestMatrix<T> Transposed()
    {
        TestMatrix<T> result = new(Columns, Rows, Pitch - Columns);
        return result.Fill(i => this[i % Rows, i / Rows]);
    }

    private int IndexOf(int row, int column) => Margin + (row * Pitch) + column;
}
