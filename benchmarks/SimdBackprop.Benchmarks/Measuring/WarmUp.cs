using System.Diagnostics;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// Calls contestants until the runtime has compiled them for good. A method is compiled again, in the background, after 30 calls and a tenth of a
/// second without new ones; code that came precompiled goes through an instrumented version first. So: three stages of 30 calls, a pause after each.
/// </summary>
internal sealed class WarmUp
{
    private const int Stages = 3;
    private const int CallsPerStage = 30;

    /// <summary>Of calls, in each stage: time for methods that a call does not reach often.</summary>
    private static readonly TimeSpan LeastTimePerStage = TimeSpan.FromMilliseconds(90);

    /// <summary>
    /// In all stages together. A contestant whose calls are so long that it ends here has called its inner methods often enough, and what is called once
    /// a call does not count beside them.
    /// </summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BackgroundCompilation = TimeSpan.FromMilliseconds(130);

    /// <summary>A yardstick takes part in every case, but is warm after the first.</summary>
    private readonly HashSet<Contestant> _warm = new(ReferenceEqualityComparer.Instance);

    internal void Run(IEnumerable<Contestant> contestants)
    {
        Contestant[] cold = [.. contestants.Where(contestant => contestant.IsManaged && _warm.Add(contestant))];
        TimeSpan[] spent = new TimeSpan[cold.Length];
        for (int stage = 0; stage < Stages; stage++)
        {
            for (int i = 0; i < cold.Length; i++)
            {
                spent[i] += RunStage(cold[i], MostTime - spent[i]);
            }

            Thread.Sleep(BackgroundCompilation);
        }
    }

    private static TimeSpan RunStage(Contestant contestant, TimeSpan left)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed = TimeSpan.Zero;
        for (int calls = 0; (calls < CallsPerStage || elapsed < LeastTimePerStage) && elapsed < left; calls++)
        {
            contestant.Run(1);
            elapsed = Stopwatch.GetElapsedTime(start);
        }

        return elapsed;
    }
}
