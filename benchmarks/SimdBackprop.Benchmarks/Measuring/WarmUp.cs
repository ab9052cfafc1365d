using System.Diagnostics;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// Calls contestants until the runtime has compiled them for good. A method is compiled again, in the background, after 30 calls and a tenth of a
/// second without new ones; code that came precompiled goes through an instrumented version first. So: three stages of 30 calls, a pause after each.
/// </summary>
internal static class WarmUp
{
    private const int Stages = 3;
    private const int CallsPerStage = 30;

    /// <summary>Of calls, in each stage. The kernels' inner methods are called often enough within it, however long a whole call takes.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(90);

    /// <summary>A stage of a product that takes a second does not wait for its thirtieth call.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BackgroundCompilation = TimeSpan.FromMilliseconds(130);

    internal static void Run(IReadOnlyList<Contestant> contestants)
    {
        for (int stage = 0; stage < Stages; stage++)
        {
            foreach (Contestant contestant in contestants.Where(contestant => contestant.IsManaged))
            {
                RunStage(contestant);
            }

            Thread.Sleep(BackgroundCompilation);
        }
    }

    private static void RunStage(Contestant contestant)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed = TimeSpan.Zero;
        for (int calls = 0; (calls < CallsPerStage || elapsed < LeastTime) && elapsed < MostTime; calls++)
        {
            contestant.Run(1);
            elapsed = Stopwatch.GetElapsedTime(start);
        }
    }
}
