using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Registry;

/// <summary>The operands of one case in plain arrays, ready for its call.</summary>
internal sealed class ArrayOperands<T> : KernelOperands<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelCase<T> _case;
    private readonly T[][] _arrays;

    internal ArrayOperands(KernelCase<T> one, SimdTier tier, int degree)
    {
        _case = one;
        Options = one.OptionsFor(tier, degree);
        _arrays = [.. one.Operands.Select(static shape => new T[shape.Length])];
        for (int i = 0; i < _arrays.Length; i++)
        {
            Contents<T>.Fill(_arrays[i], one.Operands[i], i);
        }

        one.Prepare?.Invoke(this);
    }

    private protected override Operand[] Shapes => _case.Operands;

    internal void Call() => _case.Call(this);

    internal void RunProgram() => _case.Program(this);

    /// <summary>Whether both hold the same bits, any NaN as good as another.</summary>
    internal bool HasBitsOf(ArrayOperands<T> other) =>
        Contents<T>.AreSame([Result], [other.Result])
        && _arrays.Zip(other._arrays).All(static pair => Contents<T>.AreSame(pair.First, pair.Second));

    public void Dispose() => Packed?.Dispose();

    private protected override ref T First(int operand) => ref MemoryMarshal.GetArrayDataReference(_arrays[operand]);
}
