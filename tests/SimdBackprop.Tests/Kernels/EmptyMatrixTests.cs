using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>Matrices without elements are legal, whether their view kept its shape or collapsed to 0 × 0.</summary>
public abstract class EmptyMatrixTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly KernelOptions[] Options = Runs.All;

    [Fact]
    public void A_product_without_terms_scales_C()
    {
        foreach (KernelOptions options in Options)
        {
            foreach (T beta in new[] { T.Zero, T.One, T.CreateChecked(-0.3) })
            {
                TestMatrix<T> before = TestMatrix<T>.Of(7, 35, 2, new Random(51));
                TestMatrix<T> expected = before.Clone().Fill(i => T.IsZero(beta) ? T.Zero : beta * before[i / 35, i % 35]);
                TestMatrix<T> collapsed = before.Clone();
                Blas.Gemm(Transpose.No, Transpose.No, T.One, default, default, beta, collapsed.View, options);
                Bits.AssertSame(expected, collapsed, Runs.Name(options));

                TestMatrix<T> sliced = before.Clone();
                ReadOnlySpan2D<T> source = TestMatrix<T>.Of(7, 35, 0, new Random(52)).Input;
                Blas.Gemm(Transpose.No, Transpose.No, T.One, source.Slice(0, 0, 7, 0), source.Slice(0, 0, 0, 35), beta, sliced.View, options);
                Bits.AssertSame(expected, sliced, Runs.Name(options));

                T[] y = [.. Enumerable.Range(0, 35).Select(j => before[0, j])];
                Blas.Gemv(Transpose.No, T.One, default, [], beta, y, options);
                Bits.AssertSame<T>([.. Enumerable.Range(0, 35).Select(j => expected[0, j])], y, Runs.Name(options));
            }
        }
    }

    [Fact]
    public void An_empty_destination_means_that_nothing_happens()
    {
        ReadOnlySpan2D<T> a = TestMatrix<T>.Of(3, 4, 0, new Random(53)).Input;
        foreach (KernelOptions options in Options)
        {
            Blas.Gemm(Transpose.No, Transpose.No, T.One, a, a, T.Zero, default, options);
            Blas.Gemv(Transpose.No, T.One, a, [], T.Zero, [], options);
            Blas.Ger(T.One, [], [], default, options);
            Blas.Axpy(T.One, [], [], options);
            Blas.Scal(T.One, [], options);
            Blas.Copy<T>([], []);
            Blas.Hadamard<T>([], [], [], options);
            Blas.Hadamard<T>(default(ReadOnlySpan2D<T>), default, default, options);
            Blas.Transpose<T>(default, default);
            Dense.Forward<T, TestRelu<T>>(a, a, [], default, default(Span2D<T>), default, options);
            Dense.BackwardData<T, TestRelu<T>>(a, a, default, default, default(Span2D<T>), default, options);
            Dense.BackwardWeights(a, a, T.Zero, default, [], options);
        }
    }

    [Fact]
    public void A_layer_without_inputs_outputs_its_biases()
    {
        T[] bias = Values.Vector<T>(19, new Random(54));
        foreach (int batch in new[] { 1, 8 })
        {
            foreach (KernelOptions options in Options)
            {
                TestMatrix<T> output = TestMatrix<T>.Of(batch, 19, 1, new Random(55));
                Dense.Forward<T, TestIdentity<T>>(default, default(ReadOnlySpan2D<T>), bias, default, output.View, default, options);
                Bits.AssertSame(output.Clone().Fill(i => T.Zero + bias[i % 19]), output, Runs.Name(options));
            }
        }
    }

    [Fact]
    public void A_layer_without_outputs_passes_back_zeros()
    {
        foreach (KernelOptions options in Options)
        {
            TestMatrix<T> delta = TestMatrix<T>.Of(5, 19, 1, new Random(56));
            Dense.BackwardData<T, TestIdentity<T>>(default, default, default, default, delta.View, default, options);
            Bits.AssertSame(delta.Clone().Fill(_ => T.Zero), delta, Runs.Name(options));
        }
    }

    [Fact]
    public void A_batch_without_rows_scales_the_gradients()
    {
        foreach (KernelOptions options in Options)
        {
            TestMatrix<T> dw = TestMatrix<T>.Of(9, 19, 1, new Random(57));
            TestMatrix<T> expected = dw.Clone().Fill(i => -dw[i / 19, i % 19]);
            T[] db = Values.Vector<T>(9, new Random(58));
            T[] expectedBias = [.. db.Select(element => -element)];
            Dense.BackwardWeights(default(ReadOnlySpan2D<T>), default, -T.One, dw.View, db, options);
            Bits.AssertSame(expected, dw, Runs.Name(options));
            Bits.AssertSame<T>(expectedBias, db, Runs.Name(options));
        }
    }

    [Fact]
    public void A_layer_without_inputs_still_has_a_bias_gradient_and_without_biases_none()
    {
        TestMatrix<T> delta = TestMatrix<T>.Of(6, 9, 1, new Random(59));
        foreach (KernelOptions options in Options)
        {
            T[] expected = new T[9];
            Reference.Dense.BackwardWeights(delta.Input, default, T.Zero, default, expected);
            T[] db = [.. Enumerable.Repeat(T.NaN, 9)];
            Dense.BackwardWeights(delta.Input, default, T.Zero, default, db, options);
            Bits.AssertSame<T>(expected, db, Runs.Name(options));
            Dense.BackwardWeights(delta.Input, default, T.Zero, default, [], options);
        }
    }
}

public sealed class EmptyMatrixSingleTests : EmptyMatrixTests<float>;

public sealed class EmptyMatrixDoubleTests : EmptyMatrixTests<double>;
