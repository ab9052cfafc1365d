using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>NaN where nothing may be read, and the special values where the scalar program passes them on.</summary>
public abstract class PoisonTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void A_destination_full_of_NaN_is_not_read_when_beta_is_zero()
    {
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (7, 33, 5), (12, 64, 400), (61, 67, 71), (5, 9, 0) })
        {
            foreach (T beta in new[] { T.Zero, T.NegativeZero })
            {
                GemmOperands<T> product = Product(m, n, k, T.One, beta);
                product.C.Fill(_ => T.NaN);
                foreach (KernelOptions options in Runs.All)
                {
                    TestMatrix<T> c = product.ByKernel(options);
                    Assert.All(Elements(c), element => Assert.False(T.IsNaN(element), Runs.Name(options)));
                }
            }
        }
    }

    [Fact]
    public void Destinations_of_a_layer_full_of_NaN_are_not_read()
    {
        foreach (int batch in new[] { 1, 13 })
        {
            LayerOperands<T> by = new LayerCase(batch, 400, 35, HasBias: true, KeepsZ: true, 0, 2, Specials: false, Seed: 41).Operands<T>();
            foreach (KernelOptions options in Runs.All)
            {
                TestMatrix<T> z = by.Z.Clone().Fill(_ => T.NaN);
                TestMatrix<T> a = by.Output.Clone().Fill(_ => T.NaN);
                TestMatrix<T> delta = by.PreviousDelta.Clone().Fill(_ => T.NaN);
                TestMatrix<T> dw = by.Weights.Clone().Fill(_ => T.NaN);
                T[] db = [.. Enumerable.Repeat(T.NaN, 35)];
                Dense.Forward<T, TestRelu<T>>(by.X.Input, by.Weights.Input, by.Bias, z.View, a.View, default, options);
                Dense.BackwardData<T, TestRelu<T>>(by.Delta.Input, by.Weights.Input, default, by.X.Input, delta.View, default, options);
                Dense.BackwardWeights(by.Delta.Input, by.X.Input, T.Zero, dw.View, db, options);
                foreach (T element in (IEnumerable<T>)[.. Elements(z), .. Elements(a), .. Elements(delta), .. Elements(dw), .. db])
                {
                    Assert.False(T.IsNaN(element), Runs.Name(options));
                }
            }
        }
    }

    [Fact]
    public void A_vector_full_of_NaN_is_not_read_when_beta_is_zero()
    {
        TestMatrix<T> a = TestMatrix<T>.Of(21, 70, 3, new Random(42));
        foreach (KernelOptions options in Runs.EachTier)
        {
            foreach (Transpose transA in Enum.GetValues<Transpose>())
            {
                (int inputs, int outputs) = transA == Transpose.Yes ? (21, 70) : (70, 21);
                T[] y = [.. Enumerable.Repeat(T.NaN, outputs)];
                Blas.Gemv(transA, T.One, a.Input, Values.Vector<T>(inputs, new Random(43)), T.Zero, y, options);
                Assert.DoesNotContain(y, T.IsNaN);
                y.AsSpan().Fill(T.NaN);
                Blas.Gemv(transA, T.Zero, a.Input, Values.Vector<T>(inputs, new Random(43)), T.Zero, y, options);
                Assert.All(y, element => Bits.AssertSame(T.Zero, element, Runs.Name(options)));
            }
        }
    }

    [Fact]
    public void Factors_full_of_NaN_are_not_read_when_alpha_is_zero()
    {
        GemmOperands<T> product = Product(13, 35, 20, T.Zero, T.One);
        product.A.Fill(_ => T.NaN);
        product.B.Fill(_ => T.NaN);
        T[] nans = [.. Enumerable.Repeat(T.NaN, 35)];
        foreach (KernelOptions options in Runs.All)
        {
            Bits.AssertSame(product.C, product.ByKernel(options), Runs.Name(options));

            T[] y = Values.Vector<T>(35, new Random(44));
            T[] after = (T[])y.Clone();
            Blas.Axpy(T.Zero, nans, after, options);
            Blas.Gemv(Transpose.No, T.Zero, new TestMatrix<T>(35, 35).Fill(_ => T.NaN).Input, nans, T.One, after, options);
            Bits.AssertSame<T>(y, after, Runs.Name(options));

            TestMatrix<T> a = product.C.Clone();
            Blas.Ger(T.Zero, nans.AsSpan(0, 13), nans, a.View, options);
            Bits.AssertSame(product.C, a, Runs.Name(options));
        }
    }

    [Fact]
    public void Zero_times_NaN_and_zero_times_infinity_are_NaN_in_their_row_and_column_only()
    {
        foreach (T special in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
        {
            GemmOperands<T> product = Product(13, 35, 20, T.One, T.Zero);
            product.A.Fill(_ => T.Zero);
            product.B[7, 33] = special;
            foreach (KernelOptions options in Runs.All)
            {
                TestMatrix<T> c = product.ByKernel(options);
                for (int i = 0; i < 13 * 35; i++)
                {
                    Assert.Equal(i % 35 == 33, T.IsNaN(c[i / 35, i % 35]));
                }
            }
        }
    }

    [Fact]
    public void An_infinity_stays_until_its_opposite_makes_it_NaN()
    {
        GemmOperands<T> product = Product(8, 18, 6, T.One, T.Zero);
        product.A.Fill(_ => T.One);
        product.B[2, 5] = T.PositiveInfinity;
        product.B[2, 17] = T.PositiveInfinity;
        product.B[4, 17] = T.NegativeInfinity;
        foreach (KernelOptions options in Runs.All)
        {
            TestMatrix<T> c = product.ByKernel(options);
            Assert.Equal(T.PositiveInfinity, c[7, 5]);
            Assert.True(T.IsNaN(c[7, 17]));
            Assert.True(T.IsFinite(c[7, 16]));
        }
    }

    [Fact]
    public void A_derivative_of_zero_does_not_hide_a_NaN()
    {
        LayerOperands<T> by = new LayerCase(7, 19, 11, HasBias: false, KeepsZ: false, 0, 1, Specials: false, Seed: 45).Operands<T>();
        by.Delta[3, 4] = T.NaN;
        by.X.Fill(_ => -T.One);
        foreach (KernelOptions options in Runs.All)
        {
            TestMatrix<T> delta = by.PreviousDelta.Clone();
            Dense.BackwardData<T, TestRelu<T>>(by.Delta.Input, by.Weights.Input, default, by.X.Input, delta.View, default, options);
            for (int i = 0; i < 7 * 19; i++)
            {
                Assert.Equal(i / 19 == 3, T.IsNaN(delta[i / 19, i % 19]));
            }
        }
    }

    private static GemmOperands<T> Product(int m, int n, int k, T alpha, T beta)
    {
        Random random = new(m + n + k);
        return new GemmOperands<T>
        {
            TransA = Transpose.No,
            TransB = Transpose.No,
            Alpha = alpha,
            Beta = beta,
            A = TestMatrix<T>.Of(m, k, 2, random),
            B = TestMatrix<T>.Of(k, n, 1, random),
            C = TestMatrix<T>.Of(m, n, 3, random),
        };
    }

    private static IEnumerable<T> Elements(TestMatrix<T> matrix) =>
        Enumerable.Range(0, matrix.Rows * matrix.Columns).Select(i => matrix[i / matrix.Columns, i % matrix.Columns]);
}

public sealed class PoisonSingleTests : PoisonTests<float>;

public sealed class PoisonDoubleTests : PoisonTests<double>;
