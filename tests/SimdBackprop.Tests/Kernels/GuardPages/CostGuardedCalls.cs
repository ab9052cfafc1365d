using System.Numerics;
using System.Runtime.InteropServices;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>The costs, through which softmax is reached.</summary>
internal static class CostGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
        from cost in new ICost<T>[] { new SoftmaxCrossEntropy<T>(), new SigmoidCrossEntropy<T>(), new HalfSquaredError<T>() }
        let columns = cost is SoftmaxCrossEntropy<T> ? GuardedSizes.Elements<T>() : GuardedSizes.TwiceAndOne(2 * lanes)
        from entry in Of(cost, cost.GetType().Name.Split('`')[0], columns)
        select entry;

    private static IEnumerable<GuardedEntry<T>> Of(ICost<T> cost, string name, IEnumerable<int> columns) =>
    [
        new($"{name}.Evaluate", Cases(columns, matrices: 2, costs: true, m => cost.Evaluate(m.Matrix(0), m.Matrix(1), Costs(m, 2), m.Options))),
        new($"{name}.Gradient", Cases(columns, matrices: 3, costs: false, m => cost.Gradient(m.Matrix(0), m.Matrix(1), T.One, m.Matrix(2), m.Options))),
        new(
            $"{name}.EvaluateWithGradient",
            Cases(columns, matrices: 3, costs: true, m => cost.EvaluateWithGradient(m.Matrix(0), m.Matrix(1), T.One, m.Matrix(2), Costs(m, 3), m.Options))),
        new($"{name}.ToPrediction", Cases(columns, matrices: 1, costs: false, m => cost.ToPrediction(m.Matrix(0), m.Options))),
    ];

    private static unsafe IEnumerable<GuardedCase<T>> Cases(IEnumerable<int> columns, int matrices, bool costs, Action<GuardedOperands<T>> call)
    {
        GuardedChoice choice = new();
        int costElements = sizeof(double) / sizeof(T);
        return from rows in new[] { 1, 2, 3 }
               from width in columns.Where(static width => width > 0)
               select new GuardedCase<T>(
                   "",
                   [
                       .. Enumerable.Range(0, matrices).Select(_ => choice.Matrix(rows, width)),
                       .. costs ? [Extent.Vector(rows * costElements)] : Array.Empty<Extent>(),
                   ],
                   call);
    }

    // Doubles, whatever T is.
    private static Span<double> Costs(GuardedOperands<T> m, int operand) => MemoryMarshal.Cast<T, double>(m.Vector(operand));
}
