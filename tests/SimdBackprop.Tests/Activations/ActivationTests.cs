using System.Numerics;

namespace SimdBackprop.Tests;

public sealed class ActivationTests
{
    public static TheoryData<string, SimdTier> NamesAndTiers
    {
        get
        {
            TheoryData<string, SimdTier> data = [];
            foreach (string name in ActivationCase.AllNames)
            {
                foreach (SimdTier tier in Enum.GetValues<SimdTier>())
                {
                    data.Add(name, tier);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ActivationCase.Names), MemberType = typeof(ActivationCase))]
    public void Derivatives_are_within_four_roundings_of_the_largest_slope(string name)
    {
        CheckDerivative<float>(name, Math.ScaleB(1, -24));
        CheckDerivative<double>(name, Math.ScaleB(1, -53));
    }

    [Theory]
    [MemberData(nameof(NamesAndTiers))]
    public void Values_and_derivatives_have_the_scalar_bits_on_every_tier(string name, SimdTier tier)
    {
        CheckTier<float>(name, tier);
        CheckTier<double>(name, tier);
    }

    [Theory]
    [InlineData("sigmoid", "Sigmoid")]
    [InlineData("tanh", "Tanh")]
    [InlineData("softplus", "Softplus")]
    [InlineData("gelu", "Gelu")]
    [InlineData("silu", "Silu")]
    public void Smooth_activations_are_the_vector_functions_of_their_name(string activation, string function)
    {
        float[] z = BitPatterns.Sample<float>(5000);
        float[] expected = Array.ConvertAll(z, x => ElementaryFunction.Named(function).SingleRegister(x));
        float[] values = ActivationCase.Named(activation).Evaluate(z, SimdTier.Scalar);
        Assert.Equal(BitPatterns.Of<float>(expected), BitPatterns.Of<float>(values));
    }

    [Theory]
    [InlineData("identity", -3, -3)]
    [InlineData("relu", -3, 0)]
    [InlineData("relu", 3, 3)]
    [InlineData("relu", -0.0, -0.0)]
    [InlineData("relu", double.NegativeInfinity, 0)]
    [InlineData("relu", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("leaky-relu", 3, 3)]
    [InlineData("leaky-relu", -3, 0.01 * -3)]
    [InlineData("leaky-relu 0.2", -3, 0.2 * -3)]
    [InlineData("elu", 3, 3)]
    [InlineData("elu", double.NegativeInfinity, -1)]
    [InlineData("elu", -0.0, -0.0)]
    [InlineData("elu", -1, -0.6321205588285577)]
    [InlineData("elu 1.7", double.NegativeInfinity, -1.7)]
    public void Piecewise_activations_follow_their_formula(string name, double z, double expected)
    {
        double[] values = ActivationCase.Named(name).Evaluate([z], SimdTier.Scalar);
        Assert.Equal(BitPatterns.Of<double>([expected]), BitPatterns.Of<double>(values));
    }

    [Theory]
    [MemberData(nameof(NamesAndTiers))]
    public void NaN_passes(string name, SimdTier tier)
    {
        float[] z = new float[SimdDispatch.Lanes<float>(tier)];
        z.AsSpan().Fill(float.NaN);
        Assert.All(ActivationCase.Named(name).Evaluate(z, tier), a => Assert.True(float.IsNaN(a)));
    }

    [Theory]
    [InlineData("gelu", double.PositiveInfinity, 1)]
    [InlineData("gelu", double.NegativeInfinity, 0)]
    [InlineData("gelu", 0, 0.5)]
    [InlineData("silu", double.PositiveInfinity, 1)]
    [InlineData("silu", double.NegativeInfinity, 0)]
    [InlineData("silu", 0, 0.5)]
    [InlineData("softplus", double.PositiveInfinity, 1)]
    [InlineData("softplus", double.NegativeInfinity, 0)]
    [InlineData("softplus", 0, 0.5)]
    public void Derivatives_from_z_have_their_limits(string name, double z, double expected)
    {
        Assert.Equal(expected, ActivationCase.Named(name).Derivative([z], SimdTier.Scalar)[0], 1e-15);
        Assert.Equal((float)expected, ActivationCase.Named(name).Derivative([(float)z], SimdTier.Scalar)[0], 1e-7f);
    }

    [Theory]
    [MemberData(nameof(ActivationCase.Names), MemberType = typeof(ActivationCase))]
    public void Operand_kink_and_name_are_declared(string name)
    {
        ActivationCase activation = ActivationCase.Named(name);
        string plain = name.Split(' ')[0];
        Assert.Equal(activation.Operand, activation.DeclaredOperand);
        Assert.Equal(plain is "relu" or "leaky-relu" or "elu", activation.DeclaredKink);
        Assert.Equal(plain, activation.Activation.ToString());
    }

    [Fact]
    public void The_default_parameters_are_the_usual_ones()
    {
        Assert.Equal(0.01, default(LeakyRelu).Slope);
        Assert.Equal(0.01, new LeakyRelu().Slope);
        Assert.Equal(1, default(Elu).Alpha);
        Assert.Equal(0, new LeakyRelu(0).Slope);
        Assert.Equal(0.3, new Elu(0.3).Alpha);
    }

    [Theory]
    [InlineData(-1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Unusable_parameters_are_refused(double parameter)
    {
        Assert.Equal("slope", Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyRelu(parameter)).ParamName);
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => new Elu(parameter)).ParamName);
    }

    private static void CheckTier<T>(string name, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ActivationCase activation = ActivationCase.Named(name);
        T[] z = BitPatterns.Sample<T>(4001);
        Assert.Equal(
            BitPatterns.Of<T>(activation.Evaluate(z, SimdTier.Scalar)), BitPatterns.Of<T>(activation.Evaluate(z, tier)));
        Assert.Equal(
            BitPatterns.Of<T>(activation.Derivative(z, SimdTier.Scalar)), BitPatterns.Of<T>(activation.Derivative(z, tier)));
    }

    private static void CheckDerivative<T>(string name, double roundoff)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ActivationCase activation = ActivationCase.Named(name);
        T[] z = [.. PreActivations().Select(T.CreateChecked)];
        T[] operand = activation.Operand == DerivativeOperand.Output ? activation.Evaluate(z, SimdTier.Scalar) : z;
        T[] computed = activation.Derivative(operand, SimdTier.Scalar);
        (double worst, double worstAt) = (0, 0);
        for (int i = 0; i < z.Length; i++)
        {
            double at = ElementType.ToDouble(z[i]);
            double error = Math.Abs((activation.ExactDerivative(at) - ElementType.ToDouble(computed[i])).High);
            (worst, worstAt) = error <= worst ? (worst, worstAt) : (error, at);
        }

        double roundings = worst / (roundoff * activation.LargestDerivative);
        string report = FormattableString.Invariant($"{name} of {typeof(T).Name}: {roundings:F2} u·max f′ at {worstAt:R}");
        Assert.True(roundings <= 4, report);
    }

    // No zero: there the piecewise ones have no derivative.
    private static IEnumerable<double> PreActivations()
    {
        Random random = new(7);
        double[] extremes = [1e-30, 1e-37, 1e-42, 1e30, 3e38, 50, 100, 104, 120, 300];
        return extremes.Concat(Enumerable.Range(0, 3000).Select(_ => random.NextDouble() * (random.Next(2) == 0 ? 3 : 40)))
            .SelectMany(magnitude => new[] { magnitude, -magnitude });
    }
}
