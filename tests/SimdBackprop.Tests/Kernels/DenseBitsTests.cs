using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The products of a dense layer against the scalar programs that define them, with activations only these tests know.</summary>
public abstract class DenseBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 150;

    [Fact]
    public void Forward_gives_the_bits_of_its_program_with_an_activation_of_either_kind() =>
        Properties.Check(Cases, LayerCase.Arbitrary, static layer =>
        {
            CheckForward(layer, new TestRelu<T>());
            CheckForward(layer, new Square<T>(T.One));
            CheckForward(layer, new TestIdentity<T>());
        });

    [Fact]
    public void Forward_of_one_row_gives_the_bits_of_the_lanes_and_of_more_rows_those_of_the_chain()
    {
        foreach (int batch in new[] { 1, 2 })
        {
            LayerCase layer = new(batch, 1_021, 37, HasBias: true, KeepsZ: true, 0, 1, Specials: false, Seed: 21);
            CheckForward(layer, new TestRelu<T>());
            CheckForward(layer with { Inputs = 65_600, Outputs = 3 }, new Square<T>());
        }
    }

    [Fact]
    public void A_forward_product_that_is_transposed_back_in_pieces_is_finished_everywhere()
    {
        LayerCase layer = new(200, 1_100, 613, HasBias: true, KeepsZ: true, 1, 1, Specials: false, Seed: 26);
        CheckForward(layer, new Square<T>());
    }

    [Fact]
    public void One_sample_whose_weights_the_threads_share_gives_the_same_bits_in_both_directions()
    {
        LayerCase layer = new(1, 1_021, 1_031, HasBias: true, KeepsZ: true, 1, 1, Specials: false, Seed: 25);
        CheckForward(layer, new Square<T>());
        CheckBackwardData(layer, new TestRelu<T>());
        CheckBackwardWeights(layer);
    }

    [Fact]
    public void BackwardData_gives_the_bits_of_its_program_whatever_the_derivative_is_taken_from() =>
        Properties.Check(Cases, LayerCase.Arbitrary, static layer =>
        {
            CheckBackwardData(layer, new TestRelu<T>());
            CheckBackwardData(layer, new Square<T>(T.One));
            CheckBackwardData(layer, new TestIdentity<T>());
        });

    [Fact]
    public void BackwardActivation_gives_the_bits_of_its_program_whatever_the_derivative_is_taken_from() =>
        Properties.Check(Cases, LayerCase.Arbitrary, static layer =>
        {
            CheckBackwardActivation(layer, new TestRelu<T>());
            CheckBackwardActivation(layer, new Square<T>(T.One));
            CheckBackwardActivation(layer, new TestIdentity<T>());
        });

    [Fact]
    public void Update_gives_the_bits_of_its_rule_on_every_element()
    {
        foreach (int length in new[] { 0, 1, 7, 16, 33, 1_021 })
        {
            Random random = new(length);
            T[][] before = [.. Enumerable.Range(0, 4).Select(_ => Values.Vector<T>(length, random))];
            T[][] expected = [.. before.Select(array => array.ToArray())];
            Reference.Dense.Update(default(TwoStates<T>), ParameterKind.Weight, expected[0], expected[1], expected[2], expected[3]);
            foreach (KernelOptions options in Runs.EachTier)
            {
                T[][] actual = [.. before.Select(array => array.ToArray())];
                Dense.Update(default(TwoStates<T>), ParameterKind.Weight, actual[0], actual[1], actual[2], actual[3], options);
                for (int array = 0; array < 4; array++)
                {
                    Bits.AssertSame<T>(expected[array], actual[array], $"array {array} of length {length}");
                }
            }
        }
    }

    [Fact]
    public void BackwardWeights_gives_the_bits_of_its_program() => Properties.Check(Cases, LayerCase.Arbitrary, CheckBackwardWeights);

    [Fact]
    public void Layers_above_the_threshold_for_threads_give_the_same_bits()
    {
        LayerCase layer = new(83, 79, 89, HasBias: true, KeepsZ: true, 1, 3, Specials: false, Seed: 22);
        Assert.True((long)layer.Batch * layer.Inputs * layer.Outputs > GemmRouting.LeastParallelWork);
        CheckForward(layer, new Square<T>());
        CheckBackwardData(layer, new TestRelu<T>());
        CheckBackwardWeights(layer);
    }

    [Fact]
    public void More_outputs_or_samples_than_one_block_of_terms_go_on_in_the_accumulator()
    {
        LayerCase layer = new(13, 37, 400, HasBias: true, KeepsZ: true, 0.5, 1, Specials: false, Seed: 24);
        CheckBackwardData(layer, new Square<T>());
        CheckBackwardWeights(layer with { Batch = 400, Outputs = 13 });
    }

    [Fact]
    public void One_sample_as_spans_gives_the_bits_of_a_batch_of_one_row()
    {
        LayerCase layer = new(1, 70, 37, HasBias: true, KeepsZ: true, -1, 0, Specials: false, Seed: 23);
        LayerOperands<T> by = layer.Operands<T>();
        foreach (KernelOptions options in Runs.EachTier)
        {
            (TestMatrix<T> z, TestMatrix<T> a) = (by.Z.Clone(), by.Output.Clone());
            Reference.Dense.Forward<T, Square<T>>(by.X.Input, by.Weights.Input, by.Bias, z.View, a.View);
            (TestMatrix<T> spanZ, TestMatrix<T> spanA) = (by.Z.Clone(), by.Output.Clone());
            Dense.Forward<T, Square<T>>(Row(by.X), by.Weights.Input, by.Bias, Row(spanZ), Row(spanA), default, options);
            Bits.AssertSame(z, spanZ, "z");
            Bits.AssertSame(a, spanA, "a");

            (TestMatrix<T> delta, TestMatrix<T> spanDelta) = (by.PreviousDelta.Clone(), by.PreviousDelta.Clone());
            Reference.Dense.BackwardData<T, TestRelu<T>>(by.Delta.Input, by.Weights.Input, default, by.X.Input, delta.View);
            Dense.BackwardData<T, TestRelu<T>>(Row(by.Delta), by.Weights.Input, default, Row(by.X), Row(spanDelta), default, options);
            Bits.AssertSame(delta, spanDelta, "δ");

            (TestMatrix<T> dw, TestMatrix<T> spanDw) = (by.Weights.Clone(), by.Weights.Clone());
            (T[] db, T[] spanDb) = ((T[])by.Bias.Clone(), (T[])by.Bias.Clone());
            Reference.Dense.BackwardWeights(by.Delta.Input, by.X.Input, by.Beta, dw.View, db);
            Dense.BackwardWeights(Row(by.Delta), Row(by.X), by.Beta, spanDw.View, spanDb, options);
            Bits.AssertSame(dw, spanDw, "∇W");
            Bits.AssertSame<T>(db, spanDb, "∇b");
        }
    }

    private static void CheckForward<TActivation>(LayerCase layer, TActivation activation)
        where TActivation : struct, IActivation<T>
    {
        LayerOperands<T> by = layer.Operands<T>();
        (TestMatrix<T> z, TestMatrix<T> a) = (by.Z.Clone(), by.Output.Clone());
        Reference.Dense.Forward(by.X.Input, by.Weights.Input, by.Bias, z.View, a.View, activation);
        foreach (KernelOptions options in Runs.All)
        {
            (TestMatrix<T> actualZ, TestMatrix<T> actualA) = (by.Z.Clone(), by.Output.Clone());
            Dense.Forward(by.X.Input, by.Weights.Input, by.Bias, actualZ.View, actualA.View, activation, options);
            Bits.AssertSame(z, actualZ, $"z, {Runs.Name(options)}");
            Bits.AssertSame(a, actualA, $"a, {Runs.Name(options)}");
        }
    }

    private static void CheckBackwardData<TActivation>(LayerCase layer, TActivation activation)
        where TActivation : struct, IActivation<T>
    {
        LayerOperands<T> by = layer.Operands<T>();

        // The operand that the activation does not read is left out, as a network that does not keep it would.
        TestMatrix<T> none = new(0, 0);
        TestMatrix<T> z = TActivation.DerivativeOperand == DerivativeOperand.PreActivation ? by.PreviousZ : none;
        TestMatrix<T> a = TActivation.DerivativeOperand == DerivativeOperand.Output ? by.X : none;
        TestMatrix<T> expected = by.PreviousDelta.Clone();
        Reference.Dense.BackwardData(by.Delta.Input, by.Weights.Input, z.Input, a.Input, expected.View, activation);
        foreach (KernelOptions options in Runs.All)
        {
            TestMatrix<T> actual = by.PreviousDelta.Clone();
            Dense.BackwardData(by.Delta.Input, by.Weights.Input, z.Input, a.Input, actual.View, activation, options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
        }
    }

    private static void CheckBackwardActivation<TActivation>(LayerCase layer, TActivation activation)
        where TActivation : struct, IActivation<T>
    {
        LayerOperands<T> by = layer.Operands<T>();
        TestMatrix<T> expected = by.Delta.Clone();
        bool fromZ = TActivation.DerivativeOperand == DerivativeOperand.PreActivation;
        Reference.Dense.BackwardActivation(fromZ ? by.Output.Input : default, fromZ ? default : by.Output.Input, expected.View, activation);
        foreach (KernelOptions options in Runs.EachTier)
        {
            TestMatrix<T> actual = by.Delta.Clone();
            Dense.BackwardActivation(fromZ ? by.Output.Input : default, fromZ ? default : by.Output.Input, actual.View, activation, options);
            Bits.AssertSame(expected, actual, "δ");
        }
    }

    private static void CheckBackwardWeights(LayerCase layer)
    {
        LayerOperands<T> by = layer.Operands<T>();
        (TestMatrix<T> dw, T[] db) = (by.Weights.Clone(), (T[])by.Bias.Clone());
        Reference.Dense.BackwardWeights(by.Delta.Input, by.X.Input, by.Beta, dw.View, db);
        foreach (KernelOptions options in Runs.All)
        {
            (TestMatrix<T> actualDw, T[] actualDb) = (by.Weights.Clone(), (T[])by.Bias.Clone());
            Dense.BackwardWeights(by.Delta.Input, by.X.Input, by.Beta, actualDw.View, actualDb, options);
            Bits.AssertSame(dw, actualDw, $"∇W, {Runs.Name(options)}");
            Bits.AssertSame<T>(db, actualDb, $"∇b, {Runs.Name(options)}");
        }
    }

    private static Span<T> Row(TestMatrix<T> matrix) => matrix.View.GetRowSpan(0);
}

public sealed class DenseBitsSingleTests : DenseBitsTests<float>;

public sealed class DenseBitsDoubleTests : DenseBitsTests<double>;
