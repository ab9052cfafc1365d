using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace SimdBackprop;

/// <summary>Work cut into independent parts, each run once by one thread.</summary>
internal interface ITeamJob
{
    void Run(int part);
}

/// <summary>
/// The persistent threads that share large products and training steps with their callers. A worker spins briefly after its last part, because the
/// next product usually follows at once, then parks and costs nothing.
/// </summary>
/// <remarks>
/// One caller has the team at a time. Another caller, or a part that itself asks for the team, runs all its parts on its own
/// thread instead of waiting: the parts do not depend on each other, so the result is the same and nothing can deadlock.
/// </remarks>
internal static unsafe partial class WorkerTeam
{
    /// <summary>How long a worker spins before it parks. Waking a parked one costs 5 to 70 µs, a spinning one 0.2 µs.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    /// <summary>The least time between two moves of a worker. One takes 30 µs.</summary>
    private static readonly long MoveTicks = Stopwatch.Frequency / 1_000;

    /// <summary>
    /// Looks at what is awaited between two yields. A yield is a call to the system, 0.4 µs: with one after every look a job without work took 0.75 µs, with one after 32 it takes 0.15 (AMD, Linux 6.18).
    /// </summary>
    private const int LooksPerYield = 32;

    private static Worker[] _workers = [];
    private static int _taken;

    private static long _moves;
    private static int _unfinished;
    private static delegate*<void*, int, void> _run;
    private static void* _job;
    private static ExceptionDispatchInfo? _error;

    /// <summary>Where the caller runs, which is where no worker should; −1 if that is not known or there are more parts than processors.</summary>
    private static int _processor;

    /// <summary>Parts that workers (not callers) have run since the process started, a number a worker: for tests of the partition.</summary>
    internal static long[] PartsRunByWorker => Array.ConvertAll(_workers, worker => Volatile.Read(ref worker.PartsRun));

    /// <summary>How often a worker has moved away from its caller's processor since the process started: for tests.</summary>
    internal static long Moves => Volatile.Read(ref _moves);

    /// <summary>
    /// Runs parts 0 … parts − 1, part 0 on the calling thread, and returns when all are done. The first exception of a part is
    /// rethrown here after the others have finished; without the team it ends the job at once.
    /// </summary>
    /// <param name="parts">The number of parts; each has a thread of its own, also beyond the core count.</param>
    /// <param name="job">The work; it stays on the caller's stack, so handing it over allocates nothing.</param>
    internal static void Run<TJob>(int parts, ref TJob job)
        where TJob : struct, ITeamJob, allows ref struct
    {
        if (parts <= 1 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            if (parts > 1)
            {
                NoticeCrowd(Stopwatch.GetTimestamp());
            }

            for (int part = 0; part < parts; part++)
            {
                job.Run(part);
            }

            return;
        }

        try
        {
            EnsureWorkers(parts - 1);
            _run = &Invoke<TJob>;
            Apart<TJob> apart = new() { Job = job };
            _job = Unsafe.AsPointer(ref apart.Job);
            _error = null;
            _processor = ProcessorOfItsOwn(parts);
            Volatile.Write(ref _unfinished, parts - 1);
            for (int part = 1; part < parts; part++)
            {
                _workers[part - 1].Assign(part);
            }

            long begun = Stopwatch.GetTimestamp();
            RunPart(0);
            if (!Becomes(ref _unfinished, 0))
            {
                AwaitOthers(begun);
            }

            job = apart.Job;
            _error?.Throw();
        }
        finally
        {
            Volatile.Write(ref _taken, 0);
        }
    }

    /// <summary>The processor that a caller has to itself if there are enough for so many parts, else −1: then some have to share one, whoever moves.</summary>
    internal static int ProcessorOfItsOwn(int parts) => parts <= Environment.ProcessorCount ? Processor.Current : -1;

    /// <summary>Waits for the parts of the others.</summary>
    /// <param name="begun">When the caller's own part began.</param>
    private static void AwaitOthers(long begun)
    {
        long from = Stopwatch.GetTimestamp();
        do
        {
            // Lets more parts than processors make progress.
            Thread.Yield();
        }
        while (!Becomes(ref _unfinished, 0));

        NoticeStall(begun, from);
    }

    /// <summary>Looks some times whether a place has a value.</summary>
    private static bool Becomes(ref int place, int value)
    {
        for (int look = 0; look < LooksPerYield; look++)
        {
            if (Volatile.Read(ref place) == value)
            {
                return true;
            }

            Thread.SpinWait(1);
        }

        return false;
    }

