namespace SimdBackprop.Benchmarks;

/// <summary>
/// Threads that do the same thing at the same time: what N cores can do at once is not N times what one can. The calling thread is one of them.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _barrier;
    private Action<int>? _work;
    private int _calls;

    internal Crew(int threads)
    {
        Threads = threads;
        _barrier = new Barrier(threads);
        for (int i = 1; i < threads; i++)
        {
            new Thread(Loop) { IsBackground = true, Name = $"Crew {i}" }.Start();
        }
    }

    internal int Threads { get; }

    /// <summary>Every thread does the work, that many calls of it; returns when the last one has finished.</summary>
    internal void Run(Action<int> work, int calls)
    {
        (_work, _calls) = (work, calls);
        _barrier.SignalAndWait();
        work(calls);
        _barrier.SignalAndWait();
    }

    /// <summary>Sends the threads home.</summary>
    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        _barrier.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work)
            {
                return;
            }

            work(_calls);
            _barrier.SignalAndWait();
        }
    }
}
