using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>
/// Calls as no entry may be: one element too far in either direction, a result that depends on where its operand lies, another than the program's, and padding
/// or a destination that is not left alone.
/// </summary>
internal static class FaultyKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Length = 7, Padding = 3;

    private static readonly Operand[] Operands = [Operand.Vector(1).Unread, new(2, 3, 1)];

    internal static IEnumerable<KernelEntry<T>> All =>
    [
        Of("reads behind the end", static o => o.Result = Beside(o, Length)),
        Of("reads before the beginning", static o => o.Result = Beside(o, -1)),
        Of("writes behind the end", static o => Beside(o, Length) = T.One),
        Of("writes before the beginning", static o => Beside(o, -1) = T.One),
        Of("returns what depends on the place", static o => o.Result = T.CreateTruncating(Address(o) % Environment.SystemPageSize)),
        Of("writes what depends on the place", static o => o.Vector(1)[0] = T.CreateTruncating(Address(o) % Environment.SystemPageSize)),
        Of("returns another value than its program", static o => o.Result = T.One, Harmless),
        Of("writes another value than its program", static o => o.Vector(1)[0] = T.Pi, Harmless),
        Of("writes to the padding", static o => o.Vector(1)[Padding] = T.One, static _ => { }),
        Of("reads what is overwritten", static o => o.Vector(1)[0] = T.One + (T.Zero * o.Vector(0)[0]), static o => o.Vector(1)[0] = T.One),
        Of("is shared with nobody", Harmless, Harmless, degree: 3),
    ];

    private static KernelEntry<T> Of(string name, Action<KernelOperands<T>> call) => Of(name, call, call);

    // A call without a fault first, so that it is seen which case the process has left.
    private static KernelEntry<T> Of(string name, Action<KernelOperands<T>> call, Action<KernelOperands<T>> program, int degree = 1) => new(
        name, [new KernelCase<T>("harmless", Operands, Harmless, Harmless), new KernelCase<T>("faulty", Operands, call, program) { Degree = degree }]);

    private static void Harmless(KernelOperands<T> o) => o.Vector(1)[Length - 1] = T.One;

    private static ref T Beside(KernelOperands<T> o, int index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(o.Vector(1)), index);

    private static unsafe nint Address(KernelOperands<T> o) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(o.Vector(1)));
}
