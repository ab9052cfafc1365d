using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <summary>
/// The cost J that training lowers: a replaceable part. The mean over a batch of m samples is J = (1/m)·Σ J_i; a cost gives the J_i
/// and their derivatives, the division by m is the caller's and lives in one factor.
/// </summary>
/// <remarks>
/// Many predictors may use one cost at the same time, and a training step may hand a batch over in bands of rows, on several threads: what a cost writes for a row comes from that row alone, and it keeps nothing
/// between calls that others could disturb.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public interface ICost<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A short name, as the tool spells it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the cost contains the output function itself (softmax, sigmoid), so that the network must end in logits: its last
    /// layer's activation is then <see cref="Identity"/>, and the predictor applies <see cref="ToPrediction"/>.
    /// </summary>
    bool TakesLogits { get; }

    /// <summary>J_i of every sample, computed in double. Callers add them up in sample order, in double.</summary>
    /// <param name="output">The network's outputs (logits if <see cref="TakesLogits"/>), B × n.</param>
    /// <param name="targets">What they should be, B × n.</param>
    /// <param name="costs">B costs, overwritten.</param>
    /// <param name="options">The tier, for kernels that the cost calls.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination lies in memory of another operand.</exception>
    void Evaluate(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, Span<double> costs, KernelOptions? options = null);

    /// <summary>∂J/∂A: writes scale · ∂J_i/∂a for every output of every sample.</summary>
    /// <param name="output">The network's outputs (logits if <see cref="TakesLogits"/>), B × n.</param>
    /// <param name="targets">What they should be, B × n.</param>
    /// <param name="scale">The factor that stands for the mean, 1/m rounded to T.</param>
    /// <param name="gradient">B × n, overwritten; neither the outputs nor the targets.</param>
    /// <param name="options">The tier, for kernels that the cost calls.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the gradient shares an element with another operand.</exception>
    void Gradient(ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, KernelOptions? options = null);

    /// <summary>
    /// Both at once, which is what a training step needs: a cost that has much to compute for both overrides this. By default one after the other.
    /// </summary>
    /// <param name="output">The network's outputs (logits if <see cref="TakesLogits"/>), B × n.</param>
    /// <param name="targets">What they should be, B × n.</param>
    /// <param name="scale">The factor that stands for the mean, 1/m rounded to T.</param>
    /// <param name="gradient">B × n, overwritten; neither the outputs nor the targets.</param>
    /// <param name="costs">B costs, overwritten.</param>
    /// <param name="options">The tier, for kernels that the cost calls.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a destination lies in memory of another operand.</exception>
    void EvaluateWithGradient(
        ReadOnlySpan2D<T> output, ReadOnlySpan2D<T> targets, T scale, Span2D<T> gradient, Span<double> costs, KernelOptions? options = null)
    {
        // Before the first of them writes.
        CostOperands.CheckBoth<T>(output, targets, gradient, costs);
        Evaluate(output, targets, costs, options);
        Gradient(output, targets, scale, gradient, options);
    }

    /// <summary>Turns outputs into what a predictor returns, in place: logits into probabilities. By default nothing.</summary>
    /// <param name="output">B × n, updated.</param>
    /// <param name="options">The tier, for kernels that the cost calls.</param>
    void ToPrediction(Span2D<T> output, KernelOptions? options = null)
    {
    }

    /// <summary>Refuses a number of outputs the cost has no meaning for. By default every number is accepted.</summary>
    /// <param name="outputs">The width of the last layer.</param>
    /// <exception cref="ArgumentException">The cost cannot be used with that many outputs.</exception>
    void CheckOutputs(int outputs)
    {
    }

    /// <summary>Refuses targets the cost has no meaning for. By default all are accepted.</summary>
    /// <param name="targets">N × n.</param>
    /// <exception cref="ArgumentException">A target is out of range; the message names its row.</exception>
    void CheckTargets(ReadOnlySpan2D<T> targets)
    {
    }
}
