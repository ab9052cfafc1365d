using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>The operands of a case, each in memory of its own between guard pages.</summary>
internal sealed class GuardedOperands<T> : KernelOperands<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most operands of a call.</summary>
    internal const int Most = 8;

    private readonly GuardedMemory<T>[] _memories = [.. Enumerable.Range(0, Most).Select(_ => new GuardedMemory<T>(KernelSizes.Capacity))];
    private readonly T[][] _expected = [.. Enumerable.Range(0, Most).Select(_ => new T[KernelSizes.Capacity])];
    private readonly Place[] _places = new Place[Most];
    private KernelCase<T> _case = new("none", [], static _ => { }, static _ => { });
    private T _expectedResult;

    private protected override Operand[] Shapes => _case.Operands;

    /// <summary>Runs the case's program, and keeps what it leaves in the operands.</summary>
    internal void RunProgram(KernelCase<T> next)
    {
        _case = next;
        Run(SimdTier.Scalar, degree: 1, static _ => Place.Inside, next.Program);
        _expectedResult = Result;
        for (int i = 0; i < next.Operands.Length; i++)
        {
            Vector(i).CopyTo(_expected[i]);
        }
    }

    /// <summary>Makes the case's call with each operand at its place; it must leave the program's bits, and padding as it was.</summary>
    internal void RunCall(SimdTier tier, int degree, Func<int, Place> placeOf)
    {
        Run(tier, degree, placeOf, _case.Call);
        if (!Contents<T>.AreSame([Result], [_expectedResult]))
        {
            throw new InvalidOperationException($"It returned {Result}, but its program {_expectedResult}.");
        }

        for (int i = 0; i < _case.Operands.Length; i++)
        {
            Span<T> actual = Vector(i);
            if (!Contents<T>.AreSame(actual, _expected[i].AsSpan(0, actual.Length)))
            {
                throw new InvalidOperationException($"Operand {i} has other bits than its program leaves.");
            }
        }
    }

    public void Dispose() => Array.ForEach(_memories, static memory => memory.Dispose());

    private protected override ref T First(int operand) =>
        ref MemoryMarshal.GetReference(_memories[operand].Take(_case.Operands[operand].Length, _places[operand]));

    private void Run(SimdTier tier, int degree, Func<int, Place> placeOf, Action<KernelOperands<T>> run)
    {
        Options = _case.OptionsFor(tier, degree);
        Result = T.Zero;
        for (int i = 0; i < _case.Operands.Length; i++)
        {
            _places[i] = placeOf(i);
            Contents<T>.Fill(Vector(i), _case.Operands[i], i);
        }

        _case.Prepare?.Invoke(this);
        run(this);
        Packed?.Dispose();
        Packed = null;
    }
}
