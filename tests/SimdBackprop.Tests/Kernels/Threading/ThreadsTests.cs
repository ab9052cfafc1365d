using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SimdBackprop.Tests;

/// <summary>How many threads share a product: by what there is to do, and, where that is little, by whether the workers are awake.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ThreadsTests
{
    private static readonly TimeSpan LongerThanASpin = TimeSpan.FromMilliseconds(20);

    private static readonly KernelOptions Two = new() { MaxDegreeOfParallelism = 2 };

    [Theory]
    [InlineData(100, 100, 49, 8, 1)]
    [InlineData(100, 100, 50, 8, 8)]
    [InlineData(1_000, 1_000, 1_000, 1, 1)]
    [InlineData(1, 600, 437, 2, 2)]
    [InlineData(1, 600, 435, 2, 1)]
    [InlineData(512, 784, 1, 2, 2)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, 8, 8)]
    public void Much_work_or_many_bytes_are_shared_by_all_threads_and_nothing_else_is_while_the_workers_sleep(int m, int n, int k, int degree, int threads)
    {
        Thread.Sleep(LongerThanASpin);
        Assert.Equal(threads, GemmRouting.Threads(Product(m, n, k), degree));
    }

    [Fact]
    public void Light_work_is_shared_by_workers_that_are_awake_as_many_as_have_enough_to_do()
    {
        GemmArguments<float> light = Product(64, 64, 64), lightest = Product(40, 50, 50), tooLight = Product(40, 50, 49);
        BeTheOnlyCaller();
        bool areShared = SoonerOrLater(() =>
        {
            WakeAll(2);
            return GemmRouting.Threads(light, 2) == 2 && GemmRouting.Threads(lightest, 2) == 2 && GemmRouting.Threads(tooLight, 2) == 1;
        });
        Assert.Equal(Environment.ProcessorCount > 1, areShared);
    }

    [Fact]
    public void Light_work_on_offer_again_and_again_wakes_a_worker_and_now_and_then_it_does_not()
    {
        BeTheOnlyCaller();
        for (int burst = 0; burst < 5; burst++)
        {
            for (int i = 0; i < 60; i++)
            {
                Assert.False(WorkerTeam.IsAwake(2));
            }

            Thread.Sleep(LongerThanASpin);
        }

        Assert.Equal(Environment.ProcessorCount > 1, SoonerOrLater(() => WorkerTeam.IsAwake(2)));
    }

    [Fact]
    public void Light_work_is_not_shared_while_there_is_another_caller()
    {
        BeTheOnlyCaller();
        Thread other = new(() => WorkerTeam.IsAwake(2));
        other.Start();
        other.Join();
        WakeAll(2);
        Assert.False(WorkerTeam.IsAwake(2));

        // Nor where the team was taken: this one's part asks for it itself.
        BeTheOnlyCaller();
        Nested job = default;
        WorkerTeam.Run(2, ref job);
        Assert.False(WorkerTeam.IsAwake(2));
    }

    [Fact]
    public void Light_work_is_not_shared_after_a_worker_has_kept_its_caller_waiting()
    {
        BeTheOnlyCaller();
        Stall caller = new(part: 0), worker = new(part: 1);
        bool isAwake = SoonerOrLater(() =>
        {
            // Who keeps others waiting is not kept waiting. The worker may have gone to sleep meanwhile.
            WorkerTeam.Run(2, ref caller);
            WakeAll(2);
            return WorkerTeam.IsAwake(2);
        });
        Assert.Equal(Environment.ProcessorCount > 1, isAwake);
        WorkerTeam.Run(2, ref worker);
        Thread.Sleep(LongerThanASpin);
        WakeAll(2);
        Assert.False(WorkerTeam.IsAwake(2));

        // But later it is again.
        isAwake = SoonerOrLater(() =>
        {
            WakeAll(2);
            return WorkerTeam.IsAwake(2);
        });
        Assert.Equal(Environment.ProcessorCount > 1, isAwake);
    }

    [Fact]
    public void Light_work_has_the_same_bits_shared_or_not()
    {
        // Of 120 products at least one, beside the 120 jobs that keep the worker awake.
        BeTheOnlyCaller();
        bool areShared = SoonerOrLater(() =>
        {
            long before = Parts();
            foreach ((int m, int n, int k) in new[] { (64, 64, 64), (65, 63, 67), (64, 10, 512), (10, 64, 512), (512, 64, 10), (33, 512, 10), (7, 300, 200), (300, 7, 101), (1, 400, 500), (400, 1, 500) })
            {
                foreach (bool transA in new[] { false, true })
                {
                    foreach (bool transB in new[] { false, true })
                    {
                        AssertSameBits(m, n, k, transA, transB);
                    }
                }
            }

            return Parts() - before > 120;
        });
        Assert.Equal(Environment.ProcessorCount > 1, areShared);
    }

    [Fact]
    public void More_parts_than_processors_or_a_team_that_is_taken_are_never_awake()
    {
        WakeAll(Environment.ProcessorCount + 1);
        Assert.False(WorkerTeam.IsAwake(Environment.ProcessorCount + 1));
        Ask job = default;
        WorkerTeam.Run(2, ref job);
        Assert.False(job.WasAwake);
    }

    private static void AssertSameBits(int m, int n, int k, bool transA, bool transB)
    {
        Random random = new(93);
        TestMatrix<float> a = TestMatrix<float>.Of(m, k, 1, random), b = TestMatrix<float>.Of(k, n, 1, random), start = TestMatrix<float>.Of(m, n, 1, random);
        a = transA ? a.Transposed() : a;
        b = transB ? b.Transposed() : b;
        KernelOptions alone = new() { MaxDegreeOfParallelism = 1 };
        int[] expected = Result(alone, wakes: false);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected, Result(Two, wakes: true));
        }

        int[] Result(KernelOptions options, bool wakes)
        {
            TestMatrix<float> c = start.Clone();
            if (wakes)
            {
                WakeAll(2);
            }

            Blas.Gemm(transA ? Transpose.Yes : Transpose.No, transB ? Transpose.Yes : Transpose.No, 1, a.Input, b.Input, 0.5f, c.View, options);
            return MemoryMarshal.Cast<float, int>(c.Memory).ToArray();
        }
    }

    private static GemmArguments<float> Product(int m, int n, int k) => new() { M = m, N = n, K = k, BColumn = 1 };

    private static long Parts() => WorkerTeam.PartsRunByWorker.Sum();

    /// <summary>The first offer of a thread makes it one of several.</summary>
    private static void BeTheOnlyCaller()
    {
        WorkerTeam.IsAwake(2);
        Thread.Sleep(LongerThanASpin);
    }

    /// <summary>Tries again and again, where there is more than one processor for long: the system may take any of them away for longer than a worker spins, but not always.</summary>
    private static bool SoonerOrLater(Func<bool> attempt)
    {
        Stopwatch clock = Stopwatch.StartNew();
        bool holds = false;
        while (!holds && clock.Elapsed < TimeSpan.FromSeconds(Environment.ProcessorCount > 1 ? 20 : 0.1))
        {
            holds = attempt();
        }

        return holds;
    }

    private static void WakeAll(int parts)
    {
        Nothing job = default;
        WorkerTeam.Run(parts, ref job);
    }

    private struct Nothing : ITeamJob
    {
        public readonly void Run(int part)
        {
        }
    }

    private struct Nested : ITeamJob
    {
        public readonly void Run(int part)
        {
            if (part == 0)
            {
                WakeAll(2);
            }
        }
    }

    private readonly struct Stall(int part) : ITeamJob
    {
        public void Run(int mine)
        {
            if (mine == part)
            {
                Thread.Sleep(5);
            }
        }
    }

    private struct Ask : ITeamJob
    {
        internal bool WasAwake;

        public void Run(int part)
        {
            if (part == 0)
            {
                WasAwake = WorkerTeam.IsAwake(2);
            }
        }
    }
}
