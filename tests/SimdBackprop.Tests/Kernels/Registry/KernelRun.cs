using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>
/// Runs a table of entries beside guard pages and compares what every call leaves, bit for bit, with what its defining program does: on every tier, on every
/// number of threads where threads share it, with every operand at every place. A process does that, because a fault may end it.
/// </summary>
internal static class KernelRun
{
    /// <summary>Starts the run in a process of this assembly; the element, the table and the file for the current case follow.</summary>
    internal const string Command = "run-kernels";

    /// <summary>What follows the name of a tier whose vectors the hardware does not have.</summary>
    internal const string Emulated = " (emulated)";

    private static readonly (string Name, Place Place, int? Only)[] Placements =
    [
        ("every operand ends at a guard page", Place.EndsAtGuard, null),
        ("every operand begins at a guard page", Place.BeginsAtGuard, null),
        .. from operand in Enumerable.Range(0, GuardedOperands<float>.Most)
           from at in new[] { ("ends", Place.EndsAtGuard), ("begins", Place.BeginsAtGuard) }
           select ($"operand {operand} {at.Item1} at a guard page", at.Item2, (int?)operand),
    ];

    /// <summary>Writes for each tier a line with its name, then what <see cref="Done{T}"/> says of each entry.</summary>
    internal static void Run(string element, string table, string currentCase, TextWriter output)
    {
        using CurrentCase current = new(currentCase);
        if (element == typeof(float).Name)
        {
            Run<float>(table, current, output);
        }
        else
        {
            Run<double>(table, current, output);
        }
    }

    /// <summary>A line of the report: the entry, how many cases were run, how many of them on several threads, and the edges of each of its sizes.</summary>
    internal static string Done<T>(KernelEntry<T> entry, IReadOnlyCollection<KernelCase<T>> cases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int sizes = cases.Count == 0 ? 0 : cases.First().Extents.Length;
        IEnumerable<string> edges = Enumerable.Range(0, sizes).Select(size => string.Join(", ", cases.Select(one => one.Extents[size].Edge).Distinct().Order()));
        return $"{entry.Name}: {cases.Count} cases, {cases.Count(static one => one.Degree > 1)} shared; {string.Join(" x ", edges)}";
    }

    private static void Run<T>(string table, CurrentCase current, TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedOperands<T> operands = new();
        foreach (SimdTier tier in KernelTable<T>.TiersOf(table))
        {
            output.WriteLine(SimdInfo.NameOf(tier) + (SimdInfo.IsNative(tier) ? "" : Emulated));
            foreach (KernelEntry<T> entry in KernelTable<T>.Named(table, tier))
            {
                string name = $"{SimdInfo.NameOf(tier)}, {entry.Name}";
                List<KernelCase<T>> done = [];
                foreach (KernelCase<T> next in entry.Cases)
                {
                    Run(name, next, tier, operands, current);
                    done.Add(next);
                }

                output.WriteLine(Done(entry, done));
            }
        }
    }

    private static void Run<T>(string entry, KernelCase<T> next, SimdTier tier, GuardedOperands<T> operands, CurrentCase current)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string call = next.ToString();
        current.Is(entry, call, "the defining program");
        operands.RunProgram(next);
        foreach (int degree in next.Degree > 1 ? Runs.Degrees : [1])
        {
            current.Is(entry, call, "every operand with room on both sides");
            long before = WorkerTeam.PartsRunByWorker.Sum();
            operands.RunCall(tier, degree, static _ => Place.Inside);
            if (WorkerTeam.PartsRunByWorker.Sum() == before && degree > 1)
            {
                throw new InvalidOperationException($"On {degree} threads no worker had a part.");
            }
        }

        foreach ((string name, Place place, int? only) in Placements.AsSpan(0, 2 + (2 * next.Operands.Length)))
        {
            // An operand without elements alone at a guard is the call that has been made.
            if (only is null || next.Operands[only.Value].Length > 0)
            {
                current.Is(entry, call, name);
                operands.RunCall(tier, next.Degree, operand => only is null || operand == only ? place : Place.Inside);
            }
        }
    }
}
