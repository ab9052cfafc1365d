using System.Numerics;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Registry;

/// <summary>The operands of a case in somebody's memory, and how its call runs.</summary>
internal abstract class KernelOperands<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The options for the call.</summary>
    internal KernelOptions Options { get; private protected set; } = new();

    /// <summary>What the call returns, if it does.</summary>
    internal T Result { get; set; }

    /// <summary>The operand that the case packs before its call.</summary>
    internal PackedMatrix<T>? Packed { get; set; }

    private protected abstract Operand[] Shapes { get; }

    internal Span<T> Vector(int operand) => MemoryMarshal.CreateSpan(ref First(operand), Shapes[operand].Length);

    internal Span2D<T> Matrix(int operand)
    {
        Operand shape = Shapes[operand];
        return Span2D<T>.DangerousCreate(ref First(operand), shape.Rows, shape.Columns, shape.Padding);
    }

    /// <summary>The first element of an operand, or where it would be.</summary>
    private protected abstract ref T First(int operand);
}
