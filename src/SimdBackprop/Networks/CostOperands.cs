using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>What every cost asks of its arguments before it writes anything.</summary>
internal static unsafe class CostOperands
{
    /// <exception cref="ArgumentException">The shapes do not fit, or the costs lie in memory of another operand.</exception>
    internal static void CheckCosts<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan<double> costs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckTargets(output, targets);
        CheckCount(output, costs);
        CheckDisjoint(output, targets, default, costs);
    }

    /// <exception cref="ArgumentException">The shapes do not fit, or the gradient shares an element with another operand.</exception>
    internal static void CheckGradient<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan2D<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckTargets(output, targets);
        CheckDerivatives(output, gradient);
        CheckDisjoint(output, targets, gradient, []);
    }

    /// <exception cref="ArgumentException">The shapes do not fit, or the gradient or the costs lie in memory of another operand.</exception>
    internal static void CheckBoth<T>(
        ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan2D<T> gradient, ReadOnlySpan<double> costs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckTargets(output, targets);
        CheckDerivatives(output, gradient);
        CheckCount(output, costs);
        CheckDisjoint(output, targets, gradient, costs);
    }

    private static void CheckTargets<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets) =>
        Guard.Shape(targets, nameof(targets), output.Height, output.Width, "there is a target for each output");

    private static void CheckDerivatives<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> gradient) =>
        Guard.Shape(gradient, nameof(gradient), output.Height, output.Width, "there is a derivative for each output");

    private static void CheckCount<T>(ReadOnlySpan2D<T> output, ReadOnlySpan<double> costs) =>
        Guard.Length(costs, nameof(costs), output.Height, "there is a cost for each sample");

    private static void CheckDisjoint<T>(
        ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan2D<T> gradient, ReadOnlySpan<double> costs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pa = &output.DangerousGetReference(), py = &targets.DangerousGetReference(), pg = &gradient.DangerousGetReference())
        fixed (double* pc = costs)
        {
            MatrixView<T> a = new(output, pa), y = new(targets, py), g = new(gradient, pg);

            // The memory of the costs, in elements: they are doubles, whatever T is.
            MatrixView<T> c = MatrixView<T>.Row((T*)pc, costs.Length * (sizeof(double) / sizeof(T)));
            Guard.Disjoint(g, nameof(gradient), a, nameof(output));
            Guard.Disjoint(g, nameof(gradient), y, nameof(targets));
            Guard.Disjoint(c, nameof(costs), a, nameof(output));
            Guard.Disjoint(c, nameof(costs), y, nameof(targets));
            Guard.Disjoint(c, nameof(costs), g, nameof(gradient));
        }
    }
}
