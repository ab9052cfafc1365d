using System.Diagnostics;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// Times contestants against each other: they take turns, A B C A B C …, in rounds so short that a clock that drifts, or a neighbour on
/// the machine, meets all of them alike.
/// </summary>
/// <param name="seconds">Least time on the clock for each contestant, over all rounds.</param>
/// <param name="quiet">Pause before each turn: idle threads of the one before may keep spinning on a core that the next one needs.</param>
internal sealed class Alternation(double seconds, TimeSpan quiet)
{
    private const int WantedRounds = 30;
    private const int LeastRounds = 5;

    /// <summary>Short enough to alternate, long enough that neither the clock nor waking a thread counts.</summary>
    private const double LeastTurn = 0.010;

    /// <summary>Before the clock starts: brings operands into the cache and wakes threads. A call that takes longer does so itself.</summary>
    private const double LeadIn = 0.001;

    /// <summary>One that takes its turn so slowly that it has had this many times its share leaves the later rounds to the others.</summary>
    private const int Patience = 4;

    private const int LeastTurns = 3;

    /// <summary>One whose single call takes as long, in seconds, has one turn: nobody waits for the median of what is so far behind.</summary>
    private const double LongCall = 1;

    private readonly WarmUp _warmUp = new();
    private readonly double _turn = Math.Max(LeastTurn, seconds / WantedRounds);

    /// <summary>Warms up, finds how many calls make a turn, and takes the rounds.</summary>
    internal IReadOnlyList<Timing> Run(IReadOnlyList<Contestant> contestants)
    {
        _warmUp.Run(contestants);
        Entry[] entries = [.. contestants.Select(Calibrated)];
        for (int round = 0; round < LeastRounds || entries.Any(entry => entry.Total < seconds); round++)
        {
            foreach (Entry entry in entries)
            {
                bool leaves = entry.Total > Patience * seconds && (round >= LeastTurns || entry.SecondsPerCall[0] > LongCall);
                entry.SecondsPerCall.Add(leaves ? double.NaN : Turn(entry));
            }
        }

        return [.. entries.Select(entry => new Timing(entry.Contestant, entry.SecondsPerCall, entry.Calls))];
    }

    private static double Time(Contestant contestant, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        contestant.Run(calls);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private double Turn(Entry entry)
    {
        Thread.Sleep(quiet);
        if (entry.LeadInCalls > 0)
        {
            entry.Contestant.Run(entry.LeadInCalls);
        }

        double elapsed = Time(entry.Contestant, entry.Calls);
        entry.Total += elapsed;
        return elapsed / entry.Calls;
    }

    private Entry Calibrated(Contestant contestant)
    {
        Thread.Sleep(quiet);
        if (!contestant.IsManaged)
        {
            contestant.Run(1); // the very first call may generate code, start threads or take memory; managed ones have been warmed up
        }

        int calls = 1;
        double elapsed = Time(contestant, calls);
        while (elapsed < LeastTurn / 2)
        {
            calls = (int)Math.Clamp(calls * LeastTurn / Math.Max(elapsed, 1e-9), 2.0 * calls, 100.0 * calls);
            elapsed = Time(contestant, calls);
        }

        // If the clock was disturbed, then upwards: turns would come out too short.
        double perCall = (elapsed < _turn ? Math.Min(elapsed, Time(contestant, calls)) : elapsed) / calls;
        return new Entry(contestant, (int)Math.Max(1, Math.Ceiling(_turn / perCall)), (int)(LeadIn / perCall));
    }

    private sealed class Entry(Contestant contestant, int calls, int leadInCalls)
    {
        internal Contestant Contestant => contestant;

        internal int Calls => calls;

        internal int LeadInCalls => leadInCalls;

        internal List<double> SecondsPerCall { get; } = [];

        internal double Total { get; set; }
    }
}
