namespace SimdBackprop.Benchmarks;

/// <summary>
/// Threads that do the same thing at the same time: what N cores can do at once is not N times what one can. They are the library's own, so that a peak and a product have the
/// system place their threads alike: while another caller has them, this one's work is done by itself, part after part. The calling thread is one of them.
/// </summary>
internal sealed class Crew(int threads)
{
    internal int Threads => threads;

    /// <summary>Returns when the last thread has finished.</summary>
    /// <param name="work">What each thread does, given its number from 0 and the calls.</param>
    /// <param name="calls">How many times each does it.</param>
    internal void Run(Action<int, int> work, int calls)
    {
        Job job = new(work, calls);
        WorkerTeam.Run(threads, ref job);
    }

    private readonly struct Job(Action<int, int> work, int calls) : ITeamJob
    {
        public void Run(int part) => work(part, calls);
    }
}
