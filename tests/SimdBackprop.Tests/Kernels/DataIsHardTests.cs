using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>
/// Guards the other tests: on their data a product in another order has other bits, and a property that fails says how to repeat it.
/// </summary>
public abstract class DataIsHardTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly GemmCase Typical = new(Transpose.No, Transpose.No, 13, 17, 37, 1, 0, 2, Specials: false, Seed: 5);

    [Fact]
    public void Splitting_the_terms_in_two_and_adding_gives_other_bits() =>
        AssertOtherBits(static (a, b, k) => Chain(a, b, 0, k / 2) + Chain(a, b, k / 2, k));

    [Fact]
    public void Taking_the_terms_in_reverse_gives_other_bits() =>
        AssertOtherBits(static (a, b, k) => Chain(Reversed(a), Reversed(b), 0, k));

    [Fact]
    public void Rounding_each_product_before_it_is_added_gives_other_bits() =>
        AssertOtherBits(static (a, b, k) =>
        {
            T sum = T.Zero;
            for (int p = 0; p < k; p++)
            {
                sum += a[p] * b[p];
            }

            return sum;
        });

    [Fact]
    public void Summing_a_dot_product_in_another_number_of_lanes_gives_other_bits()
    {
        Random random = new(6);
        T[] x = Values.Vector<T>(500, random);
        T[] y = Values.Vector<T>(500, random);
        Assert.False(Bits.Same(Reference.Blas.Dot<T>(x, y), Chain(x, y, 0, 500)));
    }

    [Fact]
    public void A_property_that_fails_names_its_seed_and_a_small_shape()
    {
        Exception failure = Assert.ThrowsAny<Exception>(static () => Properties.Check(200, GemmCase.Arbitrary, static product =>
            Assert.False(product is { M: > 6, N: > 2, K: > 1 })));
        Assert.Matches(@"\(\d+, ?\d+\)", failure.Message);
        Assert.Contains("M = 7, N = 3, K = 2,", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertOtherBits(Func<T[], T[], int, T> product)
    {
        GemmOperands<T> operands = Typical.Operands<T>();
        TestMatrix<T> chain = operands.ByReference();
        int different = 0;
        for (int i = 0; i < Typical.M; i++)
        {
            for (int j = 0; j < Typical.N; j++)
            {
                T[] row = [.. Enumerable.Range(0, Typical.K).Select(p => operands.A[i, p])];
                T[] column = [.. Enumerable.Range(0, Typical.K).Select(p => operands.B[p, j])];
                different += Bits.Same(chain[i, j], product(row, column, Typical.K)) ? 0 : 1;
            }
        }

        Assert.True(different > Typical.M * Typical.N / 4, $"Only {different} elements differ: the data is too easy.");
    }

    private static T Chain(T[] a, T[] b, int from, int to)
    {
        T sum = T.Zero;
        for (int p = from; p < to; p++)
        {
            sum = T.FusedMultiplyAdd(a[p], b[p], sum);
        }

        return sum;
    }

    private static T[] Reversed(T[] vector) => [.. vector.Reverse()];
}

public sealed class DataIsHardSingleTests : DataIsHardTests<float>;

public sealed class DataIsHardDoubleTests : DataIsHardTests<double>;
