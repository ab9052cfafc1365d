using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The operands of a case with the rows of every matrix so far apart that five of them span more than 2³¹ elements.</summary>
internal sealed unsafe class WideOperands<T> : KernelOperands<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements from row to row.</summary>
    internal const int Pitch = (1 << 29) + 5;

    private readonly Operand[] _shapes;
    private readonly (nint First, nuint Bytes)[] _memories;

    internal WideOperands(KernelCase<T> one, SimdTier tier)
    {
        Options = one.OptionsFor(tier, degree: 2);
        _shapes = [.. one.Operands.Select(static shape => shape.Rows > 1 ? shape with { Padding = Pitch - shape.Columns } : shape)];
        _memories = [.. _shapes.Select(static shape =>
        {
            nuint bytes = (((nuint)shape.Rows * Pitch) + 1) * (nuint)sizeof(T);
            return ((nint)ProtectedPages.Reserve(bytes), bytes);
        })];
        using ArrayOperands<T> from = new(one, tier, degree: 1);
        for (int i = 0; i < _shapes.Length; i++)
        {
            from.Matrix(i).CopyTo(Matrix(i));
        }

        one.Prepare?.Invoke(this);
    }

    /// <summary>The most elements from the first of a matrix to its last.</summary>
    internal long LongestSpan => _shapes.Max(static shape => ((shape.Rows - 1L) * (shape.Columns + shape.Padding)) + shape.Columns);

    private protected override Operand[] Shapes => _shapes;

    /// <summary>Whether every element has the bits of the other operands' element.</summary>
    internal bool HasBitsOf(ArrayOperands<T> other)
    {
        for (int i = 0; i < _shapes.Length; i++)
        {
            Span2D<T> actual = Matrix(i), expected = other.Matrix(i);
            for (int row = 0; row < actual.Height; row++)
            {
                if (!Contents<T>.AreSame(actual.GetRowSpan(row), expected.GetRowSpan(row)))
                {
                    return false;
                }
            }
        }

        return Contents<T>.AreSame([Result], [other.Result]);
    }

    public void Dispose()
    {
        Packed?.Dispose();
        Array.ForEach(_memories, static memory => ProtectedPages.Unmap((byte*)memory.First, memory.Bytes));
    }

    private protected override ref T First(int operand) => ref Unsafe.AsRef<T>((T*)_memories[operand].First);
}
