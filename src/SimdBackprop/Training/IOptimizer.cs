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

    /// <summary>Changes one array of parameters.</summary>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="block">The parameters, their gradient and state.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    void Step<T>(long step, in ParameterBlock<T> block, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The weights or the biases of one layer, with what a step needs beside them; all of one length.</summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct ParameterBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether these are biases, which decay spares.</summary>
    public bool AreBiases { get; init; }

    /// <summary>The parameters, updated.</summary>
    public Span<T> Parameters { get; init; }

    /// <summary>∂Ĵ/∂θ, the penalty included.</summary>
    public ReadOnlySpan<T> Gradient { get; init; }

    /// <summary>The first state, updated; empty if the optimiser keeps none.</summary>
    public Span<T> State1 { get; init; }

    /// <summary>The second state, updated; empty if the optimiser keeps fewer than two.</summary>
    public Span<T> State2 { get; init; }
}
