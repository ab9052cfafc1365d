namespace SimdBackprop.Benchmarks;

/// <summary>Managed memory that a contestant asks for.</summary>
internal static class Allocations
{
    private const int MostCalls = 1_000;

    /// <summary>Bytes allocated by a batch of calls, on all threads of the process.</summary>
    internal static long Of(Contestant contestant, int calls)
    {
        int batch = Math.Min(calls, MostCalls);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        contestant.Run(batch);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
