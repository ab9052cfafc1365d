using System.Numerics;

namespace SimdBackprop;

/// <summary>The Euclidean norm, guarded against overflow and underflow.</summary>
internal static unsafe class Norm
{
    internal static T Euclidean<T>(T* x, int length, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = Reduction.Run<double, SquareStep<T>>(new SquareStep<T>(x), length, sizeof(T), options);
        if (typeof(T) == typeof(float) || (double.IsNormal(sum) && double.IsFinite(sum)) || double.IsNaN(sum))
        {
            return ElementType.FromDouble<T>(Math.Sqrt(sum));
        }

        int index = IAmaxKernel<T>.IndexOfGreatest(x, length, options);
        double largest = index < 0 ? 0 : Math.Abs(ElementType.ToDouble(x[index]));
        if (largest == 0 || !double.IsFinite(largest))
        {
            return ElementType.FromDouble<T>(largest);
        }

        // A power of two, so that scaling is exact for every element that matters; 2¹⁰⁰⁰ lifts even subnormals far enough.
        double scale = Math.ScaleB(1.0, Math.Min(-Math.ILogB(largest), 1000));
        ScaledSquareStep scaled = new((double*)x, scale);
        return ElementType.FromDouble<T>(Math.Sqrt(Reduction.Run<double, ScaledSquareStep>(scaled, length, sizeof(T), options)) / scale);
    }
}
