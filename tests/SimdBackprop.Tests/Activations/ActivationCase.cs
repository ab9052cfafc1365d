using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>One activation with its exact derivative, for tests that treat all of them alike.</summary>
public abstract class ActivationCase
{
    private static readonly ActivationCase[] All =
    [
        new Of<Identity>("identity", default, DerivativeOperand.None, _ => 1, 1),
        new Of<Sigmoid>("sigmoid", default, DerivativeOperand.Output, z => Logistic(z) * Logistic(-z), 0.25),
        new Of<Tanh>("tanh", default, DerivativeOperand.Output, z => (DoubleDouble)1.0 - (Tanh(z) * Tanh(z)), 1),
        new Of<Relu>("relu", default, DerivativeOperand.Output, z => z > 0 ? 1 : 0, 1),
        new Of<LeakyRelu>("leaky-relu", default, DerivativeOperand.Output, z => z > 0 ? 1 : 0.01, 1),
        new Of<LeakyRelu>("leaky-relu 0.2", new LeakyRelu(0.2), DerivativeOperand.Output, z => z > 0 ? 1 : 0.2, 1),
        new Of<Elu>("elu", default, DerivativeOperand.Output, z => z > 0 ? 1 : Exp(z), 1),
        new Of<Elu>("elu 1.7", new Elu(1.7), DerivativeOperand.Output, z => z > 0 ? 1 : Exp(z) * 1.7, 1.7),
        new Of<Softplus>("softplus", default, DerivativeOperand.PreActivation, Logistic, 1),
        new Of<Gelu>("gelu", default, DerivativeOperand.PreActivation, z => Normal(z) + (Density(z) * z), 1.128),
        new Of<Silu>("silu", default, DerivativeOperand.PreActivation, z => Logistic(z) * ((Logistic(-z) * z) + 1.0), 1.099),
    ];

    private ActivationCase(string name, DerivativeOperand operand, Func<double, DoubleDouble> derivative, double largest)
    {
        Name = name;
        Operand = operand;
        ExactDerivative = derivative;
        LargestDerivative = largest;
    }

    public static IEnumerable<string> AllNames => All.Select(activation => activation.Name);

    public static TheoryData<string> Names => [.. AllNames];

    public string Name { get; }

    public DerivativeOperand Operand { get; }

    /// <summary>max abs f′, the unit of the allowed error.</summary>
    public double LargestDerivative { get; }

    internal Func<double, DoubleDouble> ExactDerivative { get; }

    /// <summary>The value of the activation as an object, for its name.</summary>
    public abstract object Activation { get; }

    public static ActivationCase Named(string name) => Array.Find(All, activation => activation.Name == name)!;

    public abstract DerivativeOperand DeclaredOperand { get; }

    public abstract bool DeclaredKink { get; }

    /// <summary>f of each element, on the tier.</summary>
    public abstract T[] Evaluate<T>(T[] z, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>f′ from each element of the operand, on the tier.</summary>
    public abstract T[] Derivative<T>(T[] operand, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static DoubleDouble Exp(double z) => Flat(DoubleReference.Exp(z));

    private static DoubleDouble Tanh(double z) => Flat(DoubleReference.Tanh(z));

    private static DoubleDouble Logistic(double z) => Flat(DoubleReference.Sigmoid(z));

    private static DoubleDouble Normal(double z) => z == 0 ? 0.5 : Flat(DoubleReference.Gelu(z)) / z;

    private static DoubleDouble Density(double z) =>
        Flat(DoubleReference.ExpOf((DoubleDouble)z * z * -0.5)) * DoubleReference.InverseSqrtPi * DoubleReference.SqrtHalf;

    private static DoubleDouble Flat((DoubleDouble Value, int Exponent) scaled) => scaled.Value.ScaleB(scaled.Exponent);

    private sealed class Of<TActivation>(
        string name, TActivation activation, DerivativeOperand operand, Func<double, DoubleDouble> derivative, double largest)
        : ActivationCase(name, operand, derivative, largest)
        where TActivation : struct, IActivation<float>, IActivation<double>
    {
        public override object Activation => activation;

        public override DerivativeOperand DeclaredOperand => OperandOf<double, TActivation>();

        public override bool DeclaredKink => KinkOf<float, TActivation>();

        public override T[] Evaluate<T>(T[] z, SimdTier tier) => Run(z, tier, derivative: false);

        public override T[] Derivative<T>(T[] operand, SimdTier tier) => Run(operand, tier, derivative: true);

        private T[] Run<T>(T[] x, SimdTier tier, bool derivative)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
                ? (T[])(object)ActivationKernel<float, TActivation>.Run(activation, (float[])(object)x, tier, derivative)
                : (T[])(object)ActivationKernel<double, TActivation>.Run(activation, (double[])(object)x, tier, derivative);

        private static DerivativeOperand OperandOf<T, TAny>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TAny : struct, IActivation<T> => TAny.DerivativeOperand;

        private static bool KinkOf<T, TAny>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TAny : struct, IActivation<T> => TAny.HasKinkAtZero;
    }
}
