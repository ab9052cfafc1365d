namespace SimdBackprop.Tests;

/// <summary>Many callers at once, and calls inside calls: whoever has the worker team and whoever has not get the same bits.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ConcurrencyTests
{
    private const int Callers = 16, CallsEach = 20;

    private static readonly GemmOperands<float> Product =
        new GemmCase(Transpose.No, Transpose.Yes, 97, 103, 61, 1, 1, 3, Specials: false, Seed: 81).Operands<float>();

    private static readonly TestMatrix<float> Expected = Product.ByReference();

    // Otherwise the tests below would pass without a worker.
    [Fact]
    public void The_product_is_large_enough_for_the_team()
    {
        Assert.True(Product.C.Rows * Product.C.Columns * Product.A.Columns > GemmRouting.LeastParallelWork);
        long before = WorkerTeam.PartsRunByWorker.Sum();
        Multiply(caller: 0);
        Assert.InRange(WorkerTeam.PartsRunByWorker.Sum() - before, CallsEach, long.MaxValue);
    }

    [Fact]
    public void Sixteen_threads_multiplying_at_once_each_get_the_bits_of_the_serial_run()
    {
        Exception?[] failures = new Exception?[Callers];
        using Barrier start = new(Callers);
        Thread[] threads = [.. Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            start.SignalAndWait();
            failures[caller] = Record.Exception(() => Multiply(caller));
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.All(failures, Assert.Null);
    }

    [Fact]
    public void Tasks_of_the_thread_pool_may_multiply_in_parallel() =>
        Parallel.For(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = Callers }, Multiply);

    [Fact]
    public void A_part_of_a_job_may_itself_multiply_in_parallel()
    {
        Nested job = new() { Failures = new Exception?[4] };
        WorkerTeam.Run(4, ref job);
        Assert.All(job.Failures, Assert.Null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_activation_may_itself_multiply_in_parallel(bool onWorker)
    {
        LayerOperands<float> by = new LayerCase(96, 79, 83, HasBias: true, KeepsZ: false, 0, 1, Specials: false, Seed: 82).Operands<float>();
        TestMatrix<float> expected = by.Output.Clone();
        Reference.Dense.Forward<float, TestIdentity<float>>(by.X.Input, by.Weights.Input, by.Bias, default, expected.View);
        TestMatrix<float> actual = by.Output.Clone();
        int[] nested = [0];
        Dense.Forward(
            by.X.Input, by.Weights.Input, by.Bias, default, actual.View, new Multiplying(nested, onWorker), new() { MaxDegreeOfParallelism = 4 });
        Bits.AssertSame(expected, actual, "nested");
        Assert.InRange(nested[0], 1, int.MaxValue);
    }

    private static void Multiply(int caller)
    {
        for (int call = 0; call < CallsEach; call++)
        {
            KernelOptions options = new() { MaxDegreeOfParallelism = 2 + ((caller + call) % 4), Tier = Runs.Tiers[(caller + call) % Runs.Tiers.Length] };
            Bits.AssertSame(Expected, Product.ByKernel(options), $"caller {caller}, call {call}, {Runs.Name(options)}");
        }
    }

    private struct Nested : ITeamJob
    {
        internal Exception?[] Failures;

        public readonly void Run(int part) => Failures[part] = Record.Exception(() => Multiply(part));
    }

    /// <summary>The identity, but its first few evaluations on a worker, or on the caller, multiply matrices.</summary>
    private readonly struct Multiplying(int[] evaluations, bool onWorker) : IActivation<float>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            if (OtherThread.IsWorker == onWorker && Interlocked.Increment(ref evaluations[0]) <= 8)
            {
                Bits.AssertSame(Expected, Product.ByKernel(new KernelOptions { MaxDegreeOfParallelism = 3 }), "from an activation");
            }

            return z;
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => operand;
    }
}
