using System.Numerics;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The operands of a call, each in memory of its own between guard pages.</summary>
internal sealed class GuardedOperands<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most operands of a call.</summary>
    internal const int Most = 8;

    /// <summary>The most elements of an operand.</summary>
    internal const int Capacity = 1 << 20;

    // Positive, so that a rule's root of a running mean is a number.
    private static readonly T[] Source = [.. Values.Vector<T>(1 << 14, new Random(1)).Select(T.Abs)];

    private readonly GuardedMemory<T>[] _memories = [.. Enumerable.Range(0, Most).Select(_ => new GuardedMemory<T>(Capacity))];
    private readonly T[][] _expected = [.. Enumerable.Range(0, Most).Select(_ => new T[Capacity])];
    private readonly Place[] _places = new Place[Most];
    private GuardedCase<T> _case = new("none", [], static _ => { });
    private T _expectedResult;

    /// <summary>The options for the call.</summary>
    internal KernelOptions Options { get; private set; } = new();

    /// <summary>What the call returns, if it does.</summary>
    internal T Result { private get; set; }

    internal Span<T> Vector(int operand) => _memories[operand].Take(_case.Operands[operand].Length, _places[operand]);

    internal Span2D<T> Matrix(int operand)
    {
        Extent extent = _case.Operands[operand];
        return Span2D<T>.DangerousCreate(ref MemoryMarshal.GetReference(Vector(operand)), extent.Rows, extent.Columns, extent.Padding);
    }

    /// <summary>Makes the call in memory that has room on both sides, and keeps what it leaves in the operands.</summary>
    internal void RunInside(GuardedCase<T> next, SimdTier tier)
    {
        _case = next;
        Options = new KernelOptions { Tier = tier, MaxDegreeOfParallelism = next.Degree };
        Call(static _ => Place.Inside);
        _expectedResult = Result;
        for (int i = 0; i < next.Operands.Length; i++)
        {
            Vector(i).CopyTo(_expected[i]);
        }
    }

    /// <summary>Makes the same call with each operand at its place; it must leave the same bits, padding included.</summary>
    internal void RunAt(Func<int, Place> placeOf)
    {
        Call(placeOf);
        if (Bits.Of(Result) != Bits.Of(_expectedResult))
        {
            throw new InvalidOperationException($"It returned {Result}, but {_expectedResult} in memory with room on both sides.");
        }

        for (int i = 0; i < _case.Operands.Length; i++)
        {
            Span<T> actual = Vector(i);
            if (!MemoryMarshal.AsBytes(actual).SequenceEqual(MemoryMarshal.AsBytes(_expected[i].AsSpan(0, actual.Length))))
            {
                throw new InvalidOperationException($"Operand {i} came out otherwise than in memory with room on both sides.");
            }
        }
    }

    public void Dispose() => Array.ForEach(_memories, static memory => memory.Dispose());

    private void Call(Func<int, Place> placeOf)
    {
        Result = T.Zero;
        for (int i = 0; i < _case.Operands.Length; i++)
        {
            _places[i] = placeOf(i);
            int from = i; // operands differ
            for (Span<T> rest = Vector(i); !rest.IsEmpty; from = 0)
            {
                int length = int.Min(rest.Length, Source.Length - from);
                Source.AsSpan(from, length).CopyTo(rest);
                rest = rest[length..];
            }
        }

        _case.Call(this);
    }
}
