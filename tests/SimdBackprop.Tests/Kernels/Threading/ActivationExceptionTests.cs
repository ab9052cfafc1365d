namespace SimdBackprop.Tests;

/// <summary>A user's activation that throws: on a worker's thread, on the caller's, and in the call after.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ActivationExceptionTests
{
    private static readonly LayerOperands<float> Layer =
        new LayerCase(96, 79, 83, HasBias: true, KeepsZ: false, 0, 1, Specials: false, Seed: 91).Operands<float>();

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void An_exception_on_a_worker_reaches_the_caller_and_the_next_call_works(int degree)
    {
        KernelOptions options = new() { MaxDegreeOfParallelism = degree };
        for (int round = 0; round < 5; round++)
        {
            int caller = Environment.CurrentManagedThreadId;
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Forward(new Throwing(caller, onCaller: false), options));
            Assert.NotEqual(caller, error.Data["thread"]);
            AssertWorks(options);
        }
    }

    [Fact]
    public void An_exception_on_the_calling_thread_reaches_the_caller_and_the_next_call_works()
    {
        int caller = Environment.CurrentManagedThreadId;
        foreach (KernelOptions options in Runs.All)
        {
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Forward(new Throwing(caller, onCaller: true), options));
            Assert.Equal(caller, error.Data["thread"]);
        }

        Assert.All(Runs.All, AssertWorks);
    }

    private static TestMatrix<float> Forward<TActivation>(TActivation activation, KernelOptions options)
        where TActivation : struct, IActivation<float>
    {
        TestMatrix<float> output = Layer.Output.Clone();
        Dense.Forward(Layer.X.Input, Layer.Weights.Input, Layer.Bias, default, output.View, activation, options);
        return output;
    }

    private static void AssertWorks(KernelOptions options)
    {
        TestMatrix<float> expected = Layer.Output.Clone();
        Reference.Dense.Forward<float, TestRelu<float>>(Layer.X.Input, Layer.Weights.Input, Layer.Bias, default, expected.View);
        Bits.AssertSame(expected, Forward(new TestRelu<float>(), options), Runs.Name(options));
    }

    private readonly struct Throwing(int caller, bool onCaller) : IActivation<float>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            int thread = Environment.CurrentManagedThreadId;
            if (thread == caller == onCaller)
            {
                throw new InvalidDataException("This activation fails.") { Data = { ["thread"] = thread } };
            }

            return z;
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => operand;
    }
}
