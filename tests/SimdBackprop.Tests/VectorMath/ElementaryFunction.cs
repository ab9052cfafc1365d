namespace SimdBackprop.Tests;

/// <summary>One function of <see cref="VectorMath"/> with its references, for tests that treat all of them alike.</summary>
public sealed class ElementaryFunction
{
    private static readonly ElementaryFunction[] All =
    [
        new(
            "Exp",
            VectorMath.Exp,
            VectorMath.Exp,
            VectorMath.Exp<float, ScalarIsa<float>, float>,
            VectorMath.Exp<double, ScalarIsa<double>, double>,
            Math.Exp,
            DoubleReference.Exp),
        new(
            "Expm1",
            VectorMath.Expm1,
            VectorMath.Expm1,
            VectorMath.Expm1<float, ScalarIsa<float>, float>,
            VectorMath.Expm1<double, ScalarIsa<double>, double>,
            SingleReference.Expm1,
            DoubleReference.Expm1),
        new(
            "Log",
            VectorMath.Log,
            VectorMath.Log,
            VectorMath.Log<float, ScalarIsa<float>, float>,
            VectorMath.Log<double, ScalarIsa<double>, double>,
            Math.Log,
            DoubleReference.Log),
        new(
            "Log1p",
            VectorMath.Log1p,
            VectorMath.Log1p,
            VectorMath.Log1p<float, ScalarIsa<float>, float>,
            VectorMath.Log1p<double, ScalarIsa<double>, double>,
            SingleReference.Log1p,
            DoubleReference.Log1p),
        new(
            "Tanh",
            VectorMath.Tanh,
            VectorMath.Tanh,
            VectorMath.Tanh<float, ScalarIsa<float>, float>,
            VectorMath.Tanh<double, ScalarIsa<double>, double>,
            Math.Tanh,
            DoubleReference.Tanh),
        new(
            "Sigmoid",
            VectorMath.Sigmoid,
            VectorMath.Sigmoid,
            VectorMath.Sigmoid<float, ScalarIsa<float>, float>,
            VectorMath.Sigmoid<double, ScalarIsa<double>, double>,
            SingleReference.Sigmoid,
            DoubleReference.Sigmoid),
        new(
            "Softplus",
            VectorMath.Softplus,
            VectorMath.Softplus,
            VectorMath.Softplus<float, ScalarIsa<float>, float>,
            VectorMath.Softplus<double, ScalarIsa<double>, double>,
            SingleReference.Softplus,
            DoubleReference.Softplus),
        new(
            "Erf",
            VectorMath.Erf,
            VectorMath.Erf,
            VectorMath.Erf<float, ScalarIsa<float>, float>,
            VectorMath.Erf<double, ScalarIsa<double>, double>,
            SingleReference.Erf,
            DoubleReference.Erf),
        new(
            "Silu",
            VectorMath.Silu,
            VectorMath.Silu,
            VectorMath.Silu<float, ScalarIsa<float>, float>,
            VectorMath.Silu<double, ScalarIsa<double>, double>,
            SingleReference.Silu,
            DoubleReference.Silu),
        new(
            "Gelu",
            VectorMath.Gelu,
            VectorMath.Gelu,
            VectorMath.Gelu<float, ScalarIsa<float>, float>,
            VectorMath.Gelu<double, ScalarIsa<double>, double>,
            SingleReference.Gelu,
            DoubleReference.Gelu),
    ];

    private ElementaryFunction(
        string name,
        Span<float> single,
        Span<double> @double,
        Func<float, float> singleRegister,
        Func<double, double> doubleRegister,
        Func<double, double> singleExact,
        DoubleReference.Function doubleExact)
    {
        Name = name;
        Single = single;
        Double = @double;
        SingleRegister = singleRegister;
        DoubleRegister = doubleRegister;
        SingleExact = singleExact;
        DoubleExact = doubleExact;
    }

    public delegate void Span<T>(ReadOnlySpan<T> x, System.Span<T> destination, KernelOptions? options);

    public static IEnumerable<string> AllNames => All.Select(function => function.Name);

    public static TheoryData<string> Names => [.. AllNames];

    public string Name { get; }

    /// <summary>The largest errors known, as in docs/numerics.md: over all floats, and over random and edge doubles.</summary>
    internal (double Single, double Double) LargestError => Name switch
    {
        "Exp" => (0.914, 0.92),
        "Expm1" => (1.126, 1.35),
        "Log" => (0.835, 0.83),
        "Log1p" => (0.903, 0.87),
        "Tanh" => (1.639, 1.59),
        "Sigmoid" => (1.9992, 1.998),
        "Softplus" => (1.672, 1.72),
        "Erf" => (1.362, 1.47),
        "Silu" => (1.9981, 1.997),
        "Gelu" => (1.368, 1.71),
        _ => throw new InvalidOperationException($"{Name} has no documented error."),
    };

    internal Span<float> Single { get; }

    internal Span<double> Double { get; }

    /// <summary>The register form, on the scalar marker.</summary>
    internal Func<float, float> SingleRegister { get; }

    internal Func<double, double> DoubleRegister { get; }

    /// <summary>The function of a float, in double.</summary>
    internal Func<double, double> SingleExact { get; }

    /// <summary>The function of a double, in double-double.</summary>
    internal DoubleReference.Function DoubleExact { get; }

    public static ElementaryFunction Named(string name) => Array.Find(All, function => function.Name == name)!;

    internal Span<T> Over<T>() => typeof(T) == typeof(float) ? (Span<T>)(object)Single : (Span<T>)(object)Double;

    internal Func<T, T> RegisterForm<T>() => typeof(T) == typeof(float)
        ? (Func<T, T>)(object)SingleRegister
        : (Func<T, T>)(object)DoubleRegister;
}
