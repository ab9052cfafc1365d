using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>Operands.</summary>
internal static class RandomTensor
{
    /// <summary>A matrix of numbers between −1 and 1, the same ones in every run.</summary>
    internal static PooledTensor<T> Of<T>(RandomSource random, (int Rows, int Columns) shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PooledTensor<T> tensor = PooledTensor<T>.RentUninitialized(shape.Rows, shape.Columns);
        foreach (ref T value in tensor.Span)
        {
            value = T.CreateTruncating(random.NextUniform(-1, 1));
        }

        return tensor;
    }
}
