using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Large products really are shared: a degree of n makes n − 1 workers take a part each, also beyond the cores.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class WorkerPartsTests
{
    // 48 tiles of six rows divide evenly among 2, 3 and 8 threads, and outnumber the tiles along the columns on every tier.
    private const int Rows = 288, Columns = 72, Terms = 40;

    private static readonly TestMatrix<float> A = TestMatrix<float>.Of(Rows, Terms, 1, new Random(71));
    private static readonly TestMatrix<float> B = TestMatrix<float>.Of(Terms, Columns, 1, new Random(72));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_thread_of_the_degree_takes_a_part_of_each_kind_of_product(int degree)
    {
        Assert.True((long)Rows * Columns * Terms > GemmRouting.LeastParallelWork);
        KernelOptions options = new() { MaxDegreeOfParallelism = degree };
        TestMatrix<float> c = new(Rows, Columns);
        AssertParts(degree, () => Blas.Gemm(Transpose.No, Transpose.No, 1, A.Input, B.Input, 0, c.View, options));
        AssertParts(degree, () => Dense.Forward<float, TestRelu<float>>(A.Input, B.Transposed().Input, [], default, c.View, default, options));
        using PackedMatrix<float> packed = new(Transpose.No, B.Input, options);
        AssertParts(degree, () => Blas.Gemm(Transpose.No, 1, A.Input, packed, 0, c.View, options));
        AssertParts(degree, () => Dense.BackwardData<float, TestIdentity<float>>(A.Input, B.Input, default, default, c.View, default, options));
        AssertParts(degree, () => Dense.BackwardWeights(A.Transposed().Input, B.Input, 0, c.View, [], options));
        AssertParts(degree, () => Dense.BackwardWeightsUpdate(
            A.Transposed().Input, B.Input, c.View, [], default, default, default, default, new SgdRule<float>(0), options));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void A_single_row_times_a_packed_matrix_is_shared_along_its_panels_and_so_is_packing(int degree)
    {
        TestMatrix<float> b = TestMatrix<float>.Of(500, 1_000, 0, new Random(73)), row = TestMatrix<float>.Of(1, 500, 0, new Random(74)), c = new(1, 1_000);
        KernelOptions options = new() { MaxDegreeOfParallelism = degree };
        using PackedMatrix<float> packed = new(Transpose.No, b.Input, options);
        AssertParts(degree, () => packed.Pack(Transpose.No, b.Input, options));
        AssertParts(degree, () => Blas.Gemm(Transpose.No, 1, row.Input, packed, 0, c.View, options));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_thread_of_the_degree_takes_a_part_of_an_operation_on_large_vectors_and_matrices(int degree)
    {
        TestMatrix<float> a = TestMatrix<float>.Of(1_024, 1_056, 0, new Random(76));
        float[] x = new float[1_056], y = new float[1_056], z = new float[a.Memory.Length];
        KernelOptions options = new() { MaxDegreeOfParallelism = degree };
        AssertParts(degree, () => Blas.Gemv(Transpose.No, 1, a.Input, x, 0, y.AsSpan(0, 1_024), options));
        AssertParts(degree, () => Blas.Gemv(Transpose.Yes, 1, a.Input, x.AsSpan(0, 1_024), 0, y, options));
        AssertParts(degree, () => Blas.Ger(1, x.AsSpan(0, 1_024), y, a.View, options));
        AssertParts(degree, () => Dense.Forward<float, TestRelu<float>>(x, a.Input, [], default, y.AsSpan(0, 1_024), default, options));
        AssertParts(degree, () => Dense.BackwardWeightsUpdate(
            x.AsSpan(0, 1_024), y, a.View, [], default, default, default, default, new SgdRule<float>(0), options));
        AssertParts(degree, () => Dense.Update(new SgdRule<float>(0), ParameterKind.Weight, a.Memory, z, options: options));
        AssertParts(degree, () => Blas.Dot<float>(a.Memory, z, options));
        AssertParts(degree, () => Blas.Sum<float>(z, options));
        AssertParts(degree, () => Blas.Asum<float>(z, options));
        AssertParts(degree, () => Blas.Nrm2<float>(z, options));
        AssertParts(degree, () => Blas.Axpy(1, a.Memory, z, options));
        AssertParts(degree, () => Blas.Scal(1, z, options));
        AssertParts(degree, () => Blas.Copy<float>(a.Memory, z, options));
        AssertParts(degree, () => Blas.Hadamard<float>(a.Memory, z, z, options));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(1)]
    public void A_batch_is_shared_whether_its_products_go_round_or_not(int batch)
    {
        TestMatrix<float> c = new(Rows, Columns), b = TestMatrix<float>.Of(batch * Terms, Columns, 0, new Random(75));
        KernelOptions options = new() { MaxDegreeOfParallelism = 8 };
        AssertParts(8, () => Blas.GemmBatched(batch, Transpose.No, Transpose.No, 1, A.Input, b.Input, 0, c.View, options));
    }

    [Fact]
    public void A_product_below_the_threshold_wakes_nobody()
    {
        TestMatrix<float> c = new(40, 60);
        AssertParts(1, () => Blas.Gemm(
            Transpose.No, Transpose.No, 1, A.View.Slice(0, 0, 40, 40), B.View.Slice(0, 0, 40, 60), 0, c.View,
            new KernelOptions { MaxDegreeOfParallelism = 8 }));
        float[] x = new float[256 << 10];
        AssertParts(1, () => Blas.Sum<float>(x.AsSpan(1), new KernelOptions { MaxDegreeOfParallelism = 8 }));
    }

    [Fact]
    public void No_thread_but_the_caller_runs_two_parts_of_one_job()
    {
        OnePartAThread job = new() { Threads = new int[8] };
        WorkerTeam.Run(8, ref job);
        Assert.Equal(8, job.Threads.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, job.Threads[0]);
    }

    [Fact]
    public void The_first_exception_is_thrown_after_the_other_parts_have_finished()
    {
        FailingParts job = new() { Finished = new int[8] };
        Assert.Throws<InvalidDataException>(() => WorkerTeam.Run(8, ref job));
        Assert.Equal([1, 1, 0, 1, 1, 0, 1, 1], job.Finished);
        OnePartAThread next = new() { Threads = new int[8] };
        WorkerTeam.Run(8, ref next);
        Assert.DoesNotContain(0, next.Threads);
    }

    private static void AssertParts(int degree, Action product)
    {
        product();
        long[] before = Counts();
        product();
        long[] taken = [.. Counts().Zip(before, static (after, before) => after - before)];
        Assert.Equal([.. Enumerable.Range(0, taken.Length).Select(worker => worker < degree - 1 ? 1L : 0)], taken);
        Assert.True(taken.Length >= degree - 1);
    }

    private static long[] Counts() => WorkerTeam.PartsRunByWorker;

    private struct OnePartAThread : ITeamJob
    {
        internal int[] Threads;

        public readonly void Run(int part) => Threads[part] = Environment.CurrentManagedThreadId;
    }

    private struct FailingParts : ITeamJob
    {
        internal int[] Finished;

        public readonly void Run(int part)
        {
            if (part is 2 or 5)
            {
                throw new InvalidDataException("This part fails.");
            }

            Thread.Sleep(part);
            Finished[part] = 1;
        }
    }
}
