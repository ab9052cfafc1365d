using System.Runtime.InteropServices;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// Makes a library use the kernels that it has for this processor. One that is older than the processor may not know its model number and then fall back
/// to kernels from twenty years ago, however wide the vectors are; being faster than those proves nothing.
/// </summary>
/// <param name="Variable">The environment variable that the library looks at when it starts.</param>
/// <param name="Value">What it should say.</param>
internal sealed unsafe record KernelChoice(string Variable, string Value)
{
    private const string OpenBlasVariable = "OPENBLAS_CORETYPE";
    private const string BlisVariable = "BLIS_ARCH_TYPE";

    private const string BlisLastFamily = "generic";

    /// <summary>What OpenBLAS falls back to on processors of our time.</summary>
    private static readonly string[] OpenBlasFallbacks = ["Prescott", "Core2", "Nehalem", "Sandybridge", "Haswell"];

    private static readonly string[] BlisFallbacks = [BlisLastFamily, "penryn", "sandybridge", "haswell"];

    /// <summary>A better choice than the one that a loaded library made; null if its own is good, or the user's.</summary>
    internal static KernelChoice? BetterFor(NativeSymbols library)
    {
        if (library.TryFind("openblas_get_corename", out nint coreName) && IsLeftToUs(OpenBlasVariable))
        {
            return Better(Text(((delegate* unmanaged<byte*>)coreName)()), OpenBlasFallbacks, "Haswell", "SkylakeX") is { } core
                ? new KernelChoice(OpenBlasVariable, core)
                : null;
        }

        return BlisFamily(library) is { } family && IsLeftToUs(BlisVariable) && Better(family, BlisFallbacks, "haswell", "skx") is { } better
            ? BlisNumberOf(library, better)
            : null;
    }

    /// <summary>The family whose kernels BLIS uses, which is settled once its first call has started it; null for another library.</summary>
    internal static string? BlisFamily(NativeSymbols library)
    {
        if (!library.TryFind("bli_init", out nint start) || !library.TryFind("bli_arch_query_id", out nint query))
        {
            return null;
        }

        ((delegate* unmanaged<void>)start)();
        return BlisNameOf(library, ((delegate* unmanaged<int>)query)());
    }

    /// <summary>Has the library, which must not be loaded yet, start with this choice; those that come after it choose by themselves.</summary>
    internal NativeSymbols Apply(Func<NativeSymbols> load)
    {
        NativeEnvironment.Set(Variable, Value);
        NativeSymbols library = load();
        _ = BlisFamily(library); // OpenBLAS has chosen when it is loaded, BLIS when it starts
        NativeEnvironment.Unset(Variable);
        return library;
    }

    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The family to use instead of the one in use; null if that is none of the fallbacks, or the best that the processor allows.</summary>
    private static string? Better(string used, string[] fallbacks, string forAvx2, string forAvx512)
    {
        string best = SimdInfo.IsNative(SimdTier.Avx512) ? forAvx512 : SimdInfo.IsNative(SimdTier.Avx2) ? forAvx2 : used;
        return fallbacks.Contains(used) && used != best ? best : null;
    }

    // Before BLIS 1.0 the variable had to be a number. The generic family is the last one; beyond it lies memory that is not a name.
    private static KernelChoice? BlisNumberOf(NativeSymbols library, string family)
    {
        for (int number = 0; ; number++)
        {
            string name = BlisNameOf(library, number);
            if (name == family)
            {
                return new KernelChoice(BlisVariable, $"{number}");
            }

            if (name is "" or BlisLastFamily)
            {
                return null;
            }
        }
    }

    private static string BlisNameOf(NativeSymbols library, int family) =>
        library.TryFind("bli_arch_string", out nint name) ? Text(((delegate* unmanaged<int, byte*>)name)(family)) : "";

    private static bool IsLeftToUs(string variable) => Environment.GetEnvironmentVariable(variable) is null;
}
