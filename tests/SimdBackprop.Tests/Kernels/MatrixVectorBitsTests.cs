using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Level 2 against the scalar programs that define it; M × N is the matrix, K of a case is not used.</summary>
public abstract class MatrixVectorBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 200;

    [Fact]
    public void Gemv_gives_the_bits_of_the_lanes_by_rows_and_of_the_chain_transposed() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static product => CheckGemv(product, product.M, product.N));

    [Theory]
    [InlineData(3, 65_537)]
    [InlineData(65_537, 3)]
    [InlineData(5, 1_021)]
    [InlineData(1_021, 131)]
    public void Gemv_with_long_rows_or_columns_gives_the_same_bits(int rows, int columns)
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            CheckGemv(new GemmCase(transA, Transpose.No, 0, 0, 0, 1.5, -0.5, 1, Specials: false, Seed: rows), rows, columns);
        }
    }

    [Theory]
    [InlineData(2_053, 1_021)]
    [InlineData(3_001, 1_103)]
    [InlineData(17, 131_201)]
    [InlineData(131_201, 17)]
    public void Matrices_that_the_threads_share_give_the_same_bits(int rows, int columns)
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            CheckGemv(new GemmCase(transA, Transpose.No, 0, 0, 0, 1, 0, 1, Specials: false, Seed: rows), rows, columns);
        }

        CheckGer(new GemmCase(Transpose.No, Transpose.No, 0, 0, 0, -1.5, 0, 1, Specials: false, Seed: rows), rows, columns);
    }

    [Fact]
    public void Rows_whose_lanes_all_underflow_to_negative_zero_keep_the_sign()
    {
        // No whole number of vectors on any tier: some lanes of the last one have no element, and must stay as they are.
        const int Length = 64 + 37;
        TestMatrix<T> a = new TestMatrix<T>(2, Length, 1).Fill(static _ => -T.Epsilon);
        T[] x = [.. Enumerable.Repeat(T.Epsilon, Length)];
        foreach (KernelOptions options in Runs.EachTier)
        {
            T[] y = [T.NegativeZero, T.NegativeZero];
            Blas.Gemv(Transpose.No, T.One, a.Input, x, T.One, y, options);
            Bits.AssertSame<T>([T.NegativeZero, T.NegativeZero], y, Runs.Name(options));
        }
    }

    [Fact]
    public void Ger_gives_a_fused_multiply_add_an_element() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static product => CheckGer(product, product.M, product.N));

    [Fact]
    public void Transpose_moves_every_element_to_its_place() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static product =>
        {
            Random random = new(product.Seed);
            TestMatrix<T> a = TestMatrix<T>.Of(product.N, product.M, product.Padding + 1, random, product.Specials);
            TestMatrix<T> expected = TestMatrix<T>.Of(product.M, product.N, product.Padding, random);
            TestMatrix<T> actual = expected.Clone();
            Reference.Blas.Transpose(a.Input, expected.View);
            Blas.Transpose(a.Input, actual.View);
            Bits.AssertSame(expected, actual, "Transpose");
            Bits.AssertSame(a.Transposed().Fill(i => actual[i / Math.Max(product.N, 1), i % Math.Max(product.N, 1)]), a.Transposed(), "Aᵀ");
        });

    private static void CheckGer(GemmCase product, int rows, int columns)
    {
        Random random = new(product.Seed);
        TestMatrix<T> before = TestMatrix<T>.Of(rows, columns, product.Padding, random, product.Specials);
        T[] x = Values.Vector<T>(rows, random, product.Specials);
        T[] y = Values.Vector<T>(columns, random, product.Specials);
        T alpha = ElementType.FromDouble<T>(product.Alpha);

        TestMatrix<T> expected = before.Clone();
        Reference.Blas.Ger(alpha, x, y, expected.View);
        foreach (KernelOptions options in Runs.All)
        {
            TestMatrix<T> actual = before.Clone();
            Blas.Ger(alpha, x, y, actual.View, options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
        }
    }

    private static void CheckGemv(GemmCase product, int rows, int columns)
    {
        Random random = new(product.Seed);
        TestMatrix<T> a = TestMatrix<T>.Of(rows, columns, product.Padding, random, product.Specials);
        bool transposed = product.TransA == Transpose.Yes;

        // A matrix without elements has lost its shape; then x is empty too, and y may have any length.
        T[] x = a.IsEmpty ? [] : Values.Vector<T>(transposed ? rows : columns, random, product.Specials);
        T[] before = Values.Vector<T>(transposed ? columns : rows, random, product.Specials);
        T alpha = ElementType.FromDouble<T>(product.Alpha);
        T beta = ElementType.FromDouble<T>(product.Beta);

        T[] expected = (T[])before.Clone();
        Reference.Blas.Gemv(product.TransA, alpha, a.Input, x, beta, expected);
        foreach (KernelOptions options in Runs.All)
        {
            T[] actual = (T[])before.Clone();
            Blas.Gemv(product.TransA, alpha, a.Input, x, beta, actual, options);
            Bits.AssertSame<T>(expected, actual, Runs.Name(options));
        }
    }
}

public sealed class MatrixVectorBitsSingleTests : MatrixVectorBitsTests<float>;

public sealed class MatrixVectorBitsDoubleTests : MatrixVectorBitsTests<double>;
