using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>
/// What the calls of the registry allocate once they are warm, on all threads together. The counter is the whole process's, so nothing but the calls may run: a
/// process of its own does this, without the test host.
/// </summary>
internal static class AllocationRun
{
    /// <summary>Starts the run in a process of this assembly; the element follows.</summary>
    internal const string Command = "measure-allocations";

    /// <summary>A call that allocates on a worker, so that it is seen that the counter sees it.</summary>
    internal const string OnWorker = "an object on a worker";

    private const int Calls = 10, Readings = 5;

    /// <summary>What makes an object of its own, by its name in the registry.</summary>
    private static readonly string[] Constructors = ["PackedMatrix.new"];

    /// <summary>Writes a line for each call measured: the least bytes of a reading, a tab, its name.</summary>
    internal static void Run(string element, TextWriter output)
    {
        if (element == typeof(float).Name)
        {
            Run<float>(output);
        }
        else
        {
            Run<double>(output);
        }
    }

    /// <summary>Every entry on every tier, a large case of each degree, on one thread and on two.</summary>
    internal static IEnumerable<(string Name, SimdTier Tier, KernelCase<T> Case, int Degree)> Measured<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from tier in Runs.Tiers
        from entry in KernelRegistry<T>.On(tier).Concat(KernelRegistry<T>.WithoutOptions)
        where !Constructors.Contains(entry.Name)
        from large in entry.LargeCases
        from degree in new[] { 1, 2 }
        select ($"{SimdInfo.NameOf(tier)} on {degree} threads, {entry.Name} {large}", tier, large, degree);

    private static void Run<T>(TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, SimdTier tier, KernelCase<T> large, int degree) in Measured<T>())
        {
            using ArrayOperands<T> operands = new(large, tier, degree);
            output.WriteLine($"{LeastAllocation(operands.Call)}\t{name}");
        }

        output.WriteLine($"{LeastAllocation(static () =>
        {
            AllocatingPart job = default;
            WorkerTeam.Run(2, ref job);
        })}\t{OnWorker}");
    }

    private static long LeastAllocation(Action call)
    {
        call();
        call();
        long least = long.MaxValue;
        for (int reading = 0; reading < Readings && least != 0; reading++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = long.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private readonly struct AllocatingPart : ITeamJob
    {
        public void Run(int part)
        {
            if (part == 1)
            {
                GC.KeepAlive(new object());
            }
        }
    }
}
