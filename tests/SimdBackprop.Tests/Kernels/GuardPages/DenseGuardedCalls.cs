using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The products of a dense layer. An activation works on registers, so one of either kind is enough.</summary>
internal static class DenseGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] Terms = [0, 1, 2, 5, 9, 33, 65];

    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
    [
        new("Dense.Forward", Batches(lanes).Select(Forward<TestRelu<T>>)),
        new("Dense.Forward: of one sample", OneSample().Select(ForwardOfOne<Square<T>>)),
        new("Dense.BackwardData: f' of z", Batches(lanes).Select(BackwardData<Square<T>>)),
        new("Dense.BackwardData: f' of a", Batches(lanes).Select(BackwardData<TestRelu<T>>)),
        new("Dense.BackwardData: of one sample", OneSample().Select(BackwardDataOfOne<TestRelu<T>>)),
        new("Dense.BackwardActivation: f' of z", Elements(lanes).Select(BackwardActivation<Square<T>>)),
        new("Dense.BackwardActivation: f' of a", Elements(lanes).Select(BackwardActivation<TestRelu<T>>)),
        new("Dense.BackwardWeights", Batches(lanes).Select(BackwardWeights)),
        new("Dense.BackwardWeights: of one sample", OneSample().Select(BackwardWeightsOfOne)),
    ];

    /// <summary>A product of m × n with k terms, whichever of a layer's sizes those are, and the choices for it.</summary>
    private readonly record struct Shape(int M, int N, int K, GuardedChoice Choice)
    {
        internal bool IsShared => (long)M * N * K > GemmRouting.LeastParallelWork;

        internal Extent Matrix(int rows, int columns) => Choice.Matrix(rows, columns);
    }

    private static IEnumerable<Shape> Batches(int lanes)
    {
        GuardedChoice choice = new();
        return (from m in GuardedSizes.Rows from n in GuardedSizes.Columns(lanes) from k in Terms select new Shape(m, n, k, choice))
            .Append(new(83, 89, 79, choice))
            .Append(new(13, 131, GemmBlocking.KBlock + 1, choice));
    }

    private static IEnumerable<Shape> OneSample()
    {
        GuardedChoice choice = new();
        return from n in GuardedSizes.Elements<T>().Append(701) from k in n > 700 ? [601] : GuardedSizes.Rows select new Shape(1, n, k, choice);
    }

    private static IEnumerable<Shape> Elements(int lanes)
    {
        GuardedChoice choice = new();
        return from m in new[] { 0, 1, 2, 3 } from n in GuardedSizes.TwiceAndOne(2 * lanes) select new Shape(m, n, 0, choice);
    }

    private static GuardedCase<T> Forward<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [
                by.Matrix(by.M, by.K),
                by.Matrix(by.N, by.K),
                Extent.Vector(by.Choice.Flag ? by.N : 0),
                by.Choice.Flag ? by.Matrix(by.M, by.N) : default,
                by.Matrix(by.M, by.N),
            ],
            static m => Dense.Forward<T, TActivation>(m.Matrix(0), m.Matrix(1), m.Vector(2), m.Matrix(3), m.Matrix(4), default, m.Options),
            by.IsShared ? 3 : 1);

    // The sums are along the rows of the weights, which therefore have the edges: n inputs, k outputs.
    private static GuardedCase<T> ForwardOfOne<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [
                Extent.Vector(by.N),
                by.Matrix(by.K, by.N),
                Extent.Vector(by.Choice.Flag ? by.K : 0),
                Extent.Vector(by.Choice.Flag ? by.K : 0),
                Extent.Vector(by.K),
            ],
            static m => Dense.Forward<T, TActivation>(m.Vector(0), m.Matrix(1), m.Vector(2), m.Vector(3), m.Vector(4), default, m.Options),
            by.IsShared ? 3 : 1);

    private static GuardedCase<T> BackwardData<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [by.Matrix(by.M, by.K), by.Matrix(by.K, by.N), FromZ<TActivation>(by), FromA<TActivation>(by), by.Matrix(by.M, by.N)],
            static m => Dense.BackwardData<T, TActivation>(m.Matrix(0), m.Matrix(1), m.Matrix(2), m.Matrix(3), m.Matrix(4), default, m.Options),
            by.IsShared ? 3 : 1);

    private static GuardedCase<T> BackwardDataOfOne<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [Extent.Vector(by.K), by.Matrix(by.K, by.N), FromZ<TActivation>(by), FromA<TActivation>(by), Extent.Vector(by.N)],
            static m => Dense.BackwardData<T, TActivation>(m.Vector(0), m.Matrix(1), m.Vector(2), m.Vector(3), m.Vector(4), default, m.Options),
            by.IsShared ? 3 : 1);

    private static GuardedCase<T> BackwardActivation<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [FromZ<TActivation>(by), FromA<TActivation>(by), by.Matrix(by.M, by.N)],
            static m => Dense.BackwardActivation<T, TActivation>(m.Matrix(0), m.Matrix(1), m.Matrix(2), default, m.Options));

    private static GuardedCase<T> BackwardWeights(Shape by)
    {
        T beta = ElementType.FromDouble<T>(by.Choice.Beta);
        return new(
            $"beta {beta} ",
            [by.Matrix(by.K, by.M), by.Matrix(by.K, by.N), by.Matrix(by.M, by.N), Extent.Vector(by.Choice.Flag ? by.M : 0)],
            m => Dense.BackwardWeights<T>(m.Matrix(0), m.Matrix(1), beta, m.Matrix(2), m.Vector(3), m.Options),
            by.IsShared ? 3 : 1);
    }

    private static GuardedCase<T> BackwardWeightsOfOne(Shape by)
    {
        T beta = ElementType.FromDouble<T>(by.Choice.Beta);
        return new(
            $"beta {beta} ",
            [Extent.Vector(by.K), Extent.Vector(by.N), by.Matrix(by.K, by.N), Extent.Vector(by.Choice.Flag ? by.K : 0)],
            m => Dense.BackwardWeights<T>(m.Vector(0), m.Vector(1), beta, m.Matrix(2), m.Vector(3), m.Options),
            by.IsShared ? 3 : 1);
    }

    // What the derivative is not taken from is left out, as a network that does not keep it would. One sample has one row.
    private static Extent FromZ<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> =>
        TActivation.DerivativeOperand == DerivativeOperand.PreActivation ? by.Matrix(by.M, by.N) : default;

    private static Extent FromA<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> =>
        TActivation.DerivativeOperand == DerivativeOperand.Output ? by.Matrix(by.M, by.N) : default;
}
