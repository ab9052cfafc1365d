using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The reductions of level 1 against the scalar programs that define them.</summary>
public abstract class ReductionBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Cases = 150;

    /// <summary>Beyond a second-level cache of 4 MiB.</summary>
    private const int Far = 1_200_003;

    [Fact]
    public void Dot_gives_the_bits_of_the_lanes() => Check(
        static (x, y) => Reference.Blas.Dot(x, y),
        static (x, y, options) => Blas.Dot(x, y, options));

    [Fact]
    public void Dot_of_a_vector_with_itself_gives_the_bits_of_the_lanes() => Check(
        static (x, _) => Reference.Blas.Dot(x, x),
        static (x, _, options) => Blas.Dot(x, x, options));

    [Fact]
    public void Sum_gives_the_bits_of_the_lanes() => Check(
        static (x, _) => Reference.Blas.Sum(x),
        static (x, _, options) => Blas.Sum(x, options));

    [Fact]
    public void Asum_gives_the_bits_of_the_lanes() => Check(
        static (x, _) => Reference.Blas.Asum(x),
        static (x, _, options) => Blas.Asum(x, options));

    [Fact]
    public void Nrm2_gives_the_bits_of_its_definition_at_both_ends_of_the_range_too() => Check(
        static (x, _) => Reference.Blas.Nrm2(x),
        static (x, _, options) => Blas.Nrm2(x, options));

    [Fact]
    public void IAmax_finds_the_first_of_the_greatest_magnitudes() => Check(
        static (x, _) => T.CreateChecked(Reference.Blas.IAmax(x)),
        static (x, _, options) => T.CreateChecked(Blas.IAmax(x, options)));

    [Fact]
    public void IAmax_of_equal_magnitudes_is_the_first_one()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            T[] x = [T.Zero, -T.One, T.One, T.Zero, .. Enumerable.Repeat(T.One, 70)];
            Assert.Equal(1, Blas.IAmax<T>(x, options));
            x[72] = T.NaN;
            Assert.Equal(72, Blas.IAmax<T>(x, options));
            Assert.Equal(0, Blas.IAmax<T>(new T[40], options));
            Assert.Equal(-1, Blas.IAmax<T>([], options));
        }
    }

    [Fact]
    public void Reductions_of_nothing_are_positive_zero()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            Bits.AssertSame(T.Zero, Blas.Dot<T>([], [], options), "Dot");
            Bits.AssertSame(T.Zero, Blas.Sum<T>([], options), "Sum");
            Bits.AssertSame(T.Zero, Blas.Asum<T>([], options), "Asum");
            Bits.AssertSame(T.Zero, Blas.Nrm2<T>([], options), "Nrm2");
        }
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_003)]
    [InlineData(1_300_037)] // beyond a second-level cache of 4 MiB, and enough for several threads
    public void Pieces_of_65536_elements_are_added_in_order(int length)
    {
        Random random = new(length);
        T[] x = Values.Vector<T>(length, random);
        T[] y = Values.Vector<T>(length, random);
        foreach (KernelOptions options in Runs.All)
        {
            Bits.AssertSame(Reference.Blas.Dot<T>(x, y), Blas.Dot<T>(x, y, options), Runs.Name(options));
            Bits.AssertSame(Reference.Blas.Sum<T>(x), Blas.Sum<T>(x, options), Runs.Name(options));
            Bits.AssertSame(Reference.Blas.Asum<T>(x), Blas.Asum<T>(x, options), Runs.Name(options));
            Bits.AssertSame(Reference.Blas.Nrm2<T>(x), Blas.Nrm2<T>(x, options), Runs.Name(options));
        }
    }

    [Fact]
    public void Nrm2_neither_overflows_nor_underflows_where_the_norm_is_representable()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            T huge = T.ScaleB(T.One, typeof(T) == typeof(float) ? 120 : 1_020);
            T tiny = T.ScaleB(T.One, typeof(T) == typeof(float) ? -140 : -1_070);
            Assert.Equal(huge * T.CreateChecked(5), Blas.Nrm2<T>([huge * T.CreateChecked(3), huge * T.CreateChecked(4)], options));
            Assert.Equal(tiny * T.CreateChecked(5), Blas.Nrm2<T>([tiny * T.CreateChecked(3), tiny * T.CreateChecked(4)], options));
        }
    }

    [Fact]
    public void Nrm2_is_scaled_also_beyond_the_caches()
    {
        T[] x = new T[Far];
        x.AsSpan().Fill(T.ScaleB(T.One, typeof(T) == typeof(float) ? 100 : 1_000));
        foreach (KernelOptions options in Runs.EachTier)
        {
            Bits.AssertSame(Reference.Blas.Nrm2<T>(x), Blas.Nrm2<T>(x, options), Runs.Name(options));
        }
    }

    [Fact]
    public void One_element_that_is_not_finite_is_found_wherever_it_is()
    {
        foreach (int length in new[] { 77, Far })
        {
            T[] x = Values.Vector<T>(length, new Random(length));
            foreach (KernelOptions options in Runs.EachTier)
            {
                Assert.True(Finite.All<T>(x, options));
                foreach ((int index, T value) in new[] { (0, T.NaN), (length / 2, T.PositiveInfinity), (length - 1, T.NegativeInfinity) })
                {
                    T finite = x[index];
                    x[index] = value;
                    Assert.False(Finite.All<T>(x, options));
                    Assert.False(Finite.All(new ReadOnlySpan2D<T>(x, length / 7, 7), options));
                    x[index] = finite;
                }
            }
        }
    }

    private static void Check(Definition definition, Kernel kernel) => Properties.Check(Cases, VectorCase.Arbitrary, vectors =>
    {
        Random random = new(vectors.Seed);
        ReadOnlySpan<T> x = vectors.Next<T>(random).AsSpan(vectors.Offset);
        ReadOnlySpan<T> y = vectors.Next<T>(random).AsSpan(vectors.Offset);
        T expected = definition(x, y);
        foreach (KernelOptions options in Runs.EachTier)
        {
            Bits.AssertSame(expected, kernel(x, y, options), Runs.Name(options));
        }
    });

    private delegate T Definition(ReadOnlySpan<T> x, ReadOnlySpan<T> y);

    private delegate T Kernel(ReadOnlySpan<T> x, ReadOnlySpan<T> y, KernelOptions options);
}

public sealed class ReductionBitsSingleTests : ReductionBitsTests<float>;

public sealed class ReductionBitsDoubleTests : ReductionBitsTests<double>;
