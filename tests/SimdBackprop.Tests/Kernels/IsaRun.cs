using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Runs the tests of the markers' operations in a process whose runtime is told to see other hardware.</summary>
internal static class IsaRun
{
    /// <summary>Starts the run in a process of this assembly; the element follows.</summary>
    internal const string Command = "run-markers";

    /// <summary>Writes for each tier a line with its name, the bytes of its vectors, and whether they are emulated.</summary>
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

    private static unsafe void Run<T>(TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IsaTests<T>.VisitAll();
        foreach (SimdTier tier in Runs.Tiers)
        {
            output.WriteLine($"{SimdInfo.NameOf(tier)}, {SimdDispatch.Lanes<T>(tier) * sizeof(T)} bytes{(SimdInfo.IsNative(tier) ? "" : ", emulated")}");
        }
    }
}
