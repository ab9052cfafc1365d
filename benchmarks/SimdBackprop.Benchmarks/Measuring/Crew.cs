namespace SimdBackprop.Benchmarks;

/// <summary>
/// Threads that do the same thing at the same time: what N cores can do at once is not N times what one can. The calling thread is one of them.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _barrier;
    private Action<int, int>? _work;
    private int _calls;
    private int _processor;

    internal Crew(int threads)
    {
        Threads = threads;
        _barrier = new Barrier(threads);
        for (int i = 1; i < threads; i++)
        {
            int member = i;
            new Thread(() => Loop(member)) { IsBackground = true, Name = $"Crew {member}" }.Start();
        }
    }

    internal int Threads { get; }

    /// <summary>Returns when the last thread has finished.</summary>
    /// <param name="work">What each thread does, given its number from 0 and the calls.</param>
    /// <param name="calls">How many times each does it.</param>
    internal void Run(Action<int, int> work, int calls)
    {
        (_work, _calls, _processor) = (work, calls, Processor.Current);
        _barrier.SignalAndWait();
        work(0, calls);
        _barrier.SignalAndWait();
    }

    /// <summary>Sends the threads home.</summary>
    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        _barrier.Dispose();
    }

    private void Loop(int member)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work)
            {
                return;
            }

            if (Processor.IsOn(_processor))
            {
                Processor.Leave(_processor);
            }

            work(member, _calls);
            _barrier.SignalAndWait();
        }
    }
}
