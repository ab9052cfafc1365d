namespace SimdBackprop.Tests;

/// <summary>One function of <see cref="VectorMath"/> with its references, for tests that treat all of them alike.</summary>
public sealed class ElementaryFunction
{
    private static readonly ElementaryFunction[] All =
    [
        new("Exp", VectorMath.Exp, VectorMath.Exp, Math.Exp, DoubleReference.Exp),
        new("Expm1", VectorMath.Expm1, VectorMath.Expm1, SingleReference.Expm1, DoubleReference.Expm1),
        new("Log", VectorMath.Log, VectorMath.Log, Math.Log, DoubleReference.Log),
        new("Log1p", VectorMath.Log1p, VectorMath.Log1p, SingleReference.Log1p, DoubleReference.Log1p),
        new("Tanh", VectorMath.Tanh, VectorMath.Tanh, Math.Tanh, DoubleReference.Tanh),
        new("Sigmoid", VectorMath.Sigmoid, VectorMath.Sigmoid, SingleReference.Sigmoid, DoubleReference.Sigmoid),
        new("Softplus", VectorMath.Softplus, VectorMath.Softplus, SingleReference.Softplus, DoubleReference.Softplus),
        new("Erf", VectorMath.Erf, VectorMath.Erf, SingleReference.Erf, DoubleReference.Erf),
        new("Silu", VectorMath.Silu, VectorMath.Silu, SingleReference.Silu, DoubleReference.Silu),
        new("Gelu", VectorMath.Gelu, VectorMath.Gelu, SingleReference.Gelu, DoubleReference.Gelu),
    ];

    private ElementaryFunction(
        string name,
        Span<float> single,
        Span<double> @double,
        Func<double, double> singleExact,
        DoubleReference.Function doubleExact)
    {
        Name = name;
        Single = single;
        Double = @double;
        SingleExact = singleExact;
        DoubleExact = doubleExact;
    }

    public delegate void Span<T>(ReadOnlySpan<T> x, System.Span<T> destination, KernelOptions? options);

    public static TheoryData<string> Names => [.. All.Select(function => function.Name)];

    public string Name { get; }

    internal Span<float> Single { get; }

    internal Span<double> Double { get; }

    /// <summary>The function of a float, in double.</summary>
    internal Func<double, double> SingleExact { get; }

    /// <summary>The function of a double, in double-double.</summary>
    internal DoubleReference.Function DoubleExact { get; }

    public static ElementaryFunction Named(string name) => Array.Find(All, function => function.Name == name)!;

    internal Span<T> Over<T>() => typeof(T) == typeof(float) ? (Span<T>)(object)Single : (Span<T>)(object)Double;
}
