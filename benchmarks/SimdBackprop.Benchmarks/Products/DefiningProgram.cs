using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Benchmarks;

/// <summary>What a product must be, bit for bit: the scalar programs of the numerical contract, the chain fast enough for large sizes.</summary>
internal static class DefiningProgram
{
    internal const string Chain = "chain";
    internal const string Lanes = "lanes";

    /// <summary>Which one defines our result: one row of a forward pass is summed in lanes, everything else is a chain.</summary>
    internal static string Of(Product product) => IsForwardOfOneRow(product) ? Lanes : Chain;

    internal static bool IsForwardOfOneRow(Product product) => product is { Letters: "NT", M: 1 };

    /// <summary>The result, row-major.</summary>
    internal static T[] Run<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Product product = operands.Product;
        T[] c = new T[product.M * product.N];
        if (IsForwardOfOneRow(product))
        {
            for (int j = 0; j < c.Length; j++)
            {
                c[j] = Reference.Blas.Dot<T>(operands.A.Span, operands.B.AsSpan2D().GetRowSpan(j));
            }
        }
        else
        {
            RunChain(product, Untransposed(operands.A, product.TransA), Untransposed(operands.B, product.TransB), c);
        }

        return c;
    }

    /// <summary>
    /// The chain c ← fma(a[i, p], b[p, j], c) from +0, p ascending, in the order i, p, j: every element sees the same steps as in
    /// <see cref="Reference.Blas.Gemm"/>, but B is read by rows, and rows of C do not depend on each other.
    /// </summary>
    private static void RunChain<T>(Product product, T[] a, T[] b, T[] c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int n, int k) = (product.N, product.K);
        Parallel.For(0, product.M, i =>
        {
            Span<T> row = c.AsSpan(i * n, n);
            for (int p = 0; p < k; p++)
            {
                AddMultiple(a[(i * k) + p], b.AsSpan(p * n, n), row);
            }
        });
    }

    private static void AddMultiple<T>(T factor, ReadOnlySpan<T> terms, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] = T.FusedMultiplyAdd(factor, terms[j], sums[j]);
        }
    }

    private static T[] Untransposed<T>(PooledTensor<T> tensor, Transpose transpose)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (transpose == Transpose.No)
        {
            return tensor.Span.ToArray();
        }

        ReadOnlySpan2D<T> stored = tensor.AsSpan2D();
        T[] result = new T[stored.Height * stored.Width];
        Reference.Blas.Transpose(stored, new Span2D<T>(result, stored.Width, stored.Height));
        return result;
    }
}
