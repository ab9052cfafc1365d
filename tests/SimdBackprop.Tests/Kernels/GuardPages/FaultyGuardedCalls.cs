using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>Calls as no entry may be: one element too far in either direction, and a result that depends on where its operand lies.</summary>
internal static class FaultyGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Length = 7;

    private static readonly Extent[] Operands = [Extent.Vector(1), Extent.Vector(Length)];

    internal static IEnumerable<GuardedEntry<T>> All =>
    [
        Of("reads behind the end", static m => m.Result = Beside(m, Length)),
        Of("reads before the beginning", static m => m.Result = Beside(m, -1)),
        Of("writes behind the end", static m => Beside(m, Length) = T.One),
        Of("writes before the beginning", static m => Beside(m, -1) = T.One),
        Of("returns what depends on the place", static m => m.Result = T.CreateTruncating(Address(m) % Environment.SystemPageSize)),
        Of("writes what depends on the place", static m => m.Vector(1)[0] = T.CreateTruncating(Address(m) % Environment.SystemPageSize)),
    ];

    // A call without a fault first, so that it is seen which case the process has left.
    private static GuardedEntry<T> Of(string name, Action<GuardedOperands<T>> call) =>
        new(name, [new GuardedCase<T>("harmless", Operands, static m => m.Vector(1)[Length - 1] = T.One), new GuardedCase<T>("faulty", Operands, call)]);

    private static ref T Beside(GuardedOperands<T> m, int index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(m.Vector(1)), index);

    private static unsafe nint Address(GuardedOperands<T> m) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(m.Vector(1)));
}
