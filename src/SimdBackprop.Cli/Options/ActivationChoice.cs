using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Cli;

/// <summary>An activation by its name, able to become a layer of a network of either element type.</summary>
internal abstract class ActivationChoice
{
    /// <summary>All of them. He's initialisation is for those that pass positive values on and (nearly) drop negative ones.</summary>
    internal static readonly IReadOnlyList<ActivationChoice> All =
    [
        new ActivationChoice<Identity>(Initialization.Glorot),
        new ActivationChoice<Sigmoid>(Initialization.Glorot),
        new ActivationChoice<Tanh>(Initialization.Glorot),
        new ActivationChoice<Relu>(Initialization.He),
        new ActivationChoice<LeakyRelu>(Initialization.He),
        new ActivationChoice<Elu>(Initialization.He),
        new ActivationChoice<Softplus>(Initialization.Glorot),
        new ActivationChoice<Gelu>(Initialization.Glorot),
        new ActivationChoice<Silu>(Initialization.Glorot),
    ];

    internal abstract string Name { get; }

    internal static ActivationChoice Named(string name) => All.Single(choice => choice.Name == name);

    /// <summary>Adds a layer with this activation, its weights started the way that suits it.</summary>
    internal abstract void AddTo<T>(NetworkBuilder<T> builder, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <inheritdoc/>
internal sealed class ActivationChoice<TActivation>(Initialization initialization) : ActivationChoice
    where TActivation : struct, IActivation<float>, IActivation<double>
{
    internal override string Name => default(TActivation).ToString()!;

    internal override void AddTo<T>(NetworkBuilder<T> builder, int width)
    {
        // That TActivation serves float and serves double does not tell the compiler that it serves T.
        switch (builder)
        {
            case NetworkBuilder<float> single:
                single.Dense<TActivation>(width, initialization: initialization);
                break;
            case NetworkBuilder<double> twice:
                twice.Dense<TActivation>(width, initialization: initialization);
                break;
        }
    }
}
