using System.Runtime.CompilerServices;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Sixty-four callers of the thread pool at once, with work that is large enough for the worker team: the bits of the serial run for each.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class CrowdTests
{
    private const int Callers = 64, CallsOfEach = 4;

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
    public void Each_gets_the_programs_bits_from_every_kernel_while_others_train_and_predict()
    {
        KernelCase<float>[] kernels = [.. KernelRegistry<float>.On(SimdTier.Avx512).SelectMany(static entry => entry.LargeCases)];
        ArrayOperands<float>[] programs = [.. kernels.Select(static kernel => new ArrayOperands<float>(kernel, SimdTier.Scalar, degree: 1))];
        Array.ForEach(programs, static program => program.RunProgram());
        using Dataset<float> data = Samples.Classification(2 * Hooked.Batch, Hooked.Inputs, Hooked.Classes, seed: 6);
        using Network<float> network = new Hooked().Network();
        using Predictor<float> predictor = network.CreatePredictor();
        (string hash, Evaluation evaluation) = (Trained(data, degree: 1), Evaluator.Evaluate(predictor, data));
        int calls = 0;
        long before = WorkerTeam.PartsRunByWorker.Sum();
        Crowd.Run(Callers, caller =>
        {
            // Each takes the next call that nobody has made yet, so that different kernels run at once.
            for (int call = Interlocked.Increment(ref calls) - 1; call < CallsOfEach * kernels.Length; call = Interlocked.Increment(ref calls) - 1)
            {
                SimdTier tier = Runs.Tiers[call % Runs.Tiers.Length];
                KernelCase<float> kernel = kernels[call % kernels.Length];
                using ArrayOperands<float> operands = new(kernel, tier, degree: 2 + (call % 3));
                operands.Call();
                Assert.True(operands.HasBitsOf(programs[call % kernels.Length]), $"{kernel} on {SimdInfo.NameOf(tier)} has other bits than its program.");
            }

            if (caller % 8 == 0)
            {
                Assert.Equal(hash, Trained(data, degree: 2));
            }

            Assert.Equal(evaluation, Evaluator.Evaluate(predictor, data));
        });
        Assert.True(calls >= CallsOfEach * kernels.Length);
        Assert.NotEqual(before, WorkerTeam.PartsRunByWorker.Sum());
        Array.ForEach(programs, static program => program.Dispose());
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
