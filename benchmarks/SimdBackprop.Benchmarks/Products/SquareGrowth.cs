using System.Numerics;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>Square products of every size in a range, ours alone, each against its neighbour.</summary>
internal static class SquareGrowth
{
    internal const int Smallest = 8;
    internal const int Largest = 300;

    /// <summary>Rows of the highest tile.</summary>
    private const int TileRows = 8;

    /// <summary>Sizes up to this run all the code that there is; to warm it up for each of the others again would take a minute.</summary>
    private const int LargestToWarmUp = 80;

    /// <summary>What a product of whole tiles would do: multiply-adds with the rows made up to tiles and the columns to vectors.</summary>
    internal static double WholeTiles(int size, int lanes) => (double)RoundedUp(size, TileRows) * RoundedUp(size, lanes) * size;

    /// <summary>Takes turns from size to size; whatever looks too steep is then measured again, the two sizes alone.</summary>
    internal static Growth Measure<T>(Alternation alternation, SimdTier tier, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomSource random = new(1);
        using PooledTensor<T> a = RandomTensor.Of<T>(random, (Largest, Largest));
        using PooledTensor<T> b = RandomTensor.Of<T>(random, (Largest, Largest));
        using PooledTensor<T> c = PooledTensor<T>.Rent(Largest, Largest);
        Contestant[] squares = [.. Enumerable.Range(Smallest, Largest - Smallest + 1).Select(size => Square(size, a, b, c, options))];
        IReadOnlyList<Timing> timings = alternation.Run(squares);
        int lanes = TierProgram.For(tier, default(LanesOf<T>));
        return new Growth([.. Enumerable.Range(1, squares.Length - 1).Select(Step)]);

        GrowthStep Step(int i)
        {
            double expected = WholeTiles(Smallest + i, lanes) / WholeTiles(Smallest + i - 1, lanes);
            double factor = TimesAsLong(timings[i - 1], timings[i]) / expected;
            if (factor > Growth.Most)
            {
                IReadOnlyList<Timing> again = alternation.Run([squares[i - 1], squares[i]]);
                factor = TimesAsLong(again[0], again[1]) / expected;
            }

            return new GrowthStep(Smallest + i, timings[i].Rate, factor);
        }
    }

    // Rates are work by time, and the work of the two differs.
    private static double TimesAsLong(Timing before, Timing after) => before.RatioTo(after) * after.Contestant.Work / before.Contestant.Work;

    private static int RoundedUp(int size, int unit) => (size + unit - 1) / unit * unit;

    private static Contestant Square<T>(int size, PooledTensor<T> a, PooledTensor<T> b, PooledTensor<T> c, KernelOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return new Contestant($"{size}", 2.0 * size * size * size, Run, IsManaged: size <= LargestToWarmUp);

        void Run(int calls)
        {
            Span2D<T> left = Corner(a, size), right = Corner(b, size), result = Corner(c, size);
            for (; calls > 0; calls--)
            {
                Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, left, right, T.Zero, result, options);
            }
        }
    }

    /// <summary>The first elements as a square without gaps.</summary>
    private static Span2D<T> Corner<T>(PooledTensor<T> tensor, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Span2D<T>.DangerousCreate(ref MemoryMarshal.GetReference(tensor.Span), size, size, 0);

    private readonly struct LanesOf<T> : ITierProgram<T, int>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int For<TIsa, TVec>()
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => TIsa.Lanes;
    }
}
