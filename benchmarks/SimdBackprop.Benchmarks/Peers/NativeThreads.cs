using System.Globalization;

namespace SimdBackprop.Benchmarks;

/// <summary>How many threads native code may use.</summary>
internal static unsafe class NativeThreads
{
    /// <summary>
    /// By default an idle OpenBLAS thread spins for 2²⁶ cycles, about 30 ms, which would reach into the next contestant's turn; 2²⁴ is still a hundred
    /// times the pause between two of its own calls.
    /// </summary>
    private const string OpenBlasSpinExponent = "24";

    private static readonly string[] CountVariables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"];

    /// <summary>Some libraries look at the environment once, when they are loaded.</summary>
    internal static void SetEnvironment(int threads)
    {
        foreach (string variable in CountVariables)
        {
            NativeEnvironment.Set(variable, threads.ToString(CultureInfo.InvariantCulture));
        }

        NativeEnvironment.Set("OPENBLAS_THREAD_TIMEOUT", OpenBlasSpinExponent);
    }

    /// <summary>Calls whatever function the library, or the OpenMP runtime that it brought along, has for the purpose.</summary>
    internal static void Set(NativeSymbols symbols, int threads)
    {
        foreach (string setter in (string[])["openblas_set_num_threads", "MKL_Set_Num_Threads", "omp_set_num_threads"])
        {
            if (symbols.TryFind(setter, out nint address))
            {
                ((delegate* unmanaged<int, void>)address)(threads);
            }
        }

        // BLIS counts in its own integer, as wide as a pointer.
        if (symbols.TryFind("bli_thread_set_num_threads", out nint blis))
        {
            ((delegate* unmanaged<nint, void>)blis)(threads);
        }
    }
}
