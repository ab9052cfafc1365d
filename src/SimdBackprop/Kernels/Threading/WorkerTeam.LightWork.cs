using System.Diagnostics;

namespace SimdBackprop;

/// <content>When work that takes less time than to wake a worker is shared: with workers that are awake, for a single caller, as long as they have their processors.</content>
internal static unsafe partial class WorkerTeam
{
    /// <summary>
    /// How often work that is too light to wake a worker must be on offer, each time within a worker's spin of the last, before one is woken for what follows: to wake it costs the caller some µs, a few
    /// times what such work takes.
    /// </summary>
    private const int AsksToWake = 64;

    /// <summary>How long one who has light work must have been the only caller for it to be shared.</summary>
    private static readonly long CrowdTicks = Stopwatch.Frequency / 100;

    /// <summary>
    /// How much longer than its own part a caller waits for the others before it concludes that a worker has lost its processor to another process. A worker that only has to move takes 30 µs.
    /// </summary>
    private static readonly long StallTicks = Stopwatch.Frequency / 2_000;

    /// <summary>For how many times as long as that took light work is not shared, so that it costs a twentieth however often it happens.</summary>
    private const int StallFactor = 20;

    /// <summary>The longest wait that counts: whoever was stopped altogether, by a debugger say, has learnt nothing from it.</summary>
    private static readonly long MostStallTicks = Stopwatch.Frequency / 10;

    /// <summary>Who last had light work to offer.</summary>
    private static int _caller;

    /// <summary>
    /// Light work is not shared until <see cref="CrowdTicks"/> after this: when more than one caller was last noticed, or later, up to when a worker without a processor counts; 0 if that is long ago.
    /// </summary>
    private static long _crowdedAt;

    /// <summary>When light work was last on offer while workers slept.</summary>
    private static long _askedAt;

    /// <summary>How often in a row it was.</summary>
    private static int _asked;

    /// <summary>
    /// Whether the workers for so many parts are awake and free: for work that is done before one is woken. If they sleep, but such work is on offer again and again, they are woken for what
    /// follows. Not while there are several callers: each of them has a thread of its own already, and light work must not keep the team from heavy work.
    /// </summary>
    internal static bool IsAwake(int parts)
    {
        Worker[] workers = _workers;
        if (parts > Environment.ProcessorCount || IsCrowded())
        {
            return false;
        }

        bool areAwake = workers.Length >= parts - 1;
        for (int i = 0; areAwake && i < parts - 1; i++)
        {
            areAwake = workers[i].IsAwake;
        }

        if (areAwake)
        {
            return true;
        }

        // Callers may count at the same time: the number need not be exact.
        long now = Stopwatch.GetTimestamp();
        _asked = now - _askedAt < SpinTicks ? _asked + 1 : 1;
        _askedAt = now;
        if (_asked >= AsksToWake && Interlocked.CompareExchange(ref _taken, 1, 0) == 0)
        {
            try
            {
                EnsureWorkers(parts - 1);
                _processor = ProcessorOfItsOwn(parts);
                for (int i = 0; i < parts - 1; i++)
                {
                    _workers[i].Wake();
                }

                _asked = 0;
            }
            finally
            {
                Volatile.Write(ref _taken, 0);
            }
        }

        return false;
    }

    /// <summary>Whether another thread had light work to offer, had the team or did not get it, or a worker kept its caller waiting, not long ago.</summary>
    private static bool IsCrowded()
    {
        int caller = Environment.CurrentManagedThreadId;
        if (_caller != caller || Volatile.Read(ref _taken) != 0)
        {
            _caller = caller;
            NoticeCrowd(Stopwatch.GetTimestamp());
        }

        if (_crowdedAt != 0 && Stopwatch.GetTimestamp() - _crowdedAt >= CrowdTicks)
        {
            _crowdedAt = 0;
        }

        return _crowdedAt != 0;
    }

    /// <summary>Until then, and a while longer. Callers may do so at the same time: any of them will do.</summary>
    private static void NoticeCrowd(long time) => _crowdedAt = long.Max(_crowdedAt, time);

    /// <summary>The parts are equal. A worker that has kept its caller waiting longer than that was put aside for somebody else, and will be again.</summary>
    /// <param name="begun">When the caller's own part began.</param>
    /// <param name="ended">When it ended.</param>
    private static void NoticeStall(long begun, long ended)
    {
        long now = Stopwatch.GetTimestamp(), wait = now - ended;
        if (wait > ended - begun + StallTicks)
        {
            NoticeCrowd(now + (StallFactor * long.Min(wait, MostStallTicks)));
        }
    }
}
