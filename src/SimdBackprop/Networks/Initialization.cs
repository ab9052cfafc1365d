namespace SimdBackprop.Networks;

/// <summary>
/// How a layer's weights start: uniform in [−ε, ε], which breaks the symmetry that would keep equal neurons equal for ever. Biases start at zero.
/// </summary>
public sealed class Initialization
{
    private readonly Func<int, int, double> _epsilon;
    private readonly string _name;

    private Initialization(string name, Func<int, int, double> epsilon)
    {
        _name = name;
        _epsilon = epsilon;
    }

    /// <summary>ε = √(6 / (n_in + n_out)), for sigmoid and tanh (Glorot and Bengio, 2010).</summary>
    public static Initialization Glorot { get; } = new("glorot", static (inputs, outputs) => Math.Sqrt(6.0 / ((double)inputs + outputs)));

    /// <summary>ε = √(6 / n_in), for ReLU and its kin (He et al., 2015).</summary>
    public static Initialization He { get; } = new("he", static (inputs, _) => Math.Sqrt(6.0 / inputs));

    /// <summary>The same ε for every layer.</summary>
    /// <param name="epsilon">ε ≥ 0, finite. Zero makes all weights equal, and neurons that are equal learn nothing that is not.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Initialization Uniform(double epsilon) => epsilon >= 0 && double.IsFinite(epsilon)
        ? new Initialization($"uniform {epsilon}", (_, _) => epsilon)
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "The half-width of the interval is finite and not negative.");

    /// <inheritdoc/>
    public override string ToString() => _name;

    internal double Epsilon(int inputs, int outputs) => _epsilon(inputs, outputs);
}
