using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SimdBackprop.Tests;

/// <summary>A theory about x64 code that multiplies and adds in one instruction.</summary>
internal sealed class FmaTheoryAttribute : TheoryAttribute
{
    public FmaTheoryAttribute() => Skip = (RuntimeInformation.ProcessArchitecture, Fma.IsSupported, IsDebug) switch
    {
        (not Architecture.X64, _, _) => "The gate reads x64 code only; this is another architecture.",
        (_, false, _) => "Without FMA in hardware the multiply-add is a call into the runtime, and no kernel's code is fast.",
        (_, _, true) => "A debug build is not optimised: run the tests with -c Release.",
        _ => null,
    };

#if DEBUG
    private const bool IsDebug = true;
#else
    private const bool IsDebug = false;
#endif
}
