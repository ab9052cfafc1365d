using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>The fused update of a layer against its naive twin, and against the product and the update one after the other: bit for bit, on every tier and thread count.</summary>
public abstract class UpdateBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 60;

    public static TheoryData<string> Optimizers => [.. AnyOptimizer.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_fused_update_gives_the_bits_of_its_program(string optimizer) =>
        Properties.Check(Cases, LayerCase.Arbitrary, layer => Check(layer, AnyOptimizer.Of(optimizer)));

    [Fact]
    public void A_batch_of_one_sample_does() => Check(new(1, 131, 77, HasBias: true, KeepsZ: true, 0, 3, Specials: true, Seed: 31), new AdamW());

    [Fact]
    public void A_batch_of_one_sample_that_threads_share_does() =>
        Check(new(1, 701, 513, HasBias: true, KeepsZ: true, 0, 0, Specials: false, Seed: 37), new Momentum(0.1));

    [Fact]
    public void An_empty_batch_is_a_gradient_of_zero()
    {
        LayerCase layer = new(0, 300, 17, HasBias: true, KeepsZ: true, 0, 2, Specials: true, Seed: 32);
        Check(layer, new Momentum(0.5));
        Check(layer, new AdamW());
    }

    [Fact]
    public void More_samples_than_one_block_of_terms_do() =>
        Check(new(GemmBlocking.KBlockOfTaken + 1, 37, 43, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 33), new Momentum(0.1));

    [Fact]
    public void More_samples_and_more_columns_than_one_group_of_panels_do() =>
        Check(new(GemmBlocking.KBlockOfTaken + 1, 601, 65, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 33), new Adam());

    [Fact]
    public void More_rows_than_one_block_of_a_packed_delta_do()
    {
        if (typeof(T) == typeof(double))
        {
            return; // the same cuts at half the rows: twice the time for nothing new
        }

        int rows = (int)(GemmBlocking.KeptABytes / (GemmBlocking.Even(GemmBlocking.KBlockOfTaken + 1, GemmBlocking.KBlockOfTaken) * sizeof(float))) + 9;
        LayerCase layer = new(GemmBlocking.KBlockOfTaken + 1, 500, rows, HasBias: true, KeepsZ: true, 0, 0, Specials: false, Seed: 38);
        LayerOperands<T> by = layer.Operands<T>();
        SgdRule<T> rule = new(ElementType.FromDouble<T>(0.1));
        (TestMatrix<T> expected, T[] expectedBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
        Reference.Dense.BackwardWeightsUpdate(by.Delta.Input, by.X.Input, expected.View, expectedBias, default, default, default, default, rule);
        foreach (KernelOptions options in Runs.All.Where(static run => run.Tier is SimdTier.Avx512 or SimdTier.Avx2 && run.MaxDegreeOfParallelism is 1 or 3))
        {
            (TestMatrix<T> actual, T[] actualBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
            Dense.BackwardWeightsUpdate(by.Delta.Input, by.X.Input, actual.View, actualBias, default, default, default, default, rule, options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
            Bits.AssertSame<T>(expectedBias, actualBias, Runs.Name(options));
        }
    }

    [Fact]
    public void More_panels_than_are_taken_together_do()
    {
        Check(new(9, 1_501, 37, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 34), new Sgd(0.1));
        Check(new(65, 1_501, 67, HasBias: false, KeepsZ: true, 0, 0, Specials: false, Seed: 35), new Adam());

        // As wide as a row that is taken may be, which crowds, so that B is packed; twice and three times that.
        int row = (int)GemmBlocking.TakenRowBytes / Unsafe.SizeOf<T>();
        Check(new(GemmBlocking.TermsForTwoMatrices, row, 37, HasBias: true, KeepsZ: true, 0, 0, Specials: false, Seed: 41), new Adam());
        Check(new(GemmBlocking.TermsForTwoMatrices - 1, (2 * row) + 3, 37, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 42), new Adam());
        Check(new(9, (3 * row) - 5, 41, HasBias: false, KeepsZ: true, 0, 0, Specials: false, Seed: 43), new AdamW());
    }

    // Added to the weights in registers as long as there is one block of terms: with B in place, packed in one and in several groups.
    [Theory]
    [InlineData(GemmBlocking.KBlock + 1, 301, 67)]
    [InlineData(GemmBlocking.KBlockOfTaken, 701, 35)]
    [InlineData(GemmBlocking.KBlockOfTaken + 1, 301, 67)]
    [InlineData(65, 5_003, 37)]
    [InlineData(9, 140_003, 3)]
    [InlineData(2, 17, 1)]
    public void Steps_that_only_add_to_the_weights_do(int samples, int inputs, int outputs) =>
        Check(new(samples, inputs, outputs, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 39), new Sgd(0.1));

    [Fact]
    public unsafe void A_step_that_only_adds_does_with_inputs_from_afar_and_more_outputs_than_a_block()
    {
        int inputs = (int)(GemmRouting.AskedForBytes / (GemmBlocking.KBlockOfTaken * sizeof(T))) + 300, block = (int)(GemmBlocking.KeptABytes / (GemmBlocking.KBlockOfTaken * sizeof(T)));
        LayerOperands<T> by = new LayerCase(GemmBlocking.KBlockOfTaken, inputs, block + 9, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 40).Operands<T>();
        SgdRule<T> rule = new(ElementType.FromDouble<T>(0.1));
        (TestMatrix<T> expected, T[] expectedBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
        Reference.Dense.BackwardWeightsUpdate(by.Delta.Input, by.X.Input, expected.View, expectedBias, default, default, default, default, rule);
        foreach (KernelOptions options in Runs.EachTier.Where(static run => run.Tier is SimdTier.Avx512 or SimdTier.Avx2))
        {
            (TestMatrix<T> actual, T[] actualBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
            Dense.BackwardWeightsUpdate(by.Delta.Input, by.X.Input, actual.View, actualBias, default, default, default, default, rule, options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
            Bits.AssertSame<T>(expectedBias, actualBias, Runs.Name(options));
        }
    }

    // So few outputs that threads share the inputs, on every way that a part's gradient can take: no term, one, on the stack, as a whole, and strip by strip.
    [Theory]
    [InlineData(0, 140_003)]
    [InlineData(1, 140_003)]
    [InlineData(300, 600)]
    [InlineData(9, 20_003)]
    [InlineData(3, 140_003)]
    public void Few_outputs_of_many_inputs_do(int samples, int inputs) =>
        Check(new(samples, inputs, 3, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 37), new AdamW());

    // Rows of whole vectors, short ones with elements after them, which go through scratch, and long ones.
    [Theory]
    [InlineData(64, 37)]
    [InlineData(70, 37)]
    [InlineData(1_003, 9)]
    [InlineData(2_048, 301)]
    public void One_sample_does(int inputs, int outputs)
    {
        Check(new(1, inputs, outputs, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 44), new Sgd(0.1));
        Check(new(1, inputs, outputs, HasBias: true, KeepsZ: true, 0, 0, Specials: true, Seed: 45), new Momentum(0.1));
        Check(new(1, inputs, outputs, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 46), new Adam());
    }

    [Fact]
    public void One_sample_as_spans_does()
    {
        LayerOperands<T> by = new LayerCase(1, 70, 37, HasBias: true, KeepsZ: true, 0, 0, Specials: false, Seed: 36).Operands<T>();
        SgdRule<T> rule = new(ElementType.FromDouble<T>(0.1));
        (TestMatrix<T> expected, T[] expectedBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
        Reference.Dense.BackwardWeightsUpdate(
            by.Delta.Input, by.X.Input, expected.View, expectedBias, default, default, default, default, rule);
        foreach (KernelOptions options in Runs.All)
        {
            (TestMatrix<T> actual, T[] actualBias) = (by.Weights.Clone(), (T[])by.Bias.Clone());
            Dense.BackwardWeightsUpdate(
                by.Delta.View.GetRowSpan(0), by.X.View.GetRowSpan(0), actual.View, actualBias, default, default, default, default, rule, options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
            Bits.AssertSame<T>(expectedBias, actualBias, Runs.Name(options));
        }
    }

    [Fact]
    public void Biases_alone_take_their_step()
    {
        T[] bias = [T.One, T.One];
        T[,] delta = { { T.One, -T.One }, { T.One, T.Zero } };
        Dense.BackwardWeightsUpdate<T, SgdRule<T>>(delta, default, default, bias, default, default, default, default, new SgdRule<T>(T.One));
        Assert.Equal([-T.One, T.One + T.One], bias);
    }

    private static void Check(LayerCase layer, IOptimizer optimizer)
    {
        RuleCheck check = new(layer);
        optimizer.Provide<T, RuleCheck>(new OptimizerStep(3, 0.5), ref check);
    }

    /// <summary>Runs the rule that the optimiser hands over, and the same rule with a penalty and a limit before it.</summary>
    private readonly struct RuleCheck(LayerCase layer) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            Compare(rule);
            Compare(new RegularizedRule<T, TRule>(rule, ElementType.FromDouble<T>(0.01), ElementType.FromDouble<T>(0.25)));
        }

        private void Compare<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            LayerOperands<T> by = layer.Operands<T>();
            State before = new(by, TRule.StateCount, layer);
            State expected = before.Copy();
            Reference.Dense.BackwardWeightsUpdate(
                by.Delta.Input, by.X.Input, expected.Weights.View, expected.Bias, expected.First.View, expected.Second.View, expected.BiasFirst, expected.BiasSecond, rule);
            foreach (KernelOptions options in (KernelOptions[])[.. Runs.All, .. Runs.ByStrips])
            {
                State actual = before.Copy();
                Dense.BackwardWeightsUpdate(
                    by.Delta.Input, by.X.Input, actual.Weights.View, actual.Bias, actual.First.View, actual.Second.View, actual.BiasFirst, actual.BiasSecond, rule, options);
                expected.AssertSame(actual, $"{typeof(TRule).Name}, {Runs.Name(options)}");
            }
        }
    }

    /// <summary>What an update changes.</summary>
    private sealed record State(TestMatrix<T> Weights, T[] Bias, TestMatrix<T> First, TestMatrix<T> Second, T[] BiasFirst, T[] BiasSecond)
    {
        internal State(LayerOperands<T> by, int states, LayerCase layer)
            : this(
                by.Weights,
                by.Bias,
                NotNegative(states >= 1 ? layer.Outputs : 0, WithGaps(layer, 1)),
                NotNegative(states >= 2 ? layer.Outputs : 0, WithGaps(layer, 2)),
                NotNegative(states >= 1 ? by.Bias.Length : 0, layer with { Inputs = 1, Padding = 0 }).View.ToArray().Cast<T>().ToArray(),
                NotNegative(states >= 2 ? by.Bias.Length : 0, layer with { Inputs = 1, Padding = 0 }).View.ToArray().Cast<T>().ToArray())
        {
        }

        internal State Copy() => new(
            Weights.Clone(), (T[])Bias.Clone(), First.Clone(), Second.Clone(), (T[])BiasFirst.Clone(), (T[])BiasSecond.Clone());

        internal void AssertSame(State actual, string run)
        {
            Bits.AssertSame(Weights, actual.Weights, $"W, {run}");
            Bits.AssertSame<T>(Bias, actual.Bias, $"b, {run}");
            Bits.AssertSame(First, actual.First, $"the weights' first state, {run}");
            Bits.AssertSame(Second, actual.Second, $"the weights' second state, {run}");
            Bits.AssertSame<T>(BiasFirst, actual.BiasFirst, $"the biases' first state, {run}");
            Bits.AssertSame<T>(BiasSecond, actual.BiasSecond, $"the biases' second state, {run}");
        }

        // Each matrix has gaps between its rows where the others have none in some cases.
        private static LayerCase WithGaps(LayerCase layer, int state) => layer.Seed % 4 == state ? layer with { Padding = layer.Padding == 0 ? 2 : 0 } : layer;

        // Running means of squares are not negative, and a root of one would only make NaN.
        private static TestMatrix<T> NotNegative(int rows, LayerCase layer)
        {
            Random random = new(layer.Seed + 1);
            return new TestMatrix<T>(rows, layer.Inputs, layer.Padding).Fill(_ => T.Abs(Values.Next<T>(random)));
        }
    }
}

public sealed class UpdateBitsSingleTests : UpdateBitsTests<float>;

public sealed class UpdateBitsDoubleTests : UpdateBitsTests<double>;
