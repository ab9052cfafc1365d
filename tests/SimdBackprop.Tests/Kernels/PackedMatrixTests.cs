using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>What a packed matrix promises beside its products' bits: its size, its tier, packing again, its end.</summary>
[Collection(ExclusiveCollection.Name)]
public abstract class PackedMatrixTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly GemmOperands<T> Product =
        new GemmCase(Transpose.No, Transpose.Yes, 13, 117, 400, 1, 0.5, 3, Specials: false, Seed: 91).Operands<T>();

    [Theory]
    [InlineData(400, 117)]
    [InlineData(384, 48)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(0, 0)]
    public unsafe void The_size_that_is_told_beforehand_is_what_is_rented(int k, int n)
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            using PackedMatrix<T> packed = new(Transpose.No, TestMatrix<T>.Of(k, n, 2, new Random(1)).Input, options);
            Assert.Equal(PackedMatrix<T>.BytesOf(k, n, options), packed.Bytes);
            Assert.InRange(packed.Bytes, (long)k * n * sizeof(T), ((long)k * n * sizeof(T)) + ((long)k * 64));
            Assert.InRange(packed.Capacity, packed.Bytes / sizeof(T), Math.Max(packed.Bytes / sizeof(T) * 5 / 4, 64));
            Assert.Equal((k, n, options.Tier!.Value), (packed.Rows, packed.Columns, packed.Tier));
        }
    }

    [Fact]
    public unsafe void Sizes_beyond_an_array_are_told_but_not_rented_and_negative_ones_are_refused()
    {
        Assert.Equal((long)sizeof(T) << 50, PackedMatrix<T>.BytesOf(1 << 30, 1 << 20));
        Assert.Throws<OverflowException>(static () => PackedMatrix<T>.BytesOf(int.MaxValue, int.MaxValue));
        Assert.Equal("rows", Assert.Throws<ArgumentOutOfRangeException>(static () => PackedMatrix<T>.BytesOf(-1, 1)).ParamName);
        Assert.Equal("columns", Assert.Throws<ArgumentOutOfRangeException>(static () => PackedMatrix<T>.BytesOf(1, -1)).ParamName);

        // A view of far more elements than there are: it must be refused before any is read.
        T one = T.One;
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new PackedMatrix<T>(Transpose.No, ReadOnlySpan2D<T>.DangerousCreate(in one, 1 << 16, 1 << 16, 0)));
        Assert.Equal("matrix", error.ParamName);
        Assert.Contains("65536 x 65536", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_names_another_tier_is_refused_and_one_that_names_none_runs()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            using PackedMatrix<T> packed = new(Transpose.Yes, Product.B.Input, options);
            TestMatrix<T> c = Product.C.Clone();
            Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View);
            Bits.AssertSame(Product.ByReference(), c, Runs.Name(options));
            foreach (KernelOptions other in Runs.EachTier.Where(other => other.Tier != options.Tier))
            {
                c = Product.C.Clone();
                AssertRefused("b", options, other, () =>
                    Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View, other));
                AssertRefused("weights", options, other, () =>
                    Dense.Forward<T, TestRelu<T>>(Product.A.Input, packed, [], default, c.View, default, other));
                AssertRefused("options", options, other, () => packed.Pack(Transpose.Yes, Product.B.Input, other));
                Bits.AssertSame(Product.C, c, "untouched");
            }
        }
    }

    [Fact]
    public void Packing_again_changes_the_product_and_rents_nothing()
    {
        TestMatrix<T> other = TestMatrix<T>.Of(400, 117, 5, new Random(92));
        foreach (KernelOptions options in Runs.All)
        {
            using PackedMatrix<T> packed = new(Transpose.Yes, Product.B.Input, options);
            TestMatrix<T> c = Product.C.Clone(), expected = Product.C.Clone();
            packed.Pack(Transpose.No, other.Input, options);
            Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View, options);
            Reference.Blas.Gemm(Transpose.No, Transpose.No, Product.Alpha, Product.A.Input, other.Input, Product.Beta, expected.View);
            Bits.AssertSame(expected, c, Runs.Name(options));
            packed.Pack(Transpose.Yes, Product.B.Input);
            c = Product.C.Clone();
            Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View, options);
            Bits.AssertSame(Product.ByReference(), c, Runs.Name(options));
        }
    }

    [Fact]
    public void Packing_another_shape_is_refused_and_leaves_what_was_packed()
    {
        using PackedMatrix<T> packed = new(Transpose.Yes, Product.B.Input);
        foreach (Action call in (Action[])[
            () => packed.Pack(Transpose.No, Product.B.Input),
            () => packed.Pack(Transpose.Yes, Product.A.Input),
            () => packed.Pack(Transpose.Yes, default)])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(call);
            Assert.Equal("matrix", error.ParamName);
        }

        TestMatrix<T> c = Product.C.Clone();
        Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View);
        Bits.AssertSame(Product.ByReference(), c, "after");
    }

    [Fact]
    public void A_matrix_without_elements_packs_and_scales_C()
    {
        foreach (KernelOptions options in Runs.All)
        {
            using PackedMatrix<T> collapsed = new(Transpose.No, default, options);
            using PackedMatrix<T> sliced = new(Transpose.No, Product.A.Input.Slice(0, 0, 0, 117), options);
            collapsed.Pack(Transpose.Yes, default);
            foreach (PackedMatrix<T> packed in new[] { collapsed, sliced })
            {
                TestMatrix<T> c = Product.C.Clone(), expected = Product.C.Clone().Fill(i => Product.Beta * Product.C[i / 117, i % 117]);
                Blas.Gemm(Transpose.No, Product.Alpha, default, packed, Product.Beta, c.View, options);
                Bits.AssertSame(expected, c, Runs.Name(options));
                Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, default, options);
                T[] bias = Values.Vector<T>(117, new Random(93));
                Dense.Forward<T, TestIdentity<T>>(default, packed, bias, default, c.View, default, options);
                Bits.AssertSame(c.Clone().Fill(i => T.Zero + bias[i % 117]), c, Runs.Name(options));
            }
        }
    }

    [Fact]
    public void After_its_end_every_use_is_refused_and_the_memory_is_in_the_pool()
    {
        PackedMatrix<T> packed = new(Transpose.Yes, Product.B.Input);
        Assert.False(packed.IsDisposed);
        TensorPool.Trim();
        packed.Dispose();
        Assert.InRange(TensorPool.RetainedBytes, packed.Bytes, packed.Bytes * 5 / 4);
        packed.Dispose();
        Assert.InRange(TensorPool.RetainedBytes, packed.Bytes, packed.Bytes * 5 / 4);
        Assert.True(packed.IsDisposed);
        TestMatrix<T> c = Product.C.Clone();
        Assert.Throws<ObjectDisposedException>(() => Blas.Gemm(Transpose.No, T.One, Product.A.Input, packed, T.One, c.View));
        Assert.Throws<ObjectDisposedException>(() => Dense.Forward<T, TestRelu<T>>(Product.A.Input, packed, [], default, c.View));
        Assert.Throws<ObjectDisposedException>(() => packed.Pack(Transpose.Yes, Product.B.Input));
        Bits.AssertSame(Product.C, c, "untouched");
    }

    [Fact]
    public void The_memory_stays_with_a_product_under_way_and_goes_back_when_it_ends()
    {
        foreach (KernelOptions options in Runs.All)
        {
            PackedMatrix<T> weights = new(Transpose.Yes, Product.B.Input, options);
            TestMatrix<T> actual = Product.C.Clone(), expected = Product.C.Clone();
            Reference.Dense.ForwardByChain<T, TestIdentity<T>>(Product.A.Input, Product.B.Input, [], default, expected.View);
            TensorPool.Trim();
            Dense.Forward(Product.A.Input, weights, [], default, actual.View, new Disposing(weights), options);
            Bits.AssertSame(expected, actual, Runs.Name(options));
            Assert.True(weights.IsDisposed);
            Assert.InRange(TensorPool.RetainedBytes, weights.Bytes, long.MaxValue);
        }
    }

    [Fact]
    public void Many_threads_multiply_by_one_matrix_while_it_is_disposed()
    {
        TestMatrix<T> expected = Product.ByReference();
        for (int round = 0; round < 20; round++)
        {
            PackedMatrix<T> packed = new(Transpose.Yes, Product.B.Input);
            int ended = 0;
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, caller =>
            {
                for (int call = 0; call < 20; call++)
                {
                    if (caller == 7 && call == 10)
                    {
                        packed.Dispose();
                        using PooledTensor<T> next = PooledTensor<T>.RentUninitialized((int)packed.Length);
                        next.Span.Fill(T.NaN);
                    }

                    TestMatrix<T> c = Product.C.Clone();
                    try
                    {
                        Blas.Gemm(Transpose.No, Product.Alpha, Product.A.Input, packed, Product.Beta, c.View, new() { MaxDegreeOfParallelism = 1 + (call % 3) });
                        Bits.AssertSame(expected, c, $"caller {caller}, call {call}");
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref ended);
                        Bits.AssertSame(Product.C, c, "untouched");
                    }
                }
            });
            Assert.InRange(ended, 10, 8 * 20);
        }
    }

    private static void AssertRefused(string parameter, KernelOptions packed, KernelOptions other, Action call)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains($"packed for {SimdInfo.NameOf(packed.Tier!.Value)} ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"ask for {SimdInfo.NameOf(other.Tier!.Value)};", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The identity, but its first evaluation disposes the weights and overwrites what the pool then gives for their size.</summary>
    private readonly struct Disposing(PackedMatrix<T> weights) : IActivation<T>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.None;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            if (!weights.IsDisposed)
            {
                weights.Dispose();
                using PooledTensor<T> next = PooledTensor<T>.RentUninitialized((int)weights.Length);
                next.Span.Fill(T.NaN);
            }

            return z;
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => operand;
    }
}

public sealed class PackedMatrixSingleTests : PackedMatrixTests<float>;

public sealed class PackedMatrixDoubleTests : PackedMatrixTests<double>;
