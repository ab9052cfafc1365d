using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>
/// Whoever gets memory after its owner has disposed it: takes what the pool has of some lengths and marks it. Reading a mark shows as a NaN, and writing to
/// what is no longer one's own as a mark that is gone.
/// </summary>
internal sealed class NextOwner<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int OfEachLength = 6;

    private readonly PooledTensor<T>[] _tensors;

    internal NextOwner(params ReadOnlySpan<int> lengths)
    {
        List<PooledTensor<T>> tensors = [];
        foreach (int length in lengths)
        {
            for (int i = 0; i < OfEachLength; i++)
            {
                tensors.Add(PooledTensor<T>.RentUninitialized(length));
                tensors[^1].Span.Fill(Bits.Poison<T>());
            }
        }

        _tensors = [.. tensors];
    }

    /// <summary>Where pooled memory lies, by which it is known again; pooled memory does not move.</summary>
    internal static unsafe nint AddressOf(Span<T> memory) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));

    internal bool Owns(nint address) => _tensors.Any(tensor => AddressOf(tensor.Span) == address);

    internal void AssertUntouched(string what)
    {
        foreach (PooledTensor<T> tensor in _tensors)
        {
            foreach (T element in tensor.Span)
            {
                if (Bits.Of(element) != Bits.Of(Bits.Poison<T>()))
                {
                    Assert.Fail($"{what}: memory was written to after it had another owner.");
                }
            }
        }
    }

    public void Dispose() => Array.ForEach(_tensors, static tensor => tensor.Dispose());
}
