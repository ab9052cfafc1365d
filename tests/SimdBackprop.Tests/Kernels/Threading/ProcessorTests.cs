namespace SimdBackprop.Tests;

/// <summary>A thread moves away from its processor and may afterwards run wherever it could before; a worker does so if it is on its caller's.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ProcessorTests
{
    private const int Rounds = 60;

    [Fact]
    public void A_thread_leaves_its_processor_if_there_is_another_and_may_come_back()
    {
        // A thread of its own: one that ends up with fewer processors must not be the pool's.
        string before = "", after = "";
        int moved = 0;
        Thread thread = new(() =>
        {
            before = Allowed();
            for (int i = 0; i < Rounds; i++)
            {
                int processor = Processor.Current;
                Processor.Leave(processor);
                moved += Processor.IsOn(processor) ? 0 : 1;
            }

            after = Allowed();
        });
        thread.Start();
        thread.Join();

        // The system may bring it back at once, but not every time. Where nothing is known it is on no processor.
        Assert.Equal(before, after);
        Assert.True(OperatingSystem.IsLinux() && IsOne(before) ? moved == 0 : moved > Rounds / 2, $"Moved {moved} times among {before}.");
    }

    [Fact]
    public void A_worker_is_on_its_callers_processor_less_often_than_not_however_often_it_is_put_there()
    {
        if (!OperatingSystem.IsLinux() || IsOne(Allowed()) || Environment.ProcessorCount < 2)
        {
            return;
        }

        Together job = default;
        for (int i = 0; i < Rounds; i++)
        {
            job.Caller = Processor.Current;
            WorkerTeam.Run(2, ref job);

            // Longer than a worker waits from one move to the next.
            Thread.Sleep(2);
        }

        Assert.True(job.Met > Rounds / 4, $"The worker was put on the caller's processor only {job.Met} times.");
        Assert.True(job.Stayed < job.Met / 2, $"Of {job.Met} times {job.Stayed} began there.");
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
        internal int Caller;
        internal int Met;
        internal int Stayed;
        private bool _wasPut;

        public void Run(int part)
        {
            if (part == 0)
            {
                return;
            }

            Stayed += _wasPut && Processor.IsOn(Caller) ? 1 : 0;
            for (int i = 0; i < 20 * Environment.ProcessorCount && !Processor.IsOn(Caller); i++)
            {
                Processor.Leave(Processor.Current);
            }

            _wasPut = Processor.IsOn(Caller);
            Met += _wasPut ? 1 : 0;
        }
    }
}
