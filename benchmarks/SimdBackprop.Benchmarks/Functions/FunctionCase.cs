using System.Numerics;
using System.Numerics.Tensors;

namespace SimdBackprop.Benchmarks;

/// <summary>An elementary function over a span, by ours and by the base library.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Ours">Arguments, results, options.</param>
/// <param name="Theirs">Arguments, results; null if the base library has nothing for it.</param>
/// <param name="Routine">What theirs is made of.</param>
/// <param name="Low">The least argument.</param>
/// <param name="Tolerance">How far theirs may be from ours: another approximation of the same function.</param>
internal sealed record FunctionCase<T>(
    string Name, FunctionCase<T>.Kernel Ours, FunctionCase<T>.Peer? Theirs, string Routine, double Low = -4, double Tolerance = 1e-5)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal delegate void Kernel(ReadOnlySpan<T> x, Span<T> y, KernelOptions options);

    internal delegate void Peer(ReadOnlySpan<T> x, Span<T> y);

    private static readonly T Half = T.CreateTruncating(0.5);
    private static readonly T RootOfTwoOverPi = T.CreateTruncating(0.797_884_560_802_865_4);
    private static readonly T Cubic = T.CreateTruncating(0.044_715);

    /// <summary>Every function of VectorMath.</summary>
    internal static IReadOnlyList<FunctionCase<T>> All { get; } =
    [
        new("exp", VectorMath.Exp, TensorPrimitives.Exp, "Exp"),
        new("log", VectorMath.Log, TensorPrimitives.Log, "Log", Low: 0.01),
        new("log1p", VectorMath.Log1p, TensorPrimitives.LogP1, "LogP1", Low: -0.9),
        new("expm1", VectorMath.Expm1, TensorPrimitives.ExpM1, "ExpM1"),
        new("tanh", VectorMath.Tanh, TensorPrimitives.Tanh, "Tanh"),
        new("sigmoid", VectorMath.Sigmoid, TensorPrimitives.Sigmoid, "Sigmoid"),
        new("softplus", VectorMath.Softplus, Softplus, "LogP1(Exp(x))"),
        new("silu", VectorMath.Silu, Silu, "x·Sigmoid(x)"),
        new("erf", VectorMath.Erf, null, "-"),
        new("gelu", VectorMath.Gelu, TanhGelu, "the tanh approximation of GELU in seven calls", Tolerance: 1e-2),
    ];

    private static void Softplus(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Exp(x, y);
        TensorPrimitives.LogP1(y, y);
    }

    private static void Silu(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Sigmoid(x, y);
        TensorPrimitives.Multiply(x, y, y);
    }

    /// <summary>x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))): the base library has no erf to make the exact one of.</summary>
    private static void TanhGelu(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Multiply(x, x, y);
        TensorPrimitives.Multiply(y, RootOfTwoOverPi * Cubic, y);
        TensorPrimitives.Add(y, RootOfTwoOverPi, y);
        TensorPrimitives.Multiply(x, y, y);
        TensorPrimitives.Tanh(y, y);
        TensorPrimitives.MultiplyAdd(y, x, x, y);
        TensorPrimitives.Multiply(y, Half, y);
    }
}
