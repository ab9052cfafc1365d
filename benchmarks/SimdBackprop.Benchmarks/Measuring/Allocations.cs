namespace SimdBackprop.Benchmarks;

/// <summary>Managed memory that a contestant asks for.</summary>
internal static class Allocations
{
    private const int MostCalls = 1_000;
    private const int Readings = 3;

    /// <summary>
    /// Bytes allocated by a batch of calls, on all threads of the process: the least of a few readings, because what the runtime itself allocates now
    /// and then is not the contestant's.
    /// </summary>
    internal static long Of(Contestant contestant, int calls)
    {
        int batch = Math.Clamp(calls / Readings, 1, MostCalls);
        return Enumerable.Range(0, Readings).Min(_ =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            contestant.Run(batch);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
    }
}
