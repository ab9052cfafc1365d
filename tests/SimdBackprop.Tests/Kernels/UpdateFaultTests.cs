namespace SimdBackprop.Tests;

/// <summary>
/// A rule that throws in the middle of a fused update, after the product of its strip and beside that of the next: the exception arrives as it is, no parameter has had more than one step,
/// all scratch goes back to the pool, and the next update has the bits of one before which nothing went wrong.
/// </summary>
[Collection(ExclusiveCollection.Name)]
public sealed class UpdateFaultTests
{
    private static readonly LayerCase Layer = new(64, 601, 131, HasBias: false, KeepsZ: true, 0, 2, Specials: false, Seed: 51);

    // The first vector, and some in later strips, of which each is 8 rows of 37 to 601 vectors.
    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(3_001)]
    public void A_fault_of_the_rule_leaves_nothing_behind(int vector)
    {
        foreach (KernelOptions options in Runs.ByStrips)
        {
            string run = $"{Runs.Name(options)}, vector {vector}";
            LayerOperands<float> by = Layer.Operands<float>();
            State before = new(by.Weights, Zeros(), Zeros());
            State expected = before.Copy();
            Reference.Dense.BackwardWeightsUpdate(
                by.Delta.Input, by.X.Input, expected.Weights.View, default, expected.First.View, expected.Second.View, default, default, new Fails(0));
            State first = before.Copy();
            first.Update(by, new Fails(0), options);
            expected.AssertSame(first, run);

            long retained = TensorPool.RetainedBytes;
            State faulty = before.Copy();
            Assert.Throws<InvalidTimeZoneException>(() => faulty.Update(by, new Fails(vector), options));
            Assert.InRange(TensorPool.RetainedBytes, retained, long.MaxValue);
            faulty.AssertBetween(before, expected, run);

            State next = before.Copy();
            next.Update(by, new Fails(0), options);
            expected.AssertSame(next, run);
        }
    }

    private static TestMatrix<float> Zeros() => new TestMatrix<float>(Layer.Outputs, Layer.Inputs, Layer.Padding).Fill(static _ => 0);

    private sealed record State(TestMatrix<float> Weights, TestMatrix<float> First, TestMatrix<float> Second)
    {
        internal State Copy() => new(Weights.Clone(), First.Clone(), Second.Clone());

        internal void Update(LayerOperands<float> by, Fails rule, KernelOptions options) =>
            Dense.BackwardWeightsUpdate(by.Delta.Input, by.X.Input, Weights.View, default, First.View, Second.View, default, default, rule, options);

        internal void AssertSame(State actual, string run)
        {
            Bits.AssertSame(Weights, actual.Weights, $"W, {run}");
            Bits.AssertSame(First, actual.First, $"the first state, {run}");
            Bits.AssertSame(Second, actual.Second, $"the second state, {run}");
        }

        /// <summary>Every parameter with its states is as before the update or as after it, and not all are as after it.</summary>
        internal void AssertBetween(State before, State after, string run)
        {
            int stepped = 0;
            for (int i = 0; i < Layer.Outputs; i++)
            {
                for (int j = 0; j < Layer.Inputs; j++)
                {
                    bool isBefore = Same(before, i, j), isAfter = Same(after, i, j);
                    Assert.True(isBefore || isAfter, $"({i}, {j}) has neither its old nor its new value: {run}");
                    stepped += isAfter ? 1 : 0;
                }
            }

            Assert.InRange(stepped, 0, (Layer.Outputs * Layer.Inputs) - 1);
        }

        private bool Same(State other, int i, int j) =>
            Weights[i, j].Equals(other.Weights[i, j]) && First[i, j].Equals(other.First[i, j]) && Second[i, j].Equals(other.Second[i, j]);
    }

    /// <summary>The rule of two states, which throws at the n-th vector of weights that it is given; 0 is never.</summary>
    private readonly struct Fails(int vector) : IUpdateRule<float>
    {
        private readonly int[] _left = [vector];

        public static int StateCount => 2;

        public static bool RunsBeside => true;

        public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            if (Interlocked.Decrement(ref _left[0]) == 0)
            {
                throw new InvalidTimeZoneException("The user's rule fails.");
            }

            default(TwoStates<float>).Update<TIsa, TVec>(kind, ref parameter, gradient, ref state1, ref state2);
        }
    }
}
