using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>
/// The naive twins themselves, by which everything else is judged: against arithmetic with integers, which is exact whatever its order, and in cases so small
/// that the order of their additions can be read off the result.
/// </summary>
public abstract class ReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int Lanes = LaneReduction.LaneCount<T>();

    /// <summary>Half the distance from 1 to the next number: 1 + u is 1, but 1 + (u + u) is not.</summary>
    private static readonly T U = T.ScaleB(T.One, typeof(T) == typeof(float) ? -24 : -53);

    private static readonly T OneAndTwoU = T.One + (U + U);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(-2, 3)]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    public void A_product_of_integers_is_exact_in_every_orientation(int alpha, int beta)
    {
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            foreach (Transpose transB in Enum.GetValues<Transpose>())
            {
                int[,] a = transA == Transpose.Yes ? Integers(5, 3, 1) : Integers(3, 5, 1), b = transB == Transpose.Yes ? Integers(4, 5, 2) : Integers(5, 4, 2);
                int[,] c = Integers(3, 4, 3);
                T[,] actual = Before(c, beta);
                Reference.Blas.Gemm<T>(transA, transB, Of(alpha), Of(a), Of(b), Of(beta), actual);
                AssertEqual(Product(a, transA, b, transB, alpha, beta, c), actual);

                T[,] none = Before(c, beta);
                Reference.Blas.Gemm<T>(transA, transB, Of(alpha), default, default, Of(beta), none);
                AssertEqual(Product(a, transA, b, transB, 0, beta, c), none);
            }
        }
    }

    [Fact]
    public void A_product_adds_its_terms_in_order_to_beta_C_and_rounds_once_a_term()
    {
        T[,] c = { { T.One } };
        Reference.Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, new[,] { { U, U } }, new[,] { { T.One }, { T.One } }, T.One, c);
        Assert.Equal(T.One, c[0, 0]);
        Reference.Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, new[,] { { U, U, T.One } }, new[,] { { T.One }, { T.One }, { T.One } }, T.Zero, c);
        Assert.Equal(OneAndTwoU, c[0, 0]);

        // (1 + 2u)(1 − 2u) − 1 = −4u², which a product that is rounded before it is added loses.
        c[0, 0] = -T.One;
        Reference.Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, new[,] { { OneAndTwoU } }, new[,] { { T.One - (U + U) } }, T.One, c);
        Assert.Equal(-(U + U) * (U + U), c[0, 0]);
    }

    [Fact]
    public void Factors_are_not_read_when_alpha_is_zero()
    {
        T[,] c = { { Of(3) } }, nan = { { T.NaN } };
        Reference.Blas.Gemm<T>(Transpose.No, Transpose.No, T.Zero, nan, nan, Of(2), c);
        Assert.Equal(Of(6), c[0, 0]);
        foreach (Transpose transA in Enum.GetValues<Transpose>())
        {
            T[] y = [Of(3)];
            Reference.Blas.Gemv<T>(transA, T.Zero, nan, [T.NaN], Of(2), y);
            Assert.Equal(Of(6), y[0]);
        }
    }

    [Fact]
    public void Empty_factors_may_have_kept_either_of_their_sizes()
    {
        T[,] some = new T[3, 3];
        foreach ((int rows, int columns) in new[] { (0, 3), (3, 0) })
        {
            T[,] c = { { Of(3) } };
            Reference.Blas.Gemm(Transpose.No, Transpose.No, T.One, some.AsSpan2D(0, 0, rows, columns), some.AsSpan2D(0, 0, columns, rows), Of(2), c.AsSpan2D());
            Assert.Equal(Of(6), c[0, 0]);
            Reference.Dense.ForwardByChain<T, TestIdentity<T>>(some.AsSpan2D(0, 0, rows, columns), some.AsSpan2D(0, 0, columns, rows), [Of(5)], default, c);
            Assert.Equal(Of(5), c[0, 0]);
        }
    }

    [Fact]
    public void A_batch_is_its_products_one_below_the_other()
    {
        int[,] a = Integers(6, 5, 4), b = Integers(10, 4, 5), c = Integers(6, 4, 6);
        T[,] actual = Of(c);
        Reference.Blas.GemmBatched<T>(2, Transpose.No, Transpose.No, Of(2), Of(a), Of(b), Of(-1), actual);
        foreach (int part in new[] { 0, 1 })
        {
            int[,] expected = Product(Rows(a, part * 3, 3), Transpose.No, Rows(b, part * 5, 5), Transpose.No, 2, -1, Rows(c, part * 3, 3));
            AssertEqual(expected, actual.AsSpan2D(part * 3, 0, 3, 4).ToArray());
        }

        Reference.Blas.GemmBatched<T>(2, Transpose.No, Transpose.No, Of(2), default, default, T.Zero, default);
    }

    [Theory]
    [InlineData(Transpose.No)]
    [InlineData(Transpose.Yes)]
    public void A_matrix_times_a_vector_of_integers_is_exact(Transpose transA)
    {
        int[,] a = transA == Transpose.Yes ? Integers(70, 6, 7) : Integers(6, 70, 7), x = Integers(70, 1, 8), y = Integers(6, 1, 9);
        foreach ((int alpha, int beta) in new[] { (1, 0), (-2, 1), (3, -2), (0, 1) })
        {
            T[,] actual = Before(y, beta);
            Reference.Blas.Gemv<T>(transA, Of(alpha), Of(a), Of(x).AsSpan(), Of(beta), actual.AsSpan());
            AssertEqual(Product(a, transA, x, Transpose.No, alpha, beta, y), actual);
        }

        T[] scaled = [Of(3)];
        Reference.Blas.Gemv<T>(transA, T.One, default, [], Of(-2), scaled);
        Assert.Equal(Of(-6), scaled[0]);
    }

    [Fact]
    public void A_row_times_a_vector_is_a_sum_by_lanes_and_a_column_a_chain()
    {
        T[] x = new T[Lanes], y = [T.Zero], ones = [.. Enumerable.Repeat(T.One, Lanes)];
        (x[0], x[1], x[1 + (Lanes / 2)]) = (T.One, U, U);
        Reference.Blas.Gemv<T>(Transpose.No, T.One, new ReadOnlySpan2D<T>(x, 1, Lanes), ones, T.Zero, y);
        Assert.Equal(OneAndTwoU, y[0]);
        Reference.Blas.Gemv<T>(Transpose.Yes, T.One, new ReadOnlySpan2D<T>(x, Lanes, 1), ones, T.Zero, y);
        Assert.Equal(T.One, y[0]);
    }

    [Fact]
    public void A_rank_one_update_and_a_transpose_of_integers_are_exact()
    {
        int[,] x = Integers(4, 1, 10), y = Integers(1, 3, 11), a = Integers(4, 3, 12);
        T[,] actual = Of(a), transposed = new T[3, 4];
        Reference.Blas.Ger<T>(Of(-2), Of(x).AsSpan(), Of(y).AsSpan(), actual);
        AssertEqual(Product(x, Transpose.No, y, Transpose.No, -2, 1, a), actual);
        Reference.Blas.Transpose<T>(actual, transposed);
        AssertEqual(Product(y, Transpose.Yes, x, Transpose.Yes, -2, 1, Transposed(a)), transposed);

        T[,] left = Of(a);
        Reference.Blas.Ger(T.Zero, [T.NaN, T.NaN, T.NaN, T.NaN], [T.NaN, T.NaN, T.NaN], left.AsSpan2D());
        AssertEqual(a, left);
    }

    [Fact]
    public void Sums_of_integers_are_exact()
    {
        const int Length = 200;
        int[,] x = Integers(1, Length, 13), y = Integers(1, Length, 14);
        (T[] tx, T[] ty) = ([.. Of(x).AsSpan()], [.. Of(y).AsSpan()]);
        int[] integers = [.. x.Cast<int>()];
        Assert.Equal(Of(integers.Zip(y.Cast<int>(), static (xi, yi) => xi * yi).Sum()), Reference.Blas.Dot<T>(tx, ty));
        Assert.Equal(Of(integers.Sum()), Reference.Blas.Sum<T>(tx));
        Assert.Equal(Of(integers.Sum(Math.Abs)), Reference.Blas.Asum<T>(tx));
        Assert.Equal(T.Zero, Reference.Blas.Sum<T>([]));
    }

    [Fact]
    public void Sums_go_by_lanes_that_are_folded_in_halves_piece_by_piece()
    {
        int piece = LaneReduction.PieceLength;
        foreach ((int[] ofU, T expected) in new (int[], T)[]
        {
            // In the lane of the one, one after the other; in a lane of their own; in two lanes that meet before they meet the one; in pieces of their own.
            ([Lanes, 2 * Lanes], T.One),
            ([Lanes / 2, (Lanes / 2) + Lanes], OneAndTwoU),
            ([1, 1 + (Lanes / 2)], OneAndTwoU),
            ([Lanes, 3 * Lanes], T.One),
            ([1, 2], T.One),
            ([piece, 2 * piece], T.One),
            ([piece, piece + 1], OneAndTwoU),
        })
        {
            T[] x = new T[(2 * piece) + 1], ones = [.. Enumerable.Repeat(T.One, x.Length)];
            x[0] = T.One;
            Array.ForEach(ofU, i => x[i] = U);
            Assert.Equal(expected, Reference.Blas.Sum<T>(x));
            Assert.Equal(expected, Reference.Blas.Asum<T>([.. x.Select(static element => -element)]));
            Assert.Equal(expected, Reference.Blas.Dot<T>(x, ones));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(-1_030)]
    public void A_norm_neither_overflows_nor_loses_small_elements(int exponent)
    {
        int scale = typeof(T) == typeof(float) ? exponent / 10 : exponent;
        T[] x = [T.ScaleB(Of(3), scale), T.ScaleB(Of(-4), scale), T.Zero];
        Assert.Equal(T.ScaleB(Of(5), scale), Reference.Blas.Nrm2<T>(x));
    }

    [Fact]
    public void A_norm_of_special_values_and_of_none_is_what_they_are()
    {
        Assert.Equal(T.Zero, Reference.Blas.Nrm2<T>([]));
        Assert.Equal(T.Zero, Reference.Blas.Nrm2<T>([T.Zero, T.NegativeZero]));
        Assert.Equal(T.PositiveInfinity, Reference.Blas.Nrm2<T>([T.One, T.NegativeInfinity]));
        Assert.True(T.IsNaN(Reference.Blas.Nrm2<T>([T.One, T.NaN])));
        Assert.Equal(T.Epsilon, Reference.Blas.Nrm2<T>([T.Epsilon]));
    }

    [Fact]
    public void The_index_of_the_greatest_is_the_first_one_and_a_NaN_is_greatest()
    {
        Assert.Equal(-1, Reference.Blas.IAmax<T>([]));
        Assert.Equal(0, Reference.Blas.IAmax<T>([T.Zero]));
        Assert.Equal(1, Reference.Blas.IAmax<T>([T.One, Of(-3), Of(3), T.Zero]));
        Assert.Equal(2, Reference.Blas.IAmax<T>([T.One, Of(-3), T.NaN, T.PositiveInfinity, T.NaN]));
        Assert.Equal(0, Reference.Blas.IAmax<T>([T.NaN, T.PositiveInfinity]));
    }

    [Fact]
    public void Element_by_element_everything_is_what_it_says()
    {
        T[] x = [Of(2), OneAndTwoU, Of(-3)], y = [Of(5), -T.One, Of(7)], z = new T[3];
        Reference.Blas.Axpy(T.One - (U + U), x, y);
        Assert.Equal([T.FusedMultiplyAdd(T.One - (U + U), Of(2), Of(5)), -(U + U) * (U + U), T.FusedMultiplyAdd(T.One - (U + U), Of(-3), Of(7))], y);
        Reference.Blas.Axpy(T.Zero, [T.NaN, T.NaN, T.NaN], z);
        Assert.Equal([T.Zero, T.Zero, T.Zero], z);
        Reference.Blas.Copy<T>(x, z);
        Assert.Equal(x, z);
        Reference.Blas.Scal(Of(-2), z);
        Assert.Equal([Of(-4), Of(-2) * OneAndTwoU, Of(6)], z);
        Reference.Blas.Hadamard<T>([Of(2), Of(3), Of(4)], [Of(5), Of(-6), Of(7)], z);
        Assert.Equal([Of(10), Of(-18), Of(28)], z);
        T[,] product = new T[2, 2];
        Reference.Blas.Hadamard<T>(Of(new[,] { { 1, 2 }, { 3, 4 } }), Of(new[,] { { 5, 6 }, { 7, -8 } }), product);
        AssertEqual(new[,] { { 5, 12 }, { 21, -32 } }, product);
    }

    [Fact]
    public void A_layer_of_integers_is_exact_and_keeps_its_sums()
    {
        int[,] x = Integers(3, 5, 15), w = Integers(4, 5, 16), none = new int[3, 4];
        T[] bias = [Of(1), Of(-2), Of(3), Of(-4)];
        int[,] sums = Product(x, Transpose.No, w, Transpose.Yes, 1, 0, none), z = Each(sums, (i, j, sum) => sum + int.CreateChecked(bias[j]));
        T[,] actualZ = new T[3, 4], actual = new T[3, 4];
        Reference.Dense.Forward<T, Square<T>>(Of(x), Of(w), bias, actualZ, actual);
        AssertEqual(z, actualZ);
        AssertEqual(Each(z, static (_, _, sum) => sum * sum), actual);
        Reference.Dense.ForwardByChain<T, TestIdentity<T>>(Of(x), Of(w), [], default, actual);
        AssertEqual(sums, actual);
        Reference.Dense.Forward<T, TestIdentity<T>>(default, default, bias, default, actual);
        AssertEqual(Each(none, (_, j, _) => int.CreateChecked(bias[j])), actual);
        T[,] row = new T[1, 4];
        Reference.Dense.Forward<T, TestIdentity<T>>(default, default, bias, default, row);
        Assert.Equal(bias, row.Cast<T>());
    }

    [Fact]
    public void One_sample_is_summed_by_lanes_and_several_or_a_packed_layer_by_the_chain()
    {
        T[,] x = new T[2, Lanes], w = new T[1, Lanes], one = new T[1, 1], two = new T[2, 1];
        for (int i = 0; i < Lanes; i++)
        {
            w[0, i] = T.One;
        }

        (x[0, 0], x[0, 1], x[0, 1 + (Lanes / 2)]) = (T.One, U, U);
        Reference.Dense.Forward<T, TestIdentity<T>>(x.AsSpan2D(0, 0, 1, Lanes), w, [], default, one);
        Assert.Equal(OneAndTwoU, one[0, 0]);
        Reference.Dense.ForwardByChain<T, TestIdentity<T>>(x.AsSpan2D(0, 0, 1, Lanes), w, [], default, one);
        Assert.Equal(T.One, one[0, 0]);
        Reference.Dense.Forward<T, TestIdentity<T>>(x, w, [], default, two);
        Assert.Equal(T.One, two[0, 0]);
    }

    [Fact]
    public void The_error_of_a_layer_of_integers_is_exact_with_the_derivative_from_z_or_a_or_none()
    {
        int[,] delta = Integers(3, 4, 17), w = Integers(4, 5, 18), none = new int[3, 5], z = Integers(3, 5, 19);
        int[,] sums = Product(delta, Transpose.No, w, Transpose.No, 1, 0, none);
        T[,] nan = new T[3, 5], actual = new T[3, 5];
        nan.AsSpan().Fill(T.NaN);
        Reference.Dense.BackwardData<T, TestIdentity<T>>(Of(delta), Of(w), nan, nan, actual);
        AssertEqual(sums, actual);
        Reference.Dense.BackwardData<T, Square<T>>(Of(delta), Of(w), Of(z), nan, actual);
        AssertEqual(Each(sums, (i, j, sum) => sum * 2 * z[i, j]), actual);
        Reference.Dense.BackwardData<T, TestRelu<T>>(Of(delta), Of(w), nan, Of(z), actual);
        AssertEqual(Each(sums, (i, j, sum) => z[i, j] > 0 ? sum : 0), actual);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-2)]
    public void The_gradient_of_a_layer_of_integers_is_exact(int beta)
    {
        int[,] delta = Integers(5, 3, 20), x = Integers(5, 4, 21), dw = Integers(3, 4, 22), db = Integers(3, 1, 23), ones = new int[5, 1];
        ones.AsSpan().Fill(1);
        T[,] actual = Before(dw, beta), actualBias = Before(db, beta);
        Reference.Dense.BackwardWeights<T>(Of(delta), Of(x), Of(beta), actual, actualBias.AsSpan());
        AssertEqual(Product(delta, Transpose.Yes, x, Transpose.No, 1, beta, dw), actual);
        AssertEqual(Product(delta, Transpose.Yes, ones, Transpose.No, 1, beta, db), actualBias);

        // The biases' terms in order.
        T[] chain = [T.Zero];
        Reference.Dense.BackwardWeights<T>(new[,] { { T.One }, { U }, { U } }, default, T.Zero, default, chain);
        Assert.Equal(T.One, chain[0]);
    }

    [Fact]
    public void A_rule_goes_over_every_weight_and_bias_with_its_own_states()
    {
        int[,] delta = Integers(2, 3, 24), x = Integers(2, 4, 25), w = Integers(3, 4, 26), s = Integers(3, 4, 27);
        int[,] dw = Product(delta, Transpose.Yes, x, Transpose.No, 1, 0, w);
        T[,] weights = Of(w), state = Of(s);
        T[] bias = [Of(1), Of(2), Of(3)], biasState = [Of(4), Of(5), Of(6)];
        Reference.Dense.BackwardWeightsUpdate<T, ByKind<T>>(Of(delta), Of(x), weights, bias, state, default, biasState, [], default);
        int[,] states = Each(dw, (i, j, g) => s[i, j] + g);
        AssertEqual(states, state);
        AssertEqual(Each(states, (i, j, sum) => w[i, j] - sum), weights);
        T[] sums = [.. Enumerable.Range(0, 3).Select(i => Of(4 + i + delta[0, i] + delta[1, i]))];
        Assert.Equal(sums, biasState);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => Of(1 + i) - (sums[i] + sums[i])), bias);

        T[,] sum = { { Of(1), Of(2) } }, squares = { { Of(3), Of(4) } }, row = { { Of(10), Of(20) } };
        Reference.Dense.BackwardWeightsUpdate<T, TwoStates<T>>(new[,] { { T.One } }, new[,] { { Of(2), Of(3) } }, row, [], sum, squares, [], [], default);
        Assert.Equal([Of(3), Of(5), Of(7), Of(13), Of(10 - 21), Of(20 - 65)], [.. sum.Cast<T>(), .. squares.Cast<T>(), .. row.Cast<T>()]);

        T[] parameters = [Of(10), Of(20)], first = [Of(1), Of(2)], second = [Of(3), Of(4)];
        Reference.Dense.Update(default(TwoStates<T>), ParameterKind.Weight, parameters, [Of(2), Of(3)], first, second);
        Assert.Equal([Of(3), Of(5), Of(7), Of(13), Of(10 - 21), Of(20 - 65)], [.. first, .. second, .. parameters]);
    }

    private static T Of(int value) => T.CreateChecked(value);

    private static T[,] Of(int[,] values)
    {
        T[,] result = new T[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < result.Length; i++)
        {
            result.AsSpan()[i] = Of(values.AsSpan()[i]);
        }

        return result;
    }

    /// <summary>The destination before: NaN where β = 0, because it must not be read.</summary>
    private static T[,] Before(int[,] values, int beta)
    {
        T[,] result = Of(values);
        if (beta == 0)
        {
            result.AsSpan().Fill(T.NaN);
        }

        return result;
    }

    private static int[,] Integers(int rows, int columns, int seed)
    {
        Random random = new(seed);
        return Each(new int[rows, columns], (_, _, _) => random.Next(-9, 10));
    }

    private static int[,] Each(int[,] values, Func<int, int, int, int> next)
    {
        int[,] result = new int[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++)
            {
                result[i, j] = next(i, j, values[i, j]);
            }
        }

        return result;
    }

    private static int[,] Transposed(int[,] values) => Each(new int[values.GetLength(1), values.GetLength(0)], (i, j, _) => values[j, i]);

    private static int[,] Rows(int[,] values, int from, int count) => values.AsSpan2D(from, 0, count, values.GetLength(1)).ToArray();

    private static int[,] Product(int[,] a, Transpose transA, int[,] b, Transpose transB, int alpha, int beta, int[,] c)
    {
        (int[,] left, int[,] right) = (transA == Transpose.Yes ? Transposed(a) : a, transB == Transpose.Yes ? Transposed(b) : b);
        return Each(c, (i, j, before) => (beta * before) + (alpha * Enumerable.Range(0, left.GetLength(1)).Sum(p => left[i, p] * right[p, j])));
    }

    private static void AssertEqual(int[,] expected, T[,] actual) => Assert.Equal(Of(expected).Cast<T>(), actual.Cast<T>());
}

public sealed class ReferenceSingleTests : ReferenceTests<float>;

public sealed class ReferenceDoubleTests : ReferenceTests<double>;