    private static void Invoke<TJob>(void* job, int part)
        where TJob : struct, ITeamJob, allows ref struct => Unsafe.AsRef<TJob>(job).Run(part);

    private static void RunPart(int part)
    {
        try
        {
            _run(_job, part);
        }
#pragma warning disable CA1031 // Whatever a user's activation throws must reach the caller, not end a worker or leave the job early.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
        }
    }

    private static void EnsureWorkers(int count)
    {
        if (_workers.Length >= count)
        {
            return;
        }

        Worker[] grown = new Worker[count];
        _workers.CopyTo(grown, 0);
        for (int i = _workers.Length; i < count; i++)
        {
            grown[i] = new Worker(i);
        }

        _workers = grown;
    }

    /// <summary>Two cache lines, because some processors fetch pairs.</summary>
    [InlineArray(16)]
    private struct Gap
    {
        private long _element;
    }

    /// <summary>
    /// A job away from what the caller writes on its stack: workers read it all the time, and every write to a line that they read sends it back and forth. 64 × 10 × 512 took 0.72 times as long on two
    /// threads as on one, and takes 0.64 times (AMD).
    /// </summary>
    private ref struct Apart<TJob>
        where TJob : struct, ITeamJob, allows ref struct
    {
#pragma warning disable CS0169, IDE0051 // Nobody uses a gap.
        private Gap _before;
        internal TJob Job;
        private Gap _after;
#pragma warning restore CS0169, IDE0051
    }

#pragma warning disable CA1001 // A worker lives as long as the process; so does its event.
    private sealed class Worker
#pragma warning restore CA1001
    {
        private readonly AutoResetEvent _wake = new(false);
        private int _ticket;
        private int _part;
        private int _parked;
        private ProcessorSet _allowed;
        private bool _isKeptAway;
        private bool _isAwake;
        private int _thread;
        private long _mayMoveAt;

        internal long PartsRun;

        /// <summary>Whether it waits for a part, or has one, without having to be woken.</summary>
        internal bool IsAwake => Volatile.Read(ref _isAwake);

        internal Worker(int index)
        {
            // Unsafe in name only: the first caller's execution context must not stay with the thread for ever.
            new Thread(Loop) { IsBackground = true, Name = $"SimdBackprop worker {index}" }.UnsafeStart();
        }

        internal void Assign(int part)
        {
            _part = part;
            Interlocked.Increment(ref _ticket);
            Wake();
        }

        /// <summary>Wakes it, if it sleeps, for what it will be given.</summary>
        internal void Wake()
        {
            if (Interlocked.Exchange(ref _parked, 0) == 1)
            {
                _isKeptAway = Processor.KeepAway(_thread, _processor, out _allowed);
                _wake.Set();
            }
        }

        private void Loop()
        {
            _thread = Processor.Thread;
            Volatile.Write(ref _isAwake, true);
            for (int seen = 0; ; seen++)
            {
                Await(seen);
                LeaveCaller();
                RunPart(_part);
                PartsRun++;
                Interlocked.Decrement(ref _unfinished);
            }
        }

        // Awake it may end up there all the same, and be left there. Not at every part: where the other processors are busy the system brings it back at once.
        private void LeaveCaller()
        {
            if (_processor >= 0 && Processor.Current == _processor && Stopwatch.GetTimestamp() >= _mayMoveAt)
            {
                _isKeptAway = Processor.KeepAway(_thread, _processor, out _allowed);
                ComeBack();
                Interlocked.Increment(ref _moves);
                _mayMoveAt = Stopwatch.GetTimestamp() + MoveTicks;
            }
        }

        private void ComeBack()
        {
            if (_isKeptAway)
            {
                Processor.Allow(_allowed);
            }
        }

        private void Await(int seen)
        {
            long parkAt = Stopwatch.GetTimestamp() + SpinTicks;
            while (!Becomes(ref _ticket, seen + 1))
            {
                if (Stopwatch.GetTimestamp() < parkAt)
                {
                    Thread.Yield();
                    continue;
                }

                Volatile.Write(ref _isAwake, false);
                Interlocked.Exchange(ref _parked, 1);

                // Work may have arrived between the last look and parking. Whoever takes _parked back to 0 decides: the
                // assigner then sets the event and it must be consumed; otherwise nobody will set it.
                if (Volatile.Read(ref _ticket) == seen || Interlocked.Exchange(ref _parked, 0) == 0)
                {
                    _wake.WaitOne();
                    ComeBack();
                }

                parkAt = Stopwatch.GetTimestamp() + SpinTicks;
                Volatile.Write(ref _isAwake, true);
            }
        }
    }
}
