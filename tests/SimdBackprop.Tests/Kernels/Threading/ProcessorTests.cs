namespace SimdBackprop.Tests;

/// <summary>A thread is kept away from a processor and may afterwards run wherever it could before; a worker wakes away from its caller's.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ProcessorTests
{
    private const int Rounds = 60;

    [Fact]
    public void A_thread_that_sleeps_wakes_elsewhere_if_it_is_kept_away_and_may_come_back()
    {
        string before = "", during = "", after = "";
        int met = 0, number = 0;
        using SemaphoreSlim asleep = new(0), wake = new(0);
        ProcessorSet allowed = default;
        int last = -1;
        Thread thread = new(() =>
        {
            (before, number) = (Allowed(), Processor.Thread);
            for (int i = 0; i < Rounds; i++)
            {
                last = Processor.Current;
                asleep.Release();
                wake.Wait();
                met += Processor.Current == last ? 1 : 0;
                during = Allowed();
                Processor.Allow(allowed);
                after = Allowed();
            }
        });
        thread.Start();
        bool all = true;
        for (int i = 0; i < Rounds; i++)
        {
            asleep.Wait();
            all &= Processor.KeepAway(number, last, out allowed);
            wake.Release();
        }

        thread.Join();
        Assert.Equal(OperatingSystem.IsLinux() && !IsOne(before), all);
        Assert.Equal(all ? 0 : Rounds, met);
        Assert.Equal(all, during != before);
        Assert.Equal(before, after);
    }

    [Fact]
    public void A_processor_that_is_not_known_keeps_nobody_away()
    {
        Assert.False(Processor.KeepAway(Processor.Thread, -1, out _));
        Assert.False(Processor.KeepAway(Processor.Thread, ProcessorSet.Bytes * 8, out _));
    }

    [Fact]
    public void A_worker_that_fell_asleep_on_its_callers_processor_wakes_on_another()
    {
        if (!OperatingSystem.IsLinux() || IsOne(Allowed()) || Environment.ProcessorCount < 2)
        {
            return;
        }

        Together job = new() { Usual = Allowed() };
        long moves = WorkerTeam.Moves;
        for (int i = 0; i < Rounds; i++)
        {
            job.Caller = Processor.Current;
            WorkerTeam.Run(2, ref job);

            // Longer than a worker spins.
            Thread.Sleep(2);
        }

        // The system may move the caller between its look and the worker's, but not often.
        Assert.True(job.Met > Rounds / 4, $"The worker was put on the caller's processor only {job.Met} times.");
        Assert.True(job.Stayed < job.Met / 4, $"Of {job.Met} times {job.Stayed} began there.");
        Assert.Equal(0, job.Confined);

        // It woke elsewhere: it did not have to move when it was awake.
        Assert.True(WorkerTeam.Moves - moves < job.Met / 4, $"It moved {WorkerTeam.Moves - moves} times.");
    }

    [Fact]
    public void A_caller_has_its_processor_to_itself_only_if_there_is_one_for_each_part()
    {
        Assert.Equal(OperatingSystem.IsLinux(), WorkerTeam.ProcessorOfItsOwn(Environment.ProcessorCount) >= 0);
        Assert.Equal(-1, WorkerTeam.ProcessorOfItsOwn(Environment.ProcessorCount + 1));
    }

    private static string Allowed() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim()
        : "";

    private static bool IsOne(string allowed) => !allowed.AsSpan().ContainsAny(",-");

    /// <summary>A part of a worker that begins with a look where it is, and ends on the caller's processor.</summary>
    private struct Together : ITeamJob
    {
        internal string Usual;
        internal int Caller;
        internal int Met;
        internal int Stayed;
        internal int Confined;
        private bool _wasPut;

        public void Run(int part)
        {
            if (part == 0)
            {
                return;
            }

            Stayed += _wasPut && Processor.Current == Caller ? 1 : 0;
            Confined += Allowed() == Usual ? 0 : 1;
            for (int i = 0; i < 20 * Environment.ProcessorCount && Processor.Current != Caller; i++)
            {
                // Who runs on a processor that it is kept away from moves.
                Processor.KeepAway(Processor.Thread, Processor.Current, out ProcessorSet allowed);
                Processor.Allow(allowed);
            }

            _wasPut = Processor.Current == Caller;
            Met += _wasPut ? 1 : 0;
        }
    }
}
