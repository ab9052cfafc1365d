using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>
/// No kernel allocates once it is warm, on the caller's thread or a worker's. The counter is the whole process's, so the least
/// of several readings counts: what the test host allocates now and then is not the kernel's.
/// </summary>
[Collection(ExclusiveCollection.Name)]
public abstract class AllocationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Readings = 20, CallsAReading = 10;

    private static readonly LayerOperands<T> Layer =
        new LayerCase(120, 67, 71, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 101).Operands<T>();

    private static readonly LayerOperands<T> Sample =
        new LayerCase(1, 67, 71, HasBias: true, KeepsZ: true, 0, 0, Specials: false, Seed: 102).Operands<T>();

    private static readonly GemmOperands<T> Product =
        new GemmCase(Transpose.Yes, Transpose.No, 67, 71, 400, 1.5, 0.5, 3, Specials: false, Seed: 103).Operands<T>();

    private static readonly TestMatrix<T> Stack = TestMatrix<T>.Of(34 * 31, 29, 2, new Random(106)), Stacked = new(34 * 31, 29);

    private static readonly T[] X = Values.Vector<T>(8_209, new Random(104));

    private static readonly T[] Y = Values.Vector<T>(8_209, new Random(105));

    private static readonly T[] Long = Values.Vector<T>(400_000, new Random(107));

    private static readonly T Small = T.ScaleB(T.One, -20);

    private static readonly Dictionary<SimdTier, PackedMatrix<T>> Packed = Runs.Tiers.ToDictionary(
        static tier => tier, static tier => new PackedMatrix<T>(Transpose.Yes, Layer.Weights.Input, new KernelOptions { Tier = tier }));

    private static readonly Dictionary<string, Action<KernelOptions>> Kernels = new()
    {
        ["Gemm"] = o => Blas.Gemm(Product.TransA, Product.TransB, Product.Alpha, Product.A.Input, Product.B.Input, Product.Beta, Product.C.View, o),
        ["Gemm with a matrix packed again"] = o =>
        {
            Packed[o.Tier!.Value].Pack(Transpose.Yes, Layer.Weights.Input, o);
            Blas.Gemm(Transpose.No, Small, Layer.X.Input, Packed[o.Tier!.Value], T.Zero, Layer.Z.View, o);
        },
        ["GemmBatched"] = o => Blas.GemmBatched(
            34, Transpose.No, Transpose.No, T.One, Stack.View.Slice(0, 0, 34 * 31, 17), Stack.View.Slice(0, 0, 34 * 17, 29), T.Zero, Stacked.View, o),
        ["Gemv"] = o => Blas.Gemv(Transpose.No, T.One, Layer.Weights.Input, X.AsSpan(0, 67), T.One, Y.AsSpan(0, 71), o),
        ["Gemv transposed"] = o => Blas.Gemv(Transpose.Yes, T.One, Layer.Weights.Input, X.AsSpan(0, 71), T.Zero, Y.AsSpan(0, 67), o),
        ["Ger"] = o => Blas.Ger(Small, X.AsSpan(0, 120), X.AsSpan(0, 71), Layer.Output.View, o),
        ["Transpose"] = _ => Blas.Transpose(Layer.X.Input, new Span2D<T>(Y, 0, 67, 120, 0)),
        ["Dot"] = o => Blas.Dot<T>(X, Y, o),
        ["Dot of long vectors"] = o => Blas.Dot<T>(Long, Long, o),
        ["Sum"] = o => Blas.Sum<T>(X, o),
        ["Asum"] = o => Blas.Asum<T>(X, o),
        ["Nrm2"] = o => Blas.Nrm2<T>(X, o),
        ["IAmax"] = o => Blas.IAmax<T>(X, o),
        ["Axpy"] = o => Blas.Axpy(Small, X, Y, o),
        ["Scal"] = o => Blas.Scal(-T.One, X, o),
        ["Copy"] = o => Blas.Copy<T>(X, Y, o),
        ["Scal of a long vector"] = o => Blas.Scal(-T.One, Long, o),
        ["Gemv of a large matrix"] = o => Blas.Gemv(
            Transpose.Yes, Small, new ReadOnlySpan2D<T>(Long, 500, 800), X.AsSpan(0, 500), T.Zero, Y.AsSpan(0, 800), o),
        ["Hadamard"] = o => Blas.Hadamard<T>(X, X, Y, o),
        ["Hadamard of matrices"] = o => Blas.Hadamard(Layer.Output.Input, Layer.Z.Input, Layer.Z.View, o),
        ["Forward"] = o => Dense.Forward<T, TestRelu<T>>(Layer.X.Input, Layer.Weights.Input, Layer.Bias, Layer.Z.View, Layer.Output.View, default, o),
        ["Forward of one sample"] = o => Dense.Forward<T, Square<T>>(
            Sample.X.View.GetRowSpan(0), Layer.Weights.Input, Layer.Bias, Sample.Z.View.GetRowSpan(0), Sample.Output.View.GetRowSpan(0), default, o),
        ["Forward with packed weights"] = o => Dense.Forward<T, TestRelu<T>>(
            Layer.X.Input, Packed[o.Tier!.Value], Layer.Bias, Layer.Z.View, Layer.Output.View, default, o),
        ["BackwardData"] = o => Dense.BackwardData<T, TestRelu<T>>(
            Layer.Delta.Input, Layer.Weights.Input, default, Layer.X.Input, Layer.PreviousDelta.View, default, o),
        ["BackwardActivation"] = o => Dense.BackwardActivation<T, Square<T>>(Layer.Delta.Input, default, Layer.Output.View, default, o),
        ["Update"] = o => Dense.Update(
            default(TwoStates<T>), ParameterKind.Weight, Y.AsSpan(0, 999), X.AsSpan(0, 999), Y.AsSpan(1_000, 999), Y.AsSpan(2_000, 999), o),
        ["BackwardWeightsUpdate"] = o => Dense.BackwardWeightsUpdate(
            Layer.Delta.Input, Layer.X.Input, Layer.Weights.View, Layer.Bias, default, default, default, default, new SgdRule<T>(T.Zero), o),
        ["BackwardWeightsUpdate of one sample"] = o => Dense.BackwardWeightsUpdate(
            Layer.Delta.View.GetRowSpan(0), Layer.X.View.GetRowSpan(0), Layer.Weights.View, Layer.Bias, default, default, default, default, new SgdRule<T>(T.Zero), o),
        ["BackwardWeights"] = o => Dense.BackwardWeights(Layer.Delta.Input, Layer.X.Input, T.Zero, Layer.Weights.View, Layer.Bias, o),
    };

    public static TheoryData<string> Names => [.. Kernels.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_warm_kernel_allocates_nothing_on_one_thread_or_two(string name)
    {
        Action<KernelOptions> kernel = Kernels[name];
        foreach (KernelOptions options in Runs.All.Where(static options => options.MaxDegreeOfParallelism <= 2))
        {
            Assert.Equal(0, LeastAllocation(() => kernel(options)));
        }
    }

    [Fact]
    public void The_reading_shows_an_allocation_on_this_thread_and_on_a_worker()
    {
        Assert.InRange(LeastAllocation(static () => GC.KeepAlive(new object())), CallsAReading, int.MaxValue);
        Assert.InRange(LeastAllocation(static () => RunOnWorker()), CallsAReading, int.MaxValue);
    }

    [Fact]
    public void Every_public_entry_is_measured() => Assert.Equal(
        PublicEntries.Names.Order(), Kernels.Keys.Select(static name => name.Split(' ')[0]).Distinct().Order());

    private static long LeastAllocation(Action call)
    {
        call();
        call();
        long least = long.MaxValue;
        for (int reading = 0; reading < Readings && least != 0; reading++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < CallsAReading; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static void RunOnWorker()
    {
        AllocatingPart job = default;
        WorkerTeam.Run(2, ref job);
    }

    private readonly struct AllocatingPart : ITeamJob
    {
        public void Run(int part)
        {
            if (part == 1)
            {
                GC.KeepAlive(new object());
            }
        }
    }
}

public sealed class AllocationSingleTests : AllocationTests<float>;

public sealed class AllocationDoubleTests : AllocationTests<double>;
