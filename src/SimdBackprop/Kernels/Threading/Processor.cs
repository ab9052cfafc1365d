using System.Runtime.InteropServices;

namespace SimdBackprop;

/// <summary>
/// Which processor a thread runs on, and how another one is kept away from it. Linux may wake a worker on the caller's processor while another one idles: to a virtual machine one that sleeps looks
/// taken. There the worker waits, up to milliseconds, until the caller has run out of its slice or of work, and the product takes as long as with one thread.
/// </summary>
/// <remarks>
/// With two cores and turns of some 15 ms after pauses of 20 ms squares of 768 ran at 430 to 460 GFLOP/s, 256 × 1,024 × 1,024 at 420 to 460; with workers that moved away by themselves once they
/// ran, 30 µs a move, at 290 to 420 and 250 to 410 (float, AVX-512, Linux 6.18, five runs of each in turn).
/// <para>
/// The calls are to the system's own C library, which every process has loaded; where there is none with these functions nothing is known and nothing done. A thread that was kept away
/// may run afterwards wherever it could before, but what that was is thereby fixed: a set of the process that grows later does not reach it.
/// </para>
/// </remarks>
internal static unsafe partial class Processor
{
    private static readonly bool IsKnown = OperatingSystem.IsLinux() && HasFunctions();

    /// <summary>The number of the processor that this thread runs on at the moment; −1 where that is not known.</summary>
    internal static int Current => IsKnown ? sched_getcpu() : -1;

    /// <summary>The number of this thread, by which another one can keep it away from a processor; 0 where that is not known.</summary>
    internal static int Thread => IsKnown ? gettid() : 0;

    /// <summary>Keeps a thread away from a processor if it may run on others.</summary>
    /// <param name="thread">Its number. It should be asleep: one that runs there has to move at once.</param>
    /// <param name="processor">The processor; −1 stands for not known, and nothing is done.</param>
    /// <param name="allowed">Where it may run otherwise, for <see cref="Allow"/>.</param>
    /// <returns>Whether it is kept away.</returns>
    internal static bool KeepAway(int thread, int processor, out ProcessorSet allowed)
    {
        allowed = default;
        if ((uint)processor >= ProcessorSet.Bytes * 8)
        {
            return false;
        }

        fixed (ProcessorSet* set = &allowed)
        {
            if (sched_getaffinity(thread, ProcessorSet.Bytes, set) != 0)
            {
                return false;
            }
        }

        // A set without processors is refused.
        ProcessorSet others = allowed.Without(processor);
        return sched_setaffinity(thread, ProcessorSet.Bytes, &others) == 0;
    }

    /// <summary>Lets the calling thread run where it could before it was kept away.</summary>
    internal static void Allow(in ProcessorSet allowed)
    {
        fixed (ProcessorSet* set = &allowed)
        {
            _ = sched_setaffinity(0, ProcessorSet.Bytes, set);
        }
    }

    private static bool HasFunctions()
    {
        ProcessorSet allowed;
        try
        {
            return sched_getcpu() >= 0 && sched_getaffinity(gettid(), ProcessorSet.Bytes, &allowed) == 0 && sched_setaffinity(0, 0, null) != 0;
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
    private static partial int gettid();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_getaffinity(int thread, nint bytes, ProcessorSet* mask);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_setaffinity(int thread, nint bytes, ProcessorSet* mask);
}

/// <summary>Processors, a bit each: the system's usual set of 1,024. On a machine with more the calls fail, and nothing is kept away.</summary>
internal unsafe struct ProcessorSet
{
    internal const int Bytes = 128;

    private fixed byte _mask[Bytes];

    /// <summary>The others.</summary>
    internal readonly ProcessorSet Without(int processor)
    {
        ProcessorSet others = this;
        others._mask[processor / 8] &= (byte)~(1 << (processor % 8));
        return others;
    }
}
