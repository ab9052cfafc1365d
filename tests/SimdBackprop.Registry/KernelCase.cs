using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>One call of a public entry, and the program that defines what it leaves in its operands.</summary>
/// <param name="Name">What is not seen from the operands' shapes.</param>
/// <param name="Operands">The operands that the call takes, inputs and destinations, by their numbers.</param>
/// <param name="Call">The call, with every operand taken from the memory it is given.</param>
/// <param name="Program">
/// The defining program on operands like them: the naive twin; where there is none, because one source serves every tier, the call itself, which is then run
/// on the scalar tier by one thread.
/// </param>
internal sealed record KernelCase<T>(string Name, Operand[] Operands, Action<KernelOperands<T>> Call, Action<KernelOperands<T>> Program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The threads that share the call; 1 if it is too small to gain.</summary>
    internal int Degree { get; init; } = 1;

    /// <summary>What is done once beforehand, to call and program alike.</summary>
    internal Action<KernelOperands<T>>? Prepare { get; init; }

    /// <summary>The operand that is packed beforehand, if one is: the call itself does not see its memory.</summary>
    internal int? PackedOperand { get; init; }

    /// <summary>Whether an update takes its gradient strip by strip, however small it is.</summary>
    internal bool ByStrips { get; init; }

    /// <summary>Whether it runs its rule beside the strip that follows, however few the weights.</summary>
    internal bool Beside { get; init; }

    /// <summary>The sizes along which the entry has edges; none where another entry of the same method goes to them.</summary>
    internal Extent[] Extents { get; init; } = [];

    internal KernelOptions OptionsFor(SimdTier tier, int degree) =>
        new() { Tier = tier, MaxDegreeOfParallelism = degree, GradientBytes = ByStrips ? 0 : null, FarTargetBytes = Beside ? 0 : null };

    public override string ToString() => $"{Name}({string.Join(", ", Operands)})";
}

/// <summary>A public entry, or one way to use it.</summary>
/// <param name="Name">The type, a dot, the method; after a colon the way.</param>
/// <param name="Cases">The same cases in the same order whenever they are enumerated; the last of each degree is a large one.</param>
internal sealed record KernelEntry<T>(string Name, IEnumerable<KernelCase<T>> Cases)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal string Method => Name.Split(':')[0];

    /// <summary>A large case of each degree: one that stays on its caller's thread, and where there is one a case that threads share.</summary>
    internal IEnumerable<KernelCase<T>> LargeCases => Cases.GroupBy(static one => one.Degree).Select(static degree => degree.Last());
}
