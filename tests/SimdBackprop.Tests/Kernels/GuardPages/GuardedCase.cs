using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>An operand in memory: rows a pitch apart. Behind its last element nothing is its own, not even padding.</summary>
internal readonly record struct Extent(int Rows, int Columns, int Padding = 0)
{
    internal int Length => Rows == 0 || Columns == 0 ? 0 : ((Rows - 1) * (Columns + Padding)) + Columns;

    internal static Extent Vector(int length) => new(1, length);

    public override string ToString() => $"{Rows} x {Columns}{(Padding == 0 ? "" : $" + {Padding}")}";
}

/// <summary>One call of a public entry.</summary>
/// <param name="Name">What is not seen from the operands' shapes.</param>
/// <param name="Operands">The operands that the call takes, inputs and destinations, by their numbers.</param>
/// <param name="Call">The call, with every operand taken from the memory it is given.</param>
/// <param name="Degree">The most threads.</param>
internal sealed record GuardedCase<T>(string Name, Extent[] Operands, Action<GuardedOperands<T>> Call, int Degree = 1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string ToString() => $"{Name}({string.Join(", ", Operands)})";
}

/// <summary>A public entry, or one way to use it, with the calls that are made beside guard pages.</summary>
/// <param name="Name">The type, a dot, the method; after a colon the way.</param>
/// <param name="Cases">The calls, the same and in the same order whenever they are enumerated.</param>
internal sealed record GuardedEntry<T>(string Name, IEnumerable<GuardedCase<T>> Cases)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal string Method => Name.Split(':')[0];
}
