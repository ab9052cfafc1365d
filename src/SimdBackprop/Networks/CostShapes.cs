using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>What every cost asks of its arguments before it writes anything.</summary>
internal static class CostShapes
{
    /// <exception cref="ArgumentException">The targets do not have the outputs' shape, or there is not one cost for each sample.</exception>
    internal static void Check<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan<double> costs)
    {
        Guard.Shape(targets, nameof(targets), output.Height, output.Width, "there is a target for each output");
        Guard.Length(costs, nameof(costs), output.Height, "there is a cost for each sample");
    }

    /// <exception cref="ArgumentException">The targets or the gradient do not have the outputs' shape.</exception>
    internal static void Check<T>(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, ReadOnlySpan2D<T> gradient)
    {
        Guard.Shape(targets, nameof(targets), output.Height, output.Width, "there is a target for each output");
        Guard.Shape(gradient, nameof(gradient), output.Height, output.Width, "there is a derivative for each output");
    }
}
