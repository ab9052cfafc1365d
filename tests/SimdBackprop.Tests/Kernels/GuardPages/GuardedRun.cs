using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Makes every call of a table with its operands beside guard pages: what a process does that a fault may end.</summary>
internal static class GuardedRun
{
    /// <summary>Starts the run in a process of this assembly; the element, the table and the file for the current case follow.</summary>
    internal const string Command = "run-beside-guard-pages";

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

    /// <summary>Writes for each tier a line with its name, then one for each entry: the number of cases run, a tab, its name.</summary>
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

    private static void Run<T>(string table, CurrentCase current, TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedOperands<T> operands = new();
        foreach (SimdTier tier in GuardedCalls<T>.TiersOf(table))
        {
            output.WriteLine(SimdInfo.NameOf(tier) + (SimdInfo.IsNative(tier) ? "" : Emulated));
            foreach (GuardedEntry<T> entry in GuardedCalls<T>.Table(table, tier))
            {
                string name = $"{SimdInfo.NameOf(tier)}, {entry.Name}";
                int cases = 0;
                foreach (GuardedCase<T> next in entry.Cases)
                {
                    Run(name, next, tier, operands, current);
                    cases++;
                }

                output.WriteLine($"{cases}\t{entry.Name}");
            }
        }
    }

    private static void Run<T>(string entry, GuardedCase<T> next, SimdTier tier, GuardedOperands<T> operands, CurrentCase current)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string call = next.ToString();
        current.Is(entry, call, "every operand with room on both sides");
        operands.RunInside(next, tier);
        foreach ((string name, Place place, int? only) in Placements.AsSpan(0, 2 + (2 * next.Operands.Length)))
        {
            // An operand without elements alone at a guard is the call that has been made.
            if (only is null || next.Operands[only.Value].Length > 0)
            {
                current.Is(entry, call, name);
                operands.RunAt(operand => only is null || operand == only ? place : Place.Inside);
            }
        }
    }
}
