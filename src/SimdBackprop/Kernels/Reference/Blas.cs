using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Reference;

/// <summary>
/// The naive twin of <see cref="SimdBackprop.Blas"/>: the scalar programs that define its results bit for bit. Slow, short, and meant
/// to be read. Arguments are not checked beyond what indexing checks.
/// </summary>
public static class Blas
{
    private const int PieceLength = 65_536;

    /// <summary>C ← α·op(A)·op(B) + β·C, the chain: each element starts at β·c and takes its terms in order.</summary>
    public static void Gemm<T>(
        Transpose transA, Transpose transB, T alpha, ReadOnlySpan2D<T> a, ReadOnlySpan2D<T> b, T beta, Span2D<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool flipA = transA == SimdBackprop.Transpose.Yes;
        bool flipB = transB == SimdBackprop.Transpose.Yes;
        int terms = T.IsZero(alpha) || a.Height == 0 || a.Width == 0 ? 0 : flipA ? a.Height : a.Width;
        for (int i = 0; i < c.Height; i++)
        {
            for (int j = 0; j < c.Width; j++)
            {
                T sum = Scaled(beta, ref c[i, j]);
                for (int p = 0; p < terms; p++)
                {
                    T aip = flipA ? a[p, i] : a[i, p];
                    T bpj = flipB ? b[j, p] : b[p, j];
                    sum = T.FusedMultiplyAdd(alpha * aip, bpj, sum);
                }

                c[i, j] = sum;
            }
        }
    }

