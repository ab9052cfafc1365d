using System.Runtime.InteropServices;

namespace SimdBackprop;

/// <summary>
/// Which processor a thread runs on, and how it gets away from there. Linux may wake a worker on the caller's processor while another one idles, and leave it there for milliseconds: two threads
/// that hand over to each other all the time look too warm to be moved. A product of two threads then takes as long as with one.
/// </summary>
/// <remarks>
/// With two cores and turns of some 30 ms after pauses of 20 ms, 256 × 256 × 256 ran at 270 to 450 GFLOP/s before and at 340 to 450 since, 32 × 784 × 512 at 230 to 370 and 370 to 400,
/// 128 × 128 × 128 at 280 to 410 and 400 to 410 (float, AVX-512, Linux 6.18, four runs of each in turn). The calls are to the system's own C library, which every process has loaded; where there is
/// none with these functions nothing is known and nothing done.
/// <para>
/// A thread can ask for a set of processors only, so it asks for the others and then for all that it had. What it had is thereby fixed: a set of the process that grows later does not reach it.
/// </para>
/// </remarks>
internal static unsafe partial class Processor
{
    /// <summary>Bytes of the system's usual set of processors, 1,024 of them. On a machine with more the calls fail, and nothing moves.</summary>
    private const int MaskBytes = 128;

    private static readonly bool IsKnown = OperatingSystem.IsLinux() && HasFunctions();

    /// <summary>The number of the processor that this thread runs on at the moment; −1 where that is not known.</summary>
    internal static int Current => IsKnown ? sched_getcpu() : -1;

    /// <summary>Whether this thread is on that processor at the moment; never on −1, which stands for not known.</summary>
    internal static bool IsOn(int processor) => processor >= 0 && Current == processor;

    /// <summary>Moves this thread to another of the processors that it may run on, if there is one. The system may move it again at any time.</summary>
    internal static void Leave(int processor)
    {
        byte* allowed = stackalloc byte[MaskBytes];
        new Span<byte>(allowed, MaskBytes).Clear();
        if ((uint)processor >= MaskBytes * 8 || sched_getaffinity(0, MaskBytes, allowed) != 0)
        {
            return;
        }

        byte* others = stackalloc byte[MaskBytes];
        new Span<byte>(allowed, MaskBytes).CopyTo(new Span<byte>(others, MaskBytes));
        others[processor / 8] &= (byte)~(1 << (processor % 8));

        // A set without processors is refused.
        if (sched_setaffinity(0, MaskBytes, others) == 0)
        {
            _ = sched_setaffinity(0, MaskBytes, allowed);
        }
    }

    private static bool HasFunctions()
    {
        byte* allowed = stackalloc byte[MaskBytes];
        try
        {
            return sched_getcpu() >= 0 && sched_getaffinity(0, MaskBytes, allowed) == 0 && sched_setaffinity(0, 0, null) != 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static partial int sched_getcpu();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_getaffinity(int thread, nint bytes, byte* mask);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_setaffinity(int thread, nint bytes, byte* mask);
}
