using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The element-wise operations of level 1 against their twins, with everything around the destination watched.</summary>
public abstract class ElementwiseBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 150;
    private const int Margin = 40;

    [Fact]
    public void Axpy_gives_a_fused_multiply_add_an_element() => Check(
        static (alpha, x, _, y) => Reference.Blas.Axpy(alpha, x, y),
        static (alpha, x, _, y, options) => Blas.Axpy(alpha, x, y, options));

    [Fact]
    public void Scal_gives_a_product_an_element() => Check(
        static (alpha, _, _, x) => Reference.Blas.Scal(alpha, x),
        static (alpha, _, _, x, options) => Blas.Scal(alpha, x, options));

    [Fact]
    public void Copy_gives_the_elements() => Check(
        static (_, x, _, y) => Reference.Blas.Copy(x, y),
        static (_, x, _, y, _) => Blas.Copy(x, y));

    [Fact]
    public void Hadamard_gives_a_product_an_element() => Check(
        static (_, x, y, z) => Reference.Blas.Hadamard(x, y, z),
        static (_, x, y, z, options) => Blas.Hadamard(x, y, z, options));

    [Theory]
    [InlineData(262_144)]
    [InlineData(1_000_003)]
    public void Vectors_that_the_threads_share_give_the_same_bits(int length)
    {
        Random random = new(length);
        T[] x = Values.Vector<T>(length, random);
        T[] y = Values.Vector<T>(length, random);
        T alpha = T.CreateChecked(0.7);
        T[] expected = (T[])y.Clone();
        Reference.Blas.Axpy<T>(alpha, x, expected);
        Reference.Blas.Scal<T>(alpha, expected);
        Reference.Blas.Hadamard<T>(expected, x, expected);
        foreach (KernelOptions options in Runs.All)
        {
            T[] copy = new T[length];
            Blas.Copy<T>(y, copy, options);
            Bits.AssertSame<T>(y, copy, Runs.Name(options));
            Blas.Axpy<T>(alpha, x, copy, options);
            Blas.Scal<T>(alpha, copy, options);
            Blas.Hadamard<T>(copy, x, copy, options);
            Bits.AssertSame<T>(expected, copy, Runs.Name(options));
        }
    }

    [Fact]
    public void Element_wise_operations_allow_the_identical_operand()
    {
        Random random = new(11);
        T[] x = Values.Vector<T>(77, random);
        T alpha = T.CreateChecked(0.7);
        foreach (KernelOptions options in Runs.EachTier)
        {
            T[] expected = (T[])x.Clone();
            T[] actual = (T[])x.Clone();
            Reference.Blas.Axpy<T>(alpha, expected, expected);
            Blas.Axpy<T>(alpha, actual, actual, options);
            Reference.Blas.Hadamard<T>(expected, expected, expected);
            Blas.Hadamard<T>(actual, actual, actual, options);
            Blas.Copy<T>(actual, actual);
            Bits.AssertSame<T>(expected, actual, Runs.Name(options));
        }
    }

    [Fact]
    public void Hadamard_of_matrices_gives_a_product_an_element_whatever_the_pitches() =>
        Properties.Check(Cases, GemmCase.Arbitrary, static shape =>
        {
            Random random = new(shape.Seed);
            TestMatrix<T> x = TestMatrix<T>.Of(shape.M, shape.N, shape.Padding, random, shape.Specials);
            TestMatrix<T> y = TestMatrix<T>.Of(shape.M, shape.N, shape.Padding + 1, random, shape.Specials);
            TestMatrix<T> expected = TestMatrix<T>.Of(shape.M, shape.N, shape.Padding, random);
            foreach (KernelOptions options in Runs.EachTier)
            {
                TestMatrix<T> actual = expected.Clone();
                Blas.Hadamard(x.Input, y.Input, actual.View, options);
                TestMatrix<T> product = expected.Clone();
                Reference.Blas.Hadamard(x.Input, y.Input, product.View);
                Bits.AssertSame(product, actual, Runs.Name(options));
            }
        });

    [Fact]
    public void Hadamard_allows_the_identical_matrix()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            TestMatrix<T> x = TestMatrix<T>.Of(7, 19, 2, new Random(12));
            TestMatrix<T> expected = x.Clone();
            Reference.Blas.Hadamard(x.Input, x.Input, expected.View);
            Blas.Hadamard(x.Input, x.Input, x.View, options);
            Bits.AssertSame(expected, x, Runs.Name(options));
        }
    }

    private static void Check(Definition definition, Kernel kernel) => Properties.Check(Cases, VectorCase.Arbitrary, vectors =>
    {
        Random random = new(vectors.Seed);
        ReadOnlySpan<T> x = vectors.Next<T>(random).AsSpan(vectors.Offset);
        ReadOnlySpan<T> y = vectors.Next<T>(random).AsSpan(vectors.Offset);
        T[] before = [.. vectors.Next<T>(random), .. Values.Vector<T>(Margin, random)];
        T alpha = ElementType.FromDouble<T>(vectors.Alpha);

        T[] expected = (T[])before.Clone();
        definition(alpha, x, y, expected.AsSpan(vectors.Offset, vectors.Length));
        foreach (KernelOptions options in Runs.EachTier)
        {
            T[] actual = (T[])before.Clone();
            kernel(alpha, x, y, actual.AsSpan(vectors.Offset, vectors.Length), options);
            Bits.AssertSame<T>(expected, actual, Runs.Name(options));
        }
    });

    private delegate void Definition(T alpha, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination);

    private delegate void Kernel(T alpha, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination, KernelOptions options);
}

public sealed class ElementwiseBitsSingleTests : ElementwiseBitsTests<float>;

public sealed class ElementwiseBitsDoubleTests : ElementwiseBitsTests<double>;
