using System.Globalization;
using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Benchmarks;

/// <summary>Whether results are what they must be: ours to the bit, a peer's within what rounding can do.</summary>
internal sealed class ProductCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Product _product;
    private readonly T[] _expected;
    private readonly double[] _normsA;
    private readonly double[] _normsB;

    internal ProductCheck(ProductOperands<T> operands)
    {
        _product = operands.Product;
        _expected = DefiningProgram.Run(operands);
        _normsA = Norms(operands.A, ofRows: _product.TransA == Transpose.No);
        _normsB = Norms(operands.B, ofRows: _product.TransB == Transpose.Yes);
    }

    /// <summary>The first element that has other bits than the defining program's, described; null for none. All NaN are one.</summary>
    internal string? DifferenceOfOurs(ReadOnlySpan<T> c) => Difference(c, (i, actual) => Rounding.SameBits(_expected[i], actual));

    /// <summary>
    /// The first element that no order of summation explains. Each of two sums of K products, in any order, is off by at most γ_K Σ|a||b|, and
    /// Σ|a||b| ≤ ‖a‖‖b‖ (Cauchy and Schwarz).
    /// </summary>
    internal string? DifferenceOfPeer(ReadOnlySpan<T> c)
    {
        double factor = 2 * Rounding.Gamma<T>(_product.K);
        return Difference(c, (i, actual) =>
            Rounding.Within(_expected[i], actual, factor * _normsA[i / _product.N] * _normsB[i % _product.N]));
    }

    private static double[] Norms(PooledTensor<T> tensor, bool ofRows)
    {
        ReadOnlySpan2D<T> matrix = tensor.AsSpan2D();
        double[] norms = new double[ofRows ? matrix.Height : matrix.Width];
        for (int i = 0; i < matrix.Height; i++)
        {
            for (int j = 0; j < matrix.Width; j++)
            {
                double value = double.CreateTruncating(matrix[i, j]);
                norms[ofRows ? i : j] += value * value;
            }
        }

        return Array.ConvertAll(norms, Math.Sqrt);
    }

    private string? Difference(ReadOnlySpan<T> c, Func<int, T, bool> isRight)
    {
        for (int i = 0; i < c.Length; i++)
        {
            if (!isRight(i, c[i]))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"element ({i / _product.N}, {i % _product.N}) is {c[i]:R}, the defining program says {_expected[i]:R}");
            }
        }

        return null;
    }
}
