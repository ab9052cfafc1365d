using System.Numerics;
using System.Runtime.InteropServices;
using SimdBackprop.Networks;

namespace SimdBackprop.Registry;

/// <summary>The costs, through which softmax is reached. One source for every tier, so the scalar tier defines the bits.</summary>
internal static class CostKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
        from cost in new ICost<T>[] { new SoftmaxCrossEntropy<T>(), new SigmoidCrossEntropy<T>(), new HalfSquaredError<T>() }
        let together = cost is SoftmaxCrossEntropy<T> ? LaneReduction.LaneCount<T>() : 4 * lanes
        from entry in Of(cost, cost.GetType().Name.Split('`')[0], together)
        select entry;

    private static IEnumerable<KernelEntry<T>> Of(ICost<T> cost, string name, int together) =>
    [
        new($"{name}.Evaluate", Cases(together, inputs: 2, gradient: false, costs: true, o => cost.Evaluate(o.Matrix(0), o.Matrix(1), Costs(o, 2), o.Options))),
        new(
            $"{name}.Gradient",
            Cases(together, inputs: 2, gradient: true, costs: false, o => cost.Gradient(o.Matrix(0), o.Matrix(1), T.One, o.Matrix(2), o.Options))),
        new(
            $"{name}.EvaluateWithGradient",
            Cases(
                together,
                inputs: 2,
                gradient: true,
                costs: true,
                o => cost.EvaluateWithGradient(o.Matrix(0), o.Matrix(1), T.One, o.Matrix(2), Costs(o, 3), o.Options))),
        new($"{name}.ToPrediction", Cases(together, inputs: 1, gradient: false, costs: false, o => cost.ToPrediction(o.Matrix(0), o.Options))),
    ];

    private static unsafe IEnumerable<KernelCase<T>> Cases(int together, int inputs, bool gradient, bool costs, Action<KernelOperands<T>> call)
    {
        KernelChoice choice = new();
        int costElements = sizeof(double) / sizeof(T);
        return from rows in KernelSizes.TwiceAndOne(1).Skip(1)
               from width in KernelSizes.TwiceAndOne(together).Skip(1)
               select new KernelCase<T>(
                   "",
                   [
                       .. Enumerable.Range(0, inputs).Select(_ => choice.Matrix(rows, width)),
                       .. gradient ? [choice.Matrix(rows, width).Unread] : Array.Empty<Operand>(),
                       .. costs ? [Operand.Vector(rows * costElements).Unread] : Array.Empty<Operand>(),
                   ],
                   call,
                   call)
               {
                   Extents = [new(rows, 1, Least: 1), new(width, together, Least: 1)],
               };
    }

    // Doubles, whatever T is.
    private static Span<double> Costs(KernelOperands<T> o, int operand) => MemoryMarshal.Cast<T, double>(o.Vector(operand));
}
