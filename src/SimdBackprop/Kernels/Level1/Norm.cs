using System.Numerics;

namespace SimdBackprop;

/// <summary>The Euclidean norm, guarded against overflow and underflow.</summary>
internal static unsafe class Norm
{
    /// <summary>Elements widened or scaled at a time: whole pieces of the lane reduction, so that its order is kept.</summary>
    private const int ChunkLength = LaneReduction.PieceLength;

    internal static T Euclidean<T>(ReadOnlySpan<T> x, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = SumOfSquares(x, 1.0, options);
        if (typeof(T) == typeof(float) || (double.IsNormal(sum) && double.IsFinite(sum)) || double.IsNaN(sum))
        {
            return ElementType.FromDouble<T>(Math.Sqrt(sum));
        }

        double largest = x.IsEmpty ? 0 : Math.Abs(ElementType.ToDouble(x[Blas.IAmax(x, options)]));
        if (largest == 0 || !double.IsFinite(largest))
        {
            return ElementType.FromDouble<T>(largest);
        }

        // A power of two, so that scaling is exact for every element that matters; 2¹⁰⁰⁰ lifts even subnormals far enough.
        double scale = Math.ScaleB(1.0, Math.Min(-Math.ILogB(largest), 1000));
        return ElementType.FromDouble<T>(Math.Sqrt(SumOfSquares(x, scale, options)) / scale);
    }

    private static double SumOfSquares<T>(ReadOnlySpan<T> x, double scale, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double) && scale == 1.0)
        {
            fixed (T* px = x)
            {
                return ReductionKernel<double, DotStep<double>>.Reduce((double*)px, (double*)px, x.Length, options);
            }
        }

        using PooledScratch<double> chunk = new(Math.Min(x.Length, ChunkLength));
        double sum = 0;
        for (int start = 0; start < x.Length; start += ChunkLength)
        {
            ReadOnlySpan<T> part = x.Slice(start, Math.Min(ChunkLength, x.Length - start));
            for (int i = 0; i < part.Length; i++)
            {
                chunk.Pointer[i] = ElementType.ToDouble(part[i]) * scale;
            }

            double piece = ReductionKernel<double, DotStep<double>>.Reduce(chunk.Pointer, chunk.Pointer, part.Length, options);
            sum = start == 0 ? piece : sum + piece;
        }

        return sum;
    }
}