    /// <summary>Cᵢ ← α·op(Aᵢ)·op(Bᵢ) + β·Cᵢ for operands stacked one below the other, each the chain.</summary>
    public static void GemmBatched<T>(
        int batch, Transpose transA, Transpose transB, T alpha, ReadOnlySpan2D<T> a, ReadOnlySpan2D<T> b, T beta, Span2D<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < batch && c.Length > 0; i++)
        {
            (int ha, int hb, int hc) = (a.Height / batch, b.Height / batch, c.Height / batch);
            Gemm(
                transA,
                transB,
                alpha,
                a.Slice(i * ha, 0, ha, a.Width),
                b.Slice(i * hb, 0, hb, b.Width),
                beta,
                c.Slice(i * hc, 0, hc, c.Width));
        }
    }

    /// <summary>y ← α·op(A)·x + β·y: lane sums of the rows untransposed, the chain transposed.</summary>
    public static void Gemv<T>(Transpose transA, T alpha, ReadOnlySpan2D<T> a, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool transposed = transA == SimdBackprop.Transpose.Yes;
        int terms = T.IsZero(alpha) ? 0 : x.Length;
        for (int i = 0; i < y.Length; i++)
        {
            T sum = Scaled(beta, ref y[i]);
            if (transposed)
            {
                for (int p = 0; p < terms; p++)
                {
                    sum = T.FusedMultiplyAdd(alpha * a[p, i], x[p], sum);
                }
            }
            else if (terms > 0)
            {
                sum = T.FusedMultiplyAdd(alpha, Dot(Row(a, i), x), sum);
            }

            y[i] = sum;
        }
    }

    /// <summary>A ← α·x·yᵀ + A: a[i, j] ← fma(α·x[i], y[j], a[i, j]).</summary>
    public static void Ger<T>(T alpha, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span2D<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Height && !T.IsZero(alpha); i++)
        {
            for (int j = 0; j < a.Width; j++)
            {
                a[i, j] = T.FusedMultiplyAdd(alpha * x[i], y[j], a[i, j]);
            }
        }
    }

    /// <summary>B ← Aᵀ.</summary>
    public static void Transpose<T>(ReadOnlySpan2D<T> a, Span2D<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < b.Height; i++)
        {
            for (int j = 0; j < b.Width; j++)
            {
                b[i, j] = a[j, i];
            }
        }
    }

    /// <summary>Σ x[i]·y[i] by lanes: lane[i mod L] ← fma(x[i], y[i], lane).</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ByLanes(x, y, static (lane, xi, yi) => T.FusedMultiplyAdd(xi, yi, lane));

    /// <summary>Σ x[i] by lanes: lane[i mod L] ← lane + x[i].</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ByLanes(x, x, static (lane, xi, _) => lane + xi);

    /// <summary>Σ |x[i]| by lanes: lane[i mod L] ← lane + |x[i]|.</summary>
    public static T Asum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ByLanes(x, x, static (lane, xi, _) => lane + T.Abs(xi));

    /// <summary>
    /// √(Σ x[i]²). The sum is <see cref="Dot"/> in double, for float too. Double takes a second pass if the sum is zero, subnormal or
    /// infinite: x is multiplied by 2^min(−e, 1000), e the exponent of the greatest magnitude, and the root divided by that.
    /// </summary>
    public static T Nrm2<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] wide = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            wide[i] = ElementType.ToDouble(x[i]);
        }

        double sum = Dot<double>(wide, wide);
        bool plain = typeof(T) == typeof(float) || double.IsNaN(sum) || (double.IsNormal(sum) && double.IsFinite(sum));
        int largest = IAmax<double>(wide);
        if (plain || largest < 0 || wide[largest] == 0 || double.IsInfinity(wide[largest]))
        {
            return ElementType.FromDouble<T>(Math.Sqrt(sum));
        }

        double scale = Math.ScaleB(1.0, Math.Min(-Math.ILogB(wide[largest]), 1000));
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] *= scale;
        }

        return ElementType.FromDouble<T>(Math.Sqrt(Dot<double>(wide, wide)) / scale);
    }

    /// <summary>The index of the first element of greatest magnitude, a NaN counting as greatest; −1 for none.</summary>
    public static int IAmax<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = x.IsEmpty ? -1 : 0;
        for (int i = 1; i < x.Length && !T.IsNaN(x[best]); i++)
        {
            if (T.Abs(x[i]) > T.Abs(x[best]) || T.IsNaN(x[i]))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>y[i] ← fma(α, x[i], y[i]); α = 0 leaves y as it is.</summary>
    public static void Axpy<T>(T alpha, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length && !T.IsZero(alpha); i++)
        {
            y[i] = T.FusedMultiplyAdd(alpha, x[i], y[i]);
        }
    }

    /// <summary>x[i] ← α·x[i].</summary>
    public static void Scal<T>(T alpha, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = alpha * x[i];
        }
    }

    /// <summary>y[i] ← x[i].</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i];
        }
    }

    /// <summary>z[i] ← x[i]·y[i].</summary>
    public static void Hadamard<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = x[i] * y[i];
        }
    }

    /// <summary>z[i, j] ← x[i, j]·y[i, j].</summary>
    public static void Hadamard<T>(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> y, Span2D<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Height; i++)
        {
            for (int j = 0; j < z.Width; j++)
            {
                z[i, j] = x[i, j] * y[i, j];
            }
        }
    }

    /// <summary>β·c by the β rule: +0 without reading c for β = 0, c itself for β = 1.</summary>
    internal static T Scaled<T>(T beta, ref readonly T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsZero(beta) ? T.Zero : beta == T.One ? c : beta * c;

    internal static ReadOnlySpan<T> Row<T>(ReadOnlySpan2D<T> matrix, int row)
        where T : unmanaged => matrix.GetRowSpan(row);

    private static T ByLanes<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Func<T, T, T, T> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int laneCount = typeof(T) == typeof(float) ? 64 : 32;
        T sum = T.Zero;
        for (int start = 0; start < x.Length; start += PieceLength)
        {
            T[] lanes = new T[laneCount];
            for (int i = 0; i < Math.Min(PieceLength, x.Length - start); i++)
            {
                lanes[i % laneCount] = step(lanes[i % laneCount], x[start + i], y[start + i]);
            }

            for (int half = laneCount / 2; half >= 1; half /= 2)
            {
                for (int i = 0; i < half; i++)
                {
                    lanes[i] += lanes[i + half];
                }
            }

            sum = start == 0 ? lanes[0] : sum + lanes[0];
        }

        return sum;
    }
}
