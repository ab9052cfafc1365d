using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>The products of a dense layer. An activation works on registers, so one of either kind is enough.</summary>
internal static class DenseKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] Terms = [0, 1, 2, 5, 9, 33, 65];

    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        Of("Dense.Forward", Batches(lanes), Forward<TestRelu<T>>),
        Of("Dense.Forward: of one sample", OneSample(), ForwardOfOne<Square<T>>),
        Of("Dense.BackwardData: f' of z", Batches(lanes), BackwardData<Square<T>>),
        Of("Dense.BackwardData: f' of a", Batches(lanes), BackwardData<TestRelu<T>>),
        Of("Dense.BackwardData: of one sample", OneSample(), BackwardDataOfOne<TestRelu<T>>),
        Of("Dense.BackwardActivation: f' of z", Elements(lanes), BackwardActivation<Square<T>>),
        Of("Dense.BackwardActivation: f' of a", Elements(lanes), BackwardActivation<TestRelu<T>>),
        Of("Dense.BackwardWeights", Batches(lanes), BackwardWeights),
        Of("Dense.BackwardWeights: of one sample", OneSample(), BackwardWeightsOfOne),
    ];

    private static KernelEntry<T> Of(string name, IEnumerable<Shape> shapes, Func<Shape, KernelCase<T>> caseOf) =>
        new(name, shapes.Select(by => caseOf(by) with { Degree = by.Degree, Extents = by.Extents }));

    /// <summary>A product of m × n with k terms, whichever of a layer's sizes those are, and the choices for it.</summary>
    private readonly record struct Shape(int M, int N, int K, KernelChoice Choice)
    {
        internal int Degree => (long)M * N * K > GemmRouting.LeastParallelWork ? 3 : 1;

        internal Extent[] Extents { get; init; } = [];

        internal Operand Matrix(int rows, int columns) => Choice.Matrix(rows, columns);
    }

    private static IEnumerable<Shape> Batches(int lanes)
    {
        KernelChoice choice = new();
        return (from m in KernelSizes.Rows from n in KernelSizes.Columns(lanes) from k in Terms select new Shape(m, n, k, choice))
            .Append(new(13, 131, GemmBlocking.KBlock + 1, choice))
            .Append(new(83, 89, 79, choice))
            .Select(by => by with { Extents = KernelSizes.Tile(by.M, by.N, lanes) });
    }

    private static IEnumerable<Shape> OneSample()
    {
        KernelChoice choice = new();
        return from n in KernelSizes.Elements<T>().Append(701)
               from k in n > 700 ? [601] : KernelSizes.Rows
               select new Shape(1, n, k, choice) { Extents = [new(n, LaneReduction.LaneCount<T>()), new(k, KernelSizes.HighestTile)] };
    }

    private static IEnumerable<Shape> Elements(int lanes)
    {
        KernelChoice choice = new();
        return from m in KernelSizes.TwiceAndOne(1)
               from n in KernelSizes.TwiceAndOne(4 * lanes)
               select new Shape(m, n, 0, choice) { Extents = [new(m, 1), new(n, 4 * lanes)] };
    }

    private static KernelCase<T> Forward<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [
                by.Matrix(by.M, by.K),
                by.Matrix(by.N, by.K),
                Operand.Vector(by.Choice.Flag ? by.N : 0),
                by.Choice.Flag ? by.Matrix(by.M, by.N).Unread : default,
                by.Matrix(by.M, by.N).Unread,
            ],
            static o => Dense.Forward<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Vector(2), o.Matrix(3), o.Matrix(4), default, o.Options),
            static o => Reference.Dense.Forward<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Vector(2), o.Matrix(3), o.Matrix(4)));

    // The sums are along the rows of the weights, which therefore have the edges: n inputs, k outputs.
    private static KernelCase<T> ForwardOfOne<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [
                Operand.Vector(by.N),
                by.Matrix(by.K, by.N),
                Operand.Vector(by.Choice.Flag ? by.K : 0),
                Operand.Vector(by.Choice.Flag ? by.K : 0).Unread,
                Operand.Vector(by.K).Unread,
            ],
            static o => Dense.Forward<T, TActivation>(o.Vector(0), o.Matrix(1), o.Vector(2), o.Vector(3), o.Vector(4), default, o.Options),
            static o => Reference.Dense.Forward<T, TActivation>(
                o.Matrix(0), o.Matrix(1), o.Vector(2), o.Vector(3).IsEmpty ? default : o.Matrix(3), o.Matrix(4)));

    private static KernelCase<T> BackwardData<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [by.Matrix(by.M, by.K), by.Matrix(by.K, by.N), FromZ<TActivation>(by), FromA<TActivation>(by), by.Matrix(by.M, by.N).Unread],
            static o => Dense.BackwardData<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Matrix(2), o.Matrix(3), o.Matrix(4), default, o.Options),
            static o => Reference.Dense.BackwardData<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Matrix(2), o.Matrix(3), o.Matrix(4)));

    private static KernelCase<T> BackwardDataOfOne<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [Operand.Vector(by.K), by.Matrix(by.K, by.N), FromZ<TActivation>(by), FromA<TActivation>(by), Operand.Vector(by.N).Unread],
            static o => Dense.BackwardData<T, TActivation>(o.Vector(0), o.Matrix(1), o.Vector(2), o.Vector(3), o.Vector(4), default, o.Options),
            static o => Reference.Dense.BackwardData<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Matrix(2), o.Matrix(3), o.Matrix(4)));

    private static KernelCase<T> BackwardActivation<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> => new(
            "",
            [FromZ<TActivation>(by), FromA<TActivation>(by), by.Matrix(by.M, by.N)],
            static o => Dense.BackwardActivation<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Matrix(2), default, o.Options),
            static o => Reference.Dense.BackwardActivation<T, TActivation>(o.Matrix(0), o.Matrix(1), o.Matrix(2)));

    private static KernelCase<T> BackwardWeights(Shape by)
    {
        double beta = by.Choice.Beta;
        T b = ElementType.FromDouble<T>(beta);
        return new(
            $"beta {beta} ",
            [by.Matrix(by.K, by.M), by.Matrix(by.K, by.N), by.Choice.Destination(beta, by.M, by.N), Biases(by.Choice, beta, by.M)],
            o => Dense.BackwardWeights<T>(o.Matrix(0), o.Matrix(1), b, o.Matrix(2), o.Vector(3), o.Options),
            o => Reference.Dense.BackwardWeights<T>(o.Matrix(0), o.Matrix(1), b, o.Matrix(2), o.Vector(3)));
    }

    private static KernelCase<T> BackwardWeightsOfOne(Shape by)
    {
        double beta = by.Choice.Beta;
        T b = ElementType.FromDouble<T>(beta);
        return new(
            $"beta {beta} ",
            [Operand.Vector(by.K), Operand.Vector(by.N), by.Choice.Destination(beta, by.K, by.N), Biases(by.Choice, beta, by.K)],
            o => Dense.BackwardWeights<T>(o.Vector(0), o.Vector(1), b, o.Matrix(2), o.Vector(3), o.Options),
            o => Reference.Dense.BackwardWeights<T>(o.Matrix(0), o.Matrix(1), b, o.Matrix(2), o.Vector(3)));
    }

    private static Operand Biases(KernelChoice choice, double beta, int outputs)
    {
        Operand biases = Operand.Vector(choice.Flag ? outputs : 0);
        return beta == 0 ? biases.Unread : biases;
    }

    // What the derivative is not taken from is left out, as a network that does not keep it would. One sample has one row.
    private static Operand FromZ<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> =>
        TActivation.DerivativeOperand == DerivativeOperand.PreActivation ? by.Matrix(by.M, by.N) : default;

    private static Operand FromA<TActivation>(Shape by)
        where TActivation : struct, IActivation<T> =>
        TActivation.DerivativeOperand == DerivativeOperand.Output ? by.Matrix(by.M, by.N) : default;
}
