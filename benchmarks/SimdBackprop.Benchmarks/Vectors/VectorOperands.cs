using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>The operands of one operation: a slot of the large memory, and short vectors that stay in the cache.</summary>
internal sealed unsafe class VectorOperands<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly VectorMemory<T> _memory;
    private readonly PooledTensor<T> _shortX;
    private readonly PooledTensor<T> _shortY;
    private int _start;

    internal VectorOperands(StreamedCase streamed, VectorMemory<T> memory)
    {
        Case = streamed;
        _memory = memory;
        RandomSource random = new(2);
        int longest = streamed.IsOnMatrix ? Math.Max(streamed.Rows, streamed.Columns) : 1;
        _shortX = RandomTensor.Of<T>(random, (1, longest));
        _shortY = RandomTensor.Of<T>(random, (1, longest));
        Scalar = Factor(streamed.Operation);
    }

    internal StreamedCase Case { get; }

    /// <summary>α.</summary>
    internal T Scalar { get; }

    /// <summary>The matrix.</summary>
    internal Span2D<T> Matrix => Span2D<T>.DangerousCreate(ref Slot[0], Case.Rows, Case.Columns, 0);

    /// <summary>The first long vector, or the matrix's elements.</summary>
    internal Span<T> X => Slot[..Case.Elements];

    /// <summary>The second long vector.</summary>
    internal Span<T> Y => Slot.Slice(Case.Elements, Case.Elements);

    /// <summary>The vector that a matrix is multiplied with, or the left one of an update.</summary>
    internal Span<T> ShortX => _shortX.Span[..(Case.Operation == VectorOperation.GemvByRows ? Case.Columns : Case.Rows)];

    /// <summary>The vector that comes of a matrix, or the right one of an update.</summary>
    internal Span<T> ShortY => _shortY.Span[..(Case.Operation == VectorOperation.GemvByRows ? Case.Rows : Case.Columns)];

    /// <summary>Where an operation that gives a number leaves it.</summary>
    internal T[] Number { get; } = new T[1];

    /// <summary>What the operation writes.</summary>
    internal Span<T> Result => Case.Operation switch
    {
        VectorOperation.GemvByRows or VectorOperation.GemvTransposed => ShortY,
        VectorOperation.Ger or VectorOperation.Scal => X,
        VectorOperation.Axpy => Y,
        _ => Number,
    };

    /// <summary>All of the large memory that the operation sees.</summary>
    internal Span<T> Slot => _memory.Span.Slice(_start, Case.SlotElements);

    /// <summary>α: a sign where it is repeated, which leaves magnitudes as they are; a little where it adds up.</summary>
    internal static T Factor(VectorOperation operation) => operation switch
    {
        VectorOperation.Scal => -T.One,
        VectorOperation.Ger or VectorOperation.Axpy => T.ScaleB(T.One, -20),
        _ => T.One,
    };

    /// <summary>For native code; the memory is pinned.</summary>
    internal static T* Pointer(Span<T> span) => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));

    /// <summary>The call as a contestant runs it: a slot further every time.</summary>
    internal Action<int> Rotating(Action<VectorOperands<T>> call) => calls =>
    {
        for (; calls > 0; calls--)
        {
            _start = _memory.Take(Case.SlotElements);
            call(this);
        }
    };

    /// <summary>To one slot, for looking at results.</summary>
    internal void MoveToFirstSlot() => _start = 0;

    public void Dispose()
    {
        _shortX.Dispose();
        _shortY.Dispose();
    }
}
