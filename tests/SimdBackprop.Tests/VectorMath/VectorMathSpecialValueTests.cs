namespace SimdBackprop.Tests;

/// <summary>Limits, signed zeros, NaN and the last arguments before overflow and underflow, exactly.</summary>
public sealed class VectorMathSpecialValueTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double FloatTiny = 1.401298464324817e-45;
    private const double DoubleTiny = double.Epsilon;

    /// <summary>Rows that hold for float and double alike.</summary>
    public static TheoryData<string, double, double> Common => new()
    {
        { "Exp", 0, 1 },
        { "Exp", -0.0, 1 },
        { "Exp", Infinity, Infinity },
        { "Exp", -Infinity, 0 },
        { "Exp", 1e30, Infinity },
        { "Exp", -1e30, 0 },
        { "Exp", FloatTiny, 1 },
        { "Expm1", 0, 0 },
        { "Expm1", -0.0, -0.0 },
        { "Expm1", FloatTiny, FloatTiny },
        { "Expm1", -FloatTiny, -FloatTiny },
        { "Expm1", -FloatTiny * 12345, -FloatTiny * 12345 },
        { "Expm1", Infinity, Infinity },
        { "Expm1", -Infinity, -1 },
        { "Expm1", -1e30, -1 },
        { "Log", 0, -Infinity },
        { "Log", -0.0, -Infinity },
        { "Log", 1, 0 },
        { "Log", Infinity, Infinity },
        { "Log", -Infinity, double.NaN },
        { "Log", -1, double.NaN },
        { "Log", -FloatTiny, double.NaN },
        { "Log1p", 0, 0 },
        { "Log1p", -0.0, -0.0 },
        { "Log1p", FloatTiny, FloatTiny },
        { "Log1p", -FloatTiny * 12345, -FloatTiny * 12345 },
        { "Log1p", -1, -Infinity },
        { "Log1p", -1.5, double.NaN },
        { "Log1p", Infinity, Infinity },
        { "Log1p", -Infinity, double.NaN },
        { "Tanh", 0, 0 },
        { "Tanh", -0.0, -0.0 },
        { "Tanh", -FloatTiny, -FloatTiny },
        { "Tanh", Infinity, 1 },
        { "Tanh", -Infinity, -1 },
        { "Tanh", 20, 1 },
        { "Tanh", -1e30, -1 },
        { "Sigmoid", 0, 0.5 },
        { "Sigmoid", -0.0, 0.5 },
        { "Sigmoid", Infinity, 1 },
        { "Sigmoid", -Infinity, 0 },
        { "Sigmoid", 1e30, 1 },
        { "Sigmoid", -1e30, 0 },
        { "Softplus", Infinity, Infinity },
        { "Softplus", -Infinity, 0 },
        { "Softplus", 1e30, 1e30 },
        { "Softplus", -1e30, 0 },
        { "Erf", 0, 0 },
        { "Erf", -0.0, -0.0 },
        { "Erf", -FloatTiny, -FloatTiny * 1.1283791670955126 },
        { "Erf", Infinity, 1 },
        { "Erf", -Infinity, -1 },
        { "Erf", 7, 1 },
        { "Erf", -1e30, -1 },
        { "Silu", 0, 0 },
        { "Silu", -0.0, -0.0 },
        { "Silu", Infinity, Infinity },
        { "Silu", -Infinity, -0.0 },
        { "Silu", 1e30, 1e30 },
        { "Silu", -1e30, -0.0 },
        { "Silu", 2e-40, 1e-40 },
        { "Gelu", 0, 0 },
        { "Gelu", -0.0, -0.0 },
        { "Gelu", Infinity, Infinity },
        { "Gelu", -Infinity, -0.0 },
        { "Gelu", 1e30, 1e30 },
        { "Gelu", -1e30, -0.0 },
    };

    [Theory]
    [MemberData(nameof(Common))]
    public void Limits_and_zeros_are_exact(string name, double x, double expected)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Assert.Equal(BitPatterns.Of<double>([expected]), BitPatterns.Of<double>([function.DoubleRegister(x)]));
        Assert.Equal(BitPatterns.Of<float>([(float)expected]), BitPatterns.Of<float>([function.SingleRegister((float)x)]));
    }

    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void NaN_gives_NaN(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Assert.True(float.IsNaN(function.SingleRegister(float.NaN)));
        Assert.True(float.IsNaN(function.SingleRegister(-float.NaN)));
        Assert.True(double.IsNaN(function.DoubleRegister(double.NaN)));
        Assert.True(double.IsNaN(function.DoubleRegister(BitConverter.Int64BitsToDouble(0x7ff0000000000001))));
    }

    [Theory]
    [InlineData("Exp", 88.72283f, 3.4027985e38f)]
    [InlineData("Exp", 88.72284f, float.PositiveInfinity)]
    [InlineData("Exp", -103.97207f, (float)FloatTiny)]
    [InlineData("Exp", -103.97209f, 0f)]
    [InlineData("Expm1", 88.72283f, 3.4027985e38f)]
    [InlineData("Expm1", 88.72284f, float.PositiveInfinity)]
    [InlineData("Log", (float)FloatTiny, -103.27893f)]
    [InlineData("Sigmoid", -103.97207f, (float)FloatTiny)]
    [InlineData("Softplus", -103.97207f, (float)FloatTiny)]
    public void Float_thresholds_are_exact(string name, float x, float expected) =>
        Assert.Equal(expected, ElementaryFunction.Named(name).SingleRegister(x));

    [Theory]
    [InlineData("Exp", 709.782712893384, 1.7976931348622732e308)]
    [InlineData("Exp", 709.7827128933841, Infinity)]
    [InlineData("Exp", -745.13321910194, DoubleTiny)]
    [InlineData("Exp", -745.134, 0)]
    [InlineData("Expm1", 709.782712893384, 1.7976931348622732e308)]
    [InlineData("Expm1", 709.7827128933841, Infinity)]
    [InlineData("Log", DoubleTiny, -744.4400719213812)]
    [InlineData("Sigmoid", -745.13321910194, DoubleTiny)]
    [InlineData("Softplus", -745.13321910194, DoubleTiny)]
    public void Double_thresholds_are_exact(string name, double x, double expected) =>
        Assert.Equal(expected, ElementaryFunction.Named(name).DoubleRegister(x));

    [Theory]
    [InlineData("Tanh", 1.0)]
    [InlineData("Erf", 1.0)]
    [InlineData("Sigmoid", 1.0)]
    public void Saturating_functions_never_exceed_their_limit(string name, double limit)
    {
        float[] x = new float[200_000];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = 2 + (i * 1e-4f);
        }

        float[] y = new float[x.Length];
        ElementaryFunction.Named(name).Single(x, y, null);
        Assert.True(y.Max() <= limit);
    }
}
