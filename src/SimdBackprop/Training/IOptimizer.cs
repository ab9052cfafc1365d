using System.Numerics;

namespace SimdBackprop.Training;

/// <summary>
/// How gradients change parameters. An optimiser holds hyper-parameters only; what it remembers about each parameter lives in state
/// arrays that the trainer keeps for it.
/// </summary>
public interface IOptimizer
{
    /// <summary>A short name, as the tool spells it.</summary>
    string Name { get; }

    /// <summary>Numbers kept for each parameter: 0, 1 or 2. They start at zero.</summary>
    int StateCount { get; }

    /// <summary>
    /// Makes the rule of a step and hands it over. Rates and corrections are computed in double and rounded to <typeparamref name="T"/> here, once a step; the
    /// rule's type goes along, so that kernels are compiled for it.
    /// </summary>
    /// <param name="step">Which step, and what a schedule makes of the rate.</param>
    /// <param name="use">What is done with the rule.</param>
    void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct;
}

/// <summary>What is done with the rule of an optimiser's step.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IRuleUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Called once by <see cref="IOptimizer.Provide"/>.</summary>
    void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<T>;
}

/// <summary>A step of an optimiser.</summary>
/// <param name="Number">From 1.</param>
/// <param name="RateFactor">What the learning rate is multiplied by.</param>
public readonly record struct OptimizerStep(long Number, double RateFactor = 1);

/// <summary>Steps on arrays of parameters whose gradients have been written.</summary>
public static class Optimizer
{
    /// <summary>Changes one array of parameters.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="step">Which step.</param>
    /// <param name="block">The parameters, their gradient and state.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a destination overlaps another operand.</exception>
    public static void Step<T>(this IOptimizer optimizer, OptimizerStep step, in ParameterBlock<T> block, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArrayUpdate<T> update = new() { Block = block, Options = options };
        optimizer.Provide<T, ArrayUpdate<T>>(step, ref update);
    }

    private ref struct ArrayUpdate<T> : IRuleUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal ParameterBlock<T> Block;
        internal KernelOptions? Options;

        public readonly void Use<TRule>(in TRule rule)
            where TRule : struct, IUpdateRule<T> =>
            Dense.Update(rule, Block.Kind, Block.Parameters, Block.Gradient, Block.State1, Block.State2, Options);
    }
}

/// <summary>The weights or the biases of one layer, with what a step needs beside them; all of one length.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct ParameterBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether these are weights or biases, which decay spares.</summary>
    public ParameterKind Kind { get; init; }

    /// <summary>The parameters, updated.</summary>
    public Span<T> Parameters { get; init; }

    /// <summary>∂Ĵ/∂θ, the penalty included.</summary>
    public ReadOnlySpan<T> Gradient { get; init; }

    /// <summary>The first state, updated; empty if the optimiser keeps none.</summary>
    public Span<T> State1 { get; init; }

    /// <summary>The second state, updated; empty if the optimiser keeps fewer than two.</summary>
    public Span<T> State2 { get; init; }
}
