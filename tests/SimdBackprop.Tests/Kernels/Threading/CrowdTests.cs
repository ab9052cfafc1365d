using System.Runtime.CompilerServices;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Sixty-four callers of the thread pool at once, with work that is large enough for the worker team: the bits of the serial run for each.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class CrowdTests
{
    private const int Callers = 64, CallsEach = 6;

    private static readonly GemmOperands<float> Product =
        new GemmCase(Transpose.No, Transpose.Yes, 97, 103, 61, 1.5, 1, 3, Specials: false, Seed: 121).Operands<float>();

    private static readonly LayerOperands<float> Layer =
        new LayerCase(96, 79, 83, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 122).Operands<float>();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void All_are_inside_a_kernel_at_the_same_time_and_one_of_them_has_the_team(int degree)
    {
        TestMatrix<float> expected = Layer.Output.Clone();
        Reference.Dense.Forward<float, TestIdentity<float>>(Layer.X.Input, Layer.Weights.Input, Layer.Bias, default, expected.View);
        KernelOptions options = new() { MaxDegreeOfParallelism = degree };
        long before = WorkerTeam.PartsRunByWorker.Sum();
        using Barrier inside = new(Callers);
        Crowd.Run(Callers, _ =>
        {
            TestMatrix<float> output = Layer.Output.Clone();
            Dense.Forward(Layer.X.Input, Layer.Weights.Input, Layer.Bias, default, output.View, new Gathering(inside, new StrongBox<bool>()), options);
            Bits.AssertSame(expected, output, Runs.Name(options));
        });
        Assert.Equal(degree - 1, WorkerTeam.PartsRunByWorker.Sum() - before);
    }

    [Fact]
    public void Each_gets_the_bits_of_the_serial_run_from_every_kernel_while_others_train_and_predict()
    {
        Action<KernelOptions>[] kernels = Kernels();
        using Dataset<float> data = Samples.Classification(2 * Hooked.Batch, Hooked.Inputs, Hooked.Classes, seed: 6);
        using Network<float> network = new Hooked().Network();
        using Predictor<float> predictor = network.CreatePredictor();
        (string hash, Evaluation evaluation) = (Trained(data, degree: 1), Evaluator.Evaluate(predictor, data));
        long before = WorkerTeam.PartsRunByWorker.Sum();
        Crowd.Run(Callers, caller =>
        {
            for (int call = 0; call < CallsEach; call++)
            {
                KernelOptions options = new() { MaxDegreeOfParallelism = 2 + ((caller + call) % 3), Tier = Runs.Tiers[(caller + call) % Runs.Tiers.Length] };
                kernels[(caller + call) % kernels.Length](options);
            }

            if (caller % 8 == 0)
            {
                Assert.Equal(hash, Trained(data, degree: 2));
            }

            Assert.Equal(evaluation, Evaluator.Evaluate(predictor, data));
        });
        Assert.NotEqual(before, WorkerTeam.PartsRunByWorker.Sum());
    }

    /// <summary>One call of each kind that the team shares, checked against what the kernel gives on one thread.</summary>
    private static Action<KernelOptions>[] Kernels()
    {
        PackedMatrix<float>[] packed = [.. Runs.Tiers.Select(tier => new PackedMatrix<float>(Transpose.Yes, Layer.Weights.Input, new() { Tier = tier }))];
        float[] x = Values.Vector<float>(400_000, new Random(123)), y = Values.Vector<float>(400_000, new Random(124));
        return
        [
            .. new Func<KernelOptions, TestMatrix<float>>[]
            {
                static o => Product.ByKernel(o),
                o => Into(Layer.Output, c => Blas.Gemm(Transpose.No, 1, Layer.X.Input, packed[(int)o.Tier!.Value], 0, c.View, o)),
                static o => Into(
                    Layer.Output,
                    c => Dense.Forward<float, TestRelu<float>>(Layer.X.Input, Layer.Weights.Input, Layer.Bias, default, c.View, default, o)),
                static o => Into(
                    Layer.PreviousDelta,
                    c => Dense.BackwardData<float, TestRelu<float>>(Layer.Delta.Input, Layer.Weights.Input, default, Layer.X.Input, c.View, default, o)),
                static o => Into(Layer.Weights, c => Dense.BackwardWeights(Layer.Delta.Input, Layer.X.Input, 1, c.View, [], o)),
                o => Into(new TestMatrix<float>(1, 1), c => c[0, 0] = Blas.Dot<float>(x, y, o)),
                o => Into(new TestMatrix<float>(1, 1), c => c[0, 0] = Blas.Nrm2<float>(x, o)),
            }.Select(static kernel =>
            {
                TestMatrix<float> expected = kernel(new KernelOptions { MaxDegreeOfParallelism = 1, Tier = SimdInfo.Tier });
                return (Action<KernelOptions>)(o => Bits.AssertSame(expected, kernel(o), Runs.Name(o)));
            }),
        ];
    }

    private static TestMatrix<float> Into(TestMatrix<float> destination, Action<TestMatrix<float>> kernel)
    {
        TestMatrix<float> c = destination.Clone();
        kernel(c);
        return c;
    }

    private static string Trained(Dataset<float> data, int degree)
    {
        using Network<float> network = new Hooked().Network();
        using TrainingStep<float> step = new(
            network, Hooked.Batch, new TrainingOptions { Optimizer = new Adam(0.01), Kernels = new() { MaxDegreeOfParallelism = degree } });
        for (int i = 0; i < 3; i++)
        {
            step.Run(data.Inputs.AsSpan2D()[..Hooked.Batch, ..], data.Targets.AsSpan2D()[..Hooked.Batch, ..]);
        }

        return network.WeightsHash();
    }

    /// <summary>The identity; a caller's first evaluation waits until every caller has come as far.</summary>
    private readonly struct Gathering(Barrier inside, StrongBox<bool> arrived) : IActivation<float>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            if (!OtherThread.IsWorker && !arrived.Value)
            {
                arrived.Value = true;
                inside.SignalAndWait();
            }

            return z;
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => operand;
    }
}
