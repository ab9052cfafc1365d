using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>One way to call a public entry wrongly.</summary>
/// <param name="Name">The entry, a colon, what is wrong.</param>
/// <param name="Parameter">The parameter that the exception must name.</param>
/// <param name="Mentions">What the message must say: the shapes, where shapes are what is wrong.</param>
/// <param name="Call">The call, with every operand taken from the arena.</param>
internal sealed record BadCall<T>(string Name, string Parameter, string[] Mentions, Action<Arena<T>> Call)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal string Entry => Name[..Name.IndexOf(':', StringComparison.Ordinal)];
}

/// <summary>Memory that every operand of a call is taken from, so that one comparison shows whether any of them was written.</summary>
internal sealed class Arena<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Places far enough apart for the operands of one call.</summary>
    internal const int P = 0, Q = 500, R = 1_000, S = 1_500, U = 2_000;

    internal T[] Memory { get; } = Values.Vector<T>(2_500, new Random(61));

    internal static Span2D<T> None => default;

    internal Span2D<T> Matrix(int at, int rows, int columns, int pitch = 0) => new(Memory, at, rows, columns, pitch == 0 ? 0 : pitch - columns);

    internal Span<T> Vector(int at, int length) => Memory.AsSpan(at, length);
}
