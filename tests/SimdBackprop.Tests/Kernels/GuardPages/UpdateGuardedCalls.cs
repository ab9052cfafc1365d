using System.Numerics;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>The steps of every optimiser: on gradients that are written, and fused with the product that makes them.</summary>
internal static class UpdateGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
    [
        .. from optimizer in AnyOptimizer.Names.Select(AnyOptimizer.Of)
           from entry in new[]
           {
               new GuardedEntry<T>($"Dense.Update: {optimizer.Name}", Updates(lanes, optimizer)),
               new($"Dense.BackwardWeightsUpdate: {optimizer.Name}", Batches(lanes, optimizer)),
               new($"Dense.BackwardWeightsUpdate: {optimizer.Name}, one sample", OneSample(lanes, optimizer)),
           }
           select entry,
    ];

    private static IEnumerable<GuardedCase<T>> Updates(int lanes, IOptimizer optimizer) =>
        from length in GuardedSizes.TwiceAndOne(4 * lanes).Append(262_145)
        from kind in Enum.GetValues<ParameterKind>()
        select new GuardedCase<T>(
            $"{kind} ",
            [Extent.Vector(length), Extent.Vector(length), .. States(optimizer, Extent.Vector(length))],
            m => Provide(optimizer, new Step(m, kind)),
            length > 100_000 ? 3 : 1);

    private static IEnumerable<GuardedCase<T>> Batches(int lanes, IOptimizer optimizer)
    {
        GuardedChoice choice = new();
        (int M, int N, int K)[] shapes =
        [
            .. from m in GuardedSizes.Rows from n in GuardedSizes.Columns(lanes) from k in new[] { 0, 1, 2, 5 } select (m, n, k),

            // More weights than have their gradient on the stack, so that tiles are taken by the rule one after the other.
            .. from m in new[] { 16, 17, 23 } from n in GuardedSizes.Columns(lanes) select (m, 65 + n, 3),
            (83, 89, 79), (9, 131, GemmBlocking.KBlockOfTaken + 1),
        ];
        return from shape in shapes
               select new GuardedCase<T>(
                   "",
                   [
                       choice.Matrix(shape.K, shape.M),
                       choice.Matrix(shape.K, shape.N),
                       .. Parameters(optimizer, choice.Matrix(shape.M, shape.N), choice.Matrix(shape.M, shape.N), Extent.Vector(choice.Flag ? shape.M : 0)),
                   ],
                   Call(optimizer, withPenalty: choice.Flag, byTiles: shape.K == 3 || choice.Flag),
                   shape.K == 79 ? 3 : 1);
    }

    private static Action<GuardedOperands<T>> Call(IOptimizer optimizer, bool withPenalty, bool byTiles) => m =>
    {
        // Gradients beyond those on the stack as a whole, or tile by tile.
        KernelOptions options = new() { Tier = m.Options.Tier, MaxDegreeOfParallelism = m.Options.MaxDegreeOfParallelism, GradientBytes = byTiles ? 0 : null };
        Fused fused = new(m, options, isOneSample: false);
        if (withPenalty)
        {
            Provide(optimizer, new Penalized(fused));
        }
        else
        {
            Provide(optimizer, fused);
        }
    };

    private static IEnumerable<GuardedCase<T>> OneSample(int lanes, IOptimizer optimizer)
    {
        GuardedChoice choice = new();
        return from m in GuardedSizes.Rows
               from n in GuardedSizes.TwiceAndOne(4 * lanes)
               select new GuardedCase<T>(
                   "",
                   [Extent.Vector(m), Extent.Vector(n), .. Parameters(optimizer, choice.Matrix(m, n), choice.Matrix(m, n), Extent.Vector(m))],
                   o => Provide(optimizer, new Fused(o, o.Options, isOneSample: true)));
    }

    // Weights, biases, the two states of the weights, the two of the biases.
    private static Extent[] Parameters(IOptimizer optimizer, Extent weights, Extent state, Extent bias) =>
        [weights, bias, .. States(optimizer, state), .. States(optimizer, bias)];

    private static Extent[] States(IOptimizer optimizer, Extent extent) =>
        [optimizer.StateCount >= 1 ? extent : default, optimizer.StateCount >= 2 ? extent : default];

    private static void Provide<TUse>(IOptimizer optimizer, TUse use)
        where TUse : struct, IRuleUse<T> => optimizer.Provide<T, TUse>(new OptimizerStep(3), ref use);

    private readonly struct Step(GuardedOperands<T> m, ParameterKind kind) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T> => Dense.Update(rule, kind, m.Vector(0), m.Vector(1), m.Vector(2), m.Vector(3), m.Options);
    }

    private readonly struct Fused(GuardedOperands<T> m, KernelOptions options, bool isOneSample) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            if (isOneSample)
            {
                Dense.BackwardWeightsUpdate(
                    m.Vector(0), m.Vector(1), m.Matrix(2), m.Vector(3), m.Matrix(4), m.Matrix(5), m.Vector(6), m.Vector(7), rule, options);
            }
            else
            {
                Dense.BackwardWeightsUpdate(
                    m.Matrix(0), m.Matrix(1), m.Matrix(2), m.Vector(3), m.Matrix(4), m.Matrix(5), m.Vector(6), m.Vector(7), rule, options);
            }
        }
    }

    private readonly struct Penalized(Fused fused) : IRuleUse<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T>
        {
            RegularizedRule<T, TRule> penalized = new(rule, ElementType.FromDouble<T>(0.01), ElementType.FromDouble<T>(0.25));
            fused.Use(penalized);
        }
    }
}
