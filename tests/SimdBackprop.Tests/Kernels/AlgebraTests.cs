using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>What follows from the chain whatever the data.</summary>
public abstract class AlgebraTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 100;

    [Fact]
    public void The_transpose_of_AB_is_the_product_of_the_transposes_bit_for_bit() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static random =>
        {
            GemmOperands<T> product = (random with { Alpha = random.Alpha < 0 ? -1 : 1 }).Operands<T>();
            TestMatrix<T> before = product.C.Transposed();
            foreach (KernelOptions options in Runs.EachTier)
            {
                TestMatrix<T> transposed = before.Clone();
                Blas.Gemm(
                    Other(product.TransB), Other(product.TransA), product.Alpha, product.B.Input, product.A.Input, product.Beta, transposed.View, options);
                Bits.AssertSame(product.ByKernel(options), transposed.Transposed(), Runs.Name(options));
            }
        });

    [Fact]
    public void A_times_the_identity_is_A_by_value_on_either_side() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static random =>
        {
            TestMatrix<T> a = TestMatrix<T>.Of(random.M, random.N, random.Padding, new Random(random.Seed));
            foreach (KernelOptions options in Runs.EachTier)
            {
                TestMatrix<T> right = a.Clone();
                Blas.Gemm(Transpose.No, random.TransB, T.One, a.Input, Identity(random.N).Input, T.Zero, right.View, options);
                TestMatrix<T> left = a.Clone();
                Blas.Gemm(random.TransA, Transpose.No, T.One, Identity(random.M).Input, a.Input, T.Zero, left.View, options);
                for (int i = 0; i < random.M * random.N; i++)
                {
                    (int row, int column) = (i / random.N, i % random.N);
                    Assert.True(right[row, column] == a[row, column], $"A·I, {Runs.Name(options)}, ({row}, {column})");
                    Assert.True(left[row, column] == a[row, column], $"I·A, {Runs.Name(options)}, ({row}, {column})");
                }
            }
        });

    [Theory]
    [InlineData(37, 65)]
    [InlineData(130, 1_021)]
    [InlineData(1_021, 130)]
    public void The_adjoint_of_a_product_with_W_is_the_product_with_its_transpose(int outputs, int inputs)
    {
        Random random = new(outputs);
        TestMatrix<T> w = TestMatrix<T>.Of(outputs, inputs, 3, random);
        T[] x = Values.Vector<T>(inputs, random);
        T[] delta = Values.Vector<T>(outputs, random);
        double magnitudes = 0;
        for (int i = 0; i < outputs; i++)
        {
            for (int j = 0; j < inputs; j++)
            {
                magnitudes += Math.Abs(ElementType.ToDouble(delta[i]) * ElementType.ToDouble(w[i, j]) * ElementType.ToDouble(x[j]));
            }
        }

        // Each side sums at most max(m, n) terms in T, then as many again in the inner product, taken in double.
        int terms = Math.Max(outputs, inputs) + 2;
        double bound = 2 * (ErrorBound.Gamma<T>(terms) + ErrorBound.Gamma<double>(terms)) * magnitudes;
        foreach (KernelOptions options in Runs.EachTier)
        {
            T[] wx = new T[outputs];
            T[] wTdelta = new T[inputs];
            Blas.Gemv(Transpose.No, T.One, w.Input, x, T.Zero, wx, options);
            Blas.Gemv(Transpose.Yes, T.One, w.Input, delta, T.Zero, wTdelta, options);
            double difference = Math.Abs(InnerProduct(wx, delta) - InnerProduct(x, wTdelta));
            Assert.True(difference <= bound, $"{Runs.Name(options)}: {difference} beyond {bound}.");
            Assert.True(bound < 1e-2 * magnitudes);
        }
    }

    private static double InnerProduct(T[] left, T[] right) => left.Zip(right, (l, r) => ElementType.ToDouble(l) * ElementType.ToDouble(r)).Sum();

    private static Transpose Other(Transpose transpose) => transpose == Transpose.No ? Transpose.Yes : Transpose.No;

    private static TestMatrix<T> Identity(int size) =>
        new TestMatrix<T>(size, size).Fill(i => i / size == i % size ? T.One : T.Zero);
}

public sealed class AlgebraSingleTests : AlgebraTests<float>;

public sealed class AlgebraDoubleTests : AlgebraTests<double>;
