using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// The ceiling of every product: fused multiply-adds on registers alone, in the vectors of the tier, on every thread of the crew at once. It takes
/// turns with the products, because a percentage of a peak that was measured a minute ago, at another clock, means nothing.
/// </summary>
internal static unsafe class FmaPeak
{
    internal const string Name = "peak";

    internal const string Description = "FMA peak";

    private const int IterationsPerCall = 1_000;
    private const int MultiplyAddsPerIteration = 24;

    internal static Contestant Create<T>(SimdTier tier, Crew crew)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TierProgram.For(tier, new PeakProgram<T>(crew));

    /// <summary>
    /// Twelve chains hide the latency of four cycles on two ports with a third to spare, and leave registers for the factors even where there
    /// are sixteen.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PeakLoop<T, TIsa, TVec>(nint iterations, T* factors, T* sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec x = TIsa.Broadcast(factors[0]);
        TVec y = TIsa.Broadcast(factors[1]);
        TVec c0 = TIsa.Zero, c1 = TIsa.Zero, c2 = TIsa.Zero, c3 = TIsa.Zero, c4 = TIsa.Zero, c5 = TIsa.Zero;
        TVec c6 = TIsa.Zero, c7 = TIsa.Zero, c8 = TIsa.Zero, c9 = TIsa.Zero, c10 = TIsa.Zero, c11 = TIsa.Zero;
        for (; iterations > 0; iterations--)
        {
            c0 = TIsa.MultiplyAdd(x, y, c0);
            c1 = TIsa.MultiplyAdd(x, y, c1);
            c2 = TIsa.MultiplyAdd(x, y, c2);
            c3 = TIsa.MultiplyAdd(x, y, c3);
            c4 = TIsa.MultiplyAdd(x, y, c4);
            c5 = TIsa.MultiplyAdd(x, y, c5);
            c6 = TIsa.MultiplyAdd(x, y, c6);
            c7 = TIsa.MultiplyAdd(x, y, c7);
            c8 = TIsa.MultiplyAdd(x, y, c8);
            c9 = TIsa.MultiplyAdd(x, y, c9);
            c10 = TIsa.MultiplyAdd(x, y, c10);
            c11 = TIsa.MultiplyAdd(x, y, c11);
            c0 = TIsa.MultiplyAdd(x, y, c0);
            c1 = TIsa.MultiplyAdd(x, y, c1);
            c2 = TIsa.MultiplyAdd(x, y, c2);
            c3 = TIsa.MultiplyAdd(x, y, c3);
            c4 = TIsa.MultiplyAdd(x, y, c4);
            c5 = TIsa.MultiplyAdd(x, y, c5);
            c6 = TIsa.MultiplyAdd(x, y, c6);
            c7 = TIsa.MultiplyAdd(x, y, c7);
            c8 = TIsa.MultiplyAdd(x, y, c8);
            c9 = TIsa.MultiplyAdd(x, y, c9);
            c10 = TIsa.MultiplyAdd(x, y, c10);
            c11 = TIsa.MultiplyAdd(x, y, c11);
        }

        // Sums that nobody reads would not be computed.
        TVec low = TIsa.Add(TIsa.Add(TIsa.Add(c0, c1), TIsa.Add(c2, c3)), TIsa.Add(c4, c5));
        TVec high = TIsa.Add(TIsa.Add(TIsa.Add(c6, c7), TIsa.Add(c8, c9)), TIsa.Add(c10, c11));
        TIsa.Store(sink, TIsa.Add(low, high));
    }

    private sealed class PeakProgram<T>(Crew crew) : ITierProgram<T, Contestant>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Contestant For<TIsa, TVec>()
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            double work = 2.0 * MultiplyAddsPerIteration * IterationsPerCall * TIsa.Lanes * crew.Threads;
            Action<int, int> loop = (_, calls) => Loop<TIsa, TVec>(calls);
            return new Contestant(Name, work, calls => crew.Run(loop, calls), IsManaged: true);
        }

        private static void Loop<TIsa, TVec>(int calls)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            // Growing sums, no subnormals, no infinities; factors that the compiler cannot know.
            T* factors = stackalloc T[2];
            (factors[0], factors[1]) = (T.CreateTruncating(1.0009765625), T.CreateTruncating(0.0009765625));
            T* sink = stackalloc T[TIsa.Lanes];
            PeakLoop<T, TIsa, TVec>((nint)calls * IterationsPerCall, factors, sink);
        }
    }
}
