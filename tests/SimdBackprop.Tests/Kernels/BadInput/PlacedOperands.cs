using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The operands of a case in one array, one of them of another shape or across another.</summary>
internal sealed class PlacedOperands<T> : KernelOperands<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Gap = 64;

    private readonly KernelCase<T> _case;
    private readonly Operand[] _shapes;
    private readonly int[] _begins;
    private readonly T[] _memory;

    internal PlacedOperands(KernelCase<T> one)
    {
        _case = one;
        _shapes = [.. one.Operands];
        _begins = new int[_shapes.Length];
        _memory = new T[Place()];
    }

    /// <summary>With an operand of another shape.</summary>
    internal PlacedOperands(KernelCase<T> one, int operand, Operand shape)
        : this(one)
    {
        _shapes[operand] = shape;
        _memory = new T[Place()];
    }

    /// <summary>With an operand that begins at the second element of another.</summary>
    internal PlacedOperands(KernelCase<T> one, int operand, int other)
        : this(one) => _begins[operand] = _begins[other] + 1;

    internal ReadOnlySpan<T> All => _memory;

    private protected override Operand[] Shapes => _shapes;

    /// <summary>The operands that the case's program writes.</summary>
    internal IEnumerable<int> Destinations()
    {
        Prepare();
        T[] before = [.. _memory];
        _case.Program(this);
        return Enumerable.Range(0, _shapes.Length).Where(i =>
            !Contents<T>.AreSame(Vector(i), before.AsSpan(_begins[i], _shapes[i].Length)));
    }

    internal void Prepare()
    {
        for (int i = 0; i < _shapes.Length; i++)
        {
            Contents<T>.Fill(Vector(i), _shapes[i], i);
        }

        _case.Prepare?.Invoke(this);
    }

    internal void Call() => _case.Call(this);

    private protected override ref T First(int operand) => ref _memory[_begins[operand]];

    private int Place()
    {
        int end = 0;
        for (int i = 0; i < _shapes.Length; i++)
        {
            _begins[i] = end;
            end += _shapes[i].Length + Gap;
        }

        return end;
    }
}
