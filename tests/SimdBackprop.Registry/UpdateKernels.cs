using System.Numerics;
using SimdBackprop.Training;

namespace SimdBackprop.Registry;

/// <summary>The steps of every optimiser: on gradients that are written, and fused with the product that makes them.</summary>
internal static class UpdateKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        .. from optimizer in AnyOptimizer.Names.Select(AnyOptimizer.Of)
           from entry in new[]
           {
               new KernelEntry<T>($"Dense.Update: {optimizer.Name}", Updates(lanes, optimizer)),
               new($"Dense.BackwardWeightsUpdate: {optimizer.Name}", Batches(lanes, optimizer)),
               new($"Dense.BackwardWeightsUpdate: {optimizer.Name}, one sample", OneSample(lanes, optimizer)),
           }
           select entry,
    ];

    private static IEnumerable<KernelCase<T>> Updates(int lanes, IOptimizer optimizer) =>
        from length in KernelSizes.TwiceAndOne(4 * lanes).Append(262_145)
        from kind in Enum.GetValues<ParameterKind>()
        select new KernelCase<T>(
            $"{kind} ",
            [Operand.Vector(length), Operand.Vector(length), .. States(optimizer, Operand.Vector(length))],
            o => Provide(optimizer, new Update(o, kind, IsProgram: false)),
            o => Provide(optimizer, new Update(o, kind, IsProgram: true)))
        {
            Degree = length > 100_000 ? 3 : 1,
            Extents = [new(length, 4 * lanes)],
        };

    private static IEnumerable<KernelCase<T>> Batches(int lanes, IOptimizer optimizer)
    {
        KernelChoice choice = new();
        (int M, int N, int K)[] shapes =
        [
            .. from m in KernelSizes.Rows from n in KernelSizes.Columns(lanes) from k in new[] { 0, 1, 2, 5 } select (m, n, k),

            // More weights than have their gradient on the stack, so that tiles are taken by the rule one after the other.
            .. from m in new[] { 16, 17, 23 } from n in KernelSizes.Columns(lanes) select (m, 65 + n, 3),
            (9, 131, GemmBlocking.KBlockOfTaken + 1), (83, 89, 79),
        ];
        return from shape in shapes
               let bias = Operand.Vector(choice.Flag ? shape.M : 0)
               let withPenalty = choice.Flag

               // Gradients beyond those on the stack as a whole, or strip by strip, with the rule after the product or beside the next.
               let byStrips = shape.K == 3 || choice.Flag
               from beside in byStrips ? new[] { false, true } : [false]
               select new KernelCase<T>(
                   withPenalty ? "with a penalty " : "",
                   [
                       choice.Matrix(shape.K, shape.M),
                       choice.Matrix(shape.K, shape.N),
                       .. Parameters(optimizer, choice.Matrix(shape.M, shape.N), choice.Matrix(shape.M, shape.N), bias),
                   ],
                   o => Provide(optimizer, withPenalty, new Fused(o)),
                   o => Provide(optimizer, withPenalty, new Twin(o)))
               {
                   ByStrips = byStrips,
                   Beside = beside,
                   Degree = shape.K == 79 ? 3 : 1,
                   Extents = KernelSizes.Tile(shape.M, shape.N, lanes),
               };
    }

    private static IEnumerable<KernelCase<T>> OneSample(int lanes, IOptimizer optimizer)
    {
        KernelChoice choice = new();
        return from m in KernelSizes.Rows
               from n in KernelSizes.TwiceAndOne(4 * lanes)
               select new KernelCase<T>(
                   "",
                   [Operand.Vector(m), Operand.Vector(n), .. Parameters(optimizer, choice.Matrix(m, n), choice.Matrix(m, n), Operand.Vector(m))],
                   o => Provide(optimizer, new FusedOfOne(o)),
                   o => Provide(optimizer, new Twin(o)))
               {
                   Extents = [new(m, KernelSizes.HighestTile), new(n, 4 * lanes)],
               };
    }

    // Weights, biases, the two states of the weights, the two of the biases.
    private static Operand[] Parameters(IOptimizer optimizer, Operand weights, Operand state, Operand bias) =>
        [weights, bias, .. States(optimizer, state), .. States(optimizer, bias)];

    private static Operand[] States(IOptimizer optimizer, Operand shape) =>
        [optimizer.StateCount >= 1 ? shape.Positive : default, optimizer.StateCount >= 2 ? shape.Positive : default];

    private static void Provide<TUse>(IOptimizer optimizer, TUse use)
        where TUse : struct, IRuleUse<T> => optimizer.Provide<T, TUse>(new OptimizerStep(3), ref use);

    private static void Provide<TUse>(IOptimizer optimizer, bool withPenalty, TUse use)
        where TUse : struct, IRuleUse<T>
    {
        if (withPenalty)
        {
            Provide(optimizer, new Penalized<TUse>(use));
        }
        else
        {
            Provide(optimizer, use);
        }
    }

    private readonly record struct Update(KernelOperands<T> O, ParameterKind Kind, bool IsProgram) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            if (IsProgram)
            {
                Reference.Dense.Update(rule, Kind, O.Vector(0), O.Vector(1), O.Vector(2), O.Vector(3));
            }
            else
            {
                Dense.Update(rule, Kind, O.Vector(0), O.Vector(1), O.Vector(2), O.Vector(3), O.Options);
            }
        }
    }

    private readonly record struct Fused(KernelOperands<T> O) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T> => Dense.BackwardWeightsUpdate(
                O.Matrix(0), O.Matrix(1), O.Matrix(2), O.Vector(3), O.Matrix(4), O.Matrix(5), O.Vector(6), O.Vector(7), rule, O.Options);
    }

    private readonly record struct FusedOfOne(KernelOperands<T> O) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T> => Dense.BackwardWeightsUpdate(
                O.Vector(0), O.Vector(1), O.Matrix(2), O.Vector(3), O.Matrix(4), O.Matrix(5), O.Vector(6), O.Vector(7), rule, O.Options);
    }

    private readonly record struct Twin(KernelOperands<T> O) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T> => Reference.Dense.BackwardWeightsUpdate(
                O.Matrix(0), O.Matrix(1), O.Matrix(2), O.Vector(3), O.Matrix(4), O.Matrix(5), O.Vector(6), O.Vector(7), rule);
    }

    private readonly record struct Penalized<TUse>(TUse Inner) : IRuleUse<T>
        where TUse : struct, IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            RegularizedRule<T, TRule> penalized = new(rule, ElementType.FromDouble<T>(0.01), ElementType.FromDouble<T>(0.25));
            Inner.Use(penalized);
        }
    }
}
