using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Products against exact and nearly exact values: the scalar program itself could be wrong, these would show it.</summary>
public abstract class ProductAccuracyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void A_product_of_small_integers_is_exact()
    {
        const int M = 61, N = 67, K = 401, Largest = 20;
        Assert.True(Largest * Largest * K < 1 << 24);
        Random random = new(31);
        int[,] a = Integers(M, K, Largest, random);
        int[,] b = Integers(K, N, Largest, random);
        TestMatrix<T> expected = ExactProduct(a, b);
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                TestMatrix<T> left = transA == Transpose.Yes ? Of(a).Transposed() : Of(a);
                TestMatrix<T> right = transB == Transpose.Yes ? Of(b).Transposed() : Of(b);
                foreach (KernelOptions options in Runs.All)
                {
                    TestMatrix<T> c = new(M, N);
                    Blas.Gemm(transA, transB, T.One, left.Input, right.Input, T.Zero, c.View, options);
                    Bits.AssertSame(expected, c, $"{transA}, {transB}, {Runs.Name(options)}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1.0, 0.0, 40)]
    [InlineData(1.0, 1.0, 385)]
    [InlineData(-0.7, 1.3, 800)]
    public void Every_element_is_within_the_bound_of_the_chain(double alpha, double beta, int k)
    {
        GemmCase product = new(Transpose.No, Transpose.Yes, 23, 37, k, alpha, beta, 0, Specials: false, Seed: k);
        GemmOperands<T> operands = product.Operands<T>();

        // Factors of one sign keep the sum large; the bound would say nothing about a result that cancels.
        operands.A.Fill(i => T.Abs(operands.A[i / k, i % k]));
        operands.B.Fill(i => T.Abs(operands.B[i / k, i % k]));
        (double a, double b) = (ElementType.ToDouble(operands.Alpha), ElementType.ToDouble(operands.Beta));
        double gamma = ErrorBound.Gamma<T>(k + 2);
        double floor = (k + 2) * ErrorBound.SmallestSubnormal<T>();
        foreach (KernelOptions options in Runs.EachTier)
        {
            TestMatrix<T> c = operands.ByKernel(options);
            (double normOfBound, double norm) = (0, 0);
            for (int i = 0; i < product.M; i++)
            {
                for (int j = 0; j < product.N; j++)
                {
                    DoubleDouble exact = default;
                    double magnitudes = 0;
                    for (int p = 0; p < k; p++)
                    {
                        (double left, double right) = (ElementType.ToDouble(operands.A[i, p]), ElementType.ToDouble(operands.B[j, p]));
                        exact = exact.PlusProduct(left, right);
                        magnitudes += Math.Abs(left * right);
                    }

                    double before = ElementType.ToDouble(operands.C[i, j]);
                    DoubleDouble result = new DoubleDouble(0, 0).PlusProduct(a, exact.High).PlusProduct(a, exact.Low).PlusProduct(b, before);
                    double bound = (gamma * ((Math.Abs(a) * magnitudes) + Math.Abs(b * before))) + floor;
                    double error = result.DistanceTo(ElementType.ToDouble(c[i, j]));
                    Assert.True(error <= bound, $"{Runs.Name(options)}, element ({i}, {j}): error {error} beyond {bound}.");
                    normOfBound += bound * bound;
                    norm += result.High * result.High;
                }
            }

            Assert.True(Math.Sqrt(normOfBound) < 1e-2 * Math.Sqrt(norm), "The bound is too wide to say anything.");
        }
    }

    [Fact]
    public void A_large_product_passes_Freivalds_check_and_with_one_element_off_it_does_not()
    {
        const int M = 700, N = 900, K = 650;
        Random random = new(32);
        TestMatrix<T> a = TestMatrix<T>.Of(M, K, 0, random);
        TestMatrix<T> b = TestMatrix<T>.Of(K, N, 0, random);
        TestMatrix<T> c = new(M, N);
        Blas.Gemm(Transpose.No, Transpose.No, T.One, a.Input, b.Input, T.Zero, c.View, new KernelOptions { MaxDegreeOfParallelism = 2 });
        double[] r = [.. Enumerable.Range(0, N).Select(_ => Gaussian(random))];
        Assert.Equal(-1, FirstRowBeyondItsBound(a, b, c, r));

        c[611, 423] += T.One;
        Assert.Equal(611, FirstRowBeyondItsBound(a, b, c, r));
    }

    // |Ĉr − A(Br)| ≤ γ |A|(|B||r|): γ_K for the product in T, and what evaluating the three products with vectors in double adds.
    private static int FirstRowBeyondItsBound(TestMatrix<T> a, TestMatrix<T> b, TestMatrix<T> c, double[] r)
    {
        double gamma = ErrorBound.Gamma<T>(a.Columns + 2) + (2 * ErrorBound.Gamma<double>(a.Columns + c.Columns + 2));
        double[] br = Times(b, r, magnitudes: false);
        double[] abr = Times(a, br, magnitudes: false);
        double[] cr = Times(c, r, magnitudes: false);
        double[] magnitudes = Times(a, Times(b, r, magnitudes: true), magnitudes: true);
        return Array.FindIndex([.. Enumerable.Range(0, c.Rows)], i => Math.Abs(cr[i] - abr[i]) > gamma * magnitudes[i]);
    }

    private static double[] Times(TestMatrix<T> matrix, double[] vector, bool magnitudes)
    {
        double[] product = new double[matrix.Rows];
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                double term = ElementType.ToDouble(matrix[i, j]) * vector[j];
                product[i] += magnitudes ? Math.Abs(term) : term;
            }
        }

        return product;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int[,] Integers(int rows, int columns, int largest, Random random)
    {
        int[,] matrix = new int[rows, columns];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i / columns, i % columns] = random.Next(-largest, largest + 1);
        }

        return matrix;
    }

    private static TestMatrix<T> Of(int[,] integers)
    {
        int columns = integers.GetLength(1);
        return new TestMatrix<T>(integers.GetLength(0), columns, 1).Fill(i => T.CreateChecked(integers[i / columns, i % columns]));
    }

    private static TestMatrix<T> ExactProduct(int[,] a, int[,] b)
    {
        TestMatrix<T> product = new(a.GetLength(0), b.GetLength(1));
        return product.Fill(i =>
        {
            int sum = 0;
            for (int p = 0; p < a.GetLength(1); p++)
            {
                sum += a[i / product.Columns, p] * b[p, i % product.Columns];
            }

            return T.CreateChecked(sum);
        });
    }
}

public sealed class ProductAccuracySingleTests : ProductAccuracyTests<float>;

public sealed class ProductAccuracyDoubleTests : ProductAccuracyTests<double>;
