using System.CommandLine;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Which optimiser, and what belongs to some of them only.</summary>
internal sealed class OptimizerOptions
{
    private const string OptimizerName = "--optimizer";
    private const string BelowOne = "of at least 0 and below 1";

    /// <summary>An optimiser by its name.</summary>
    /// <param name="Name">As on the command line.</param>
    /// <param name="Rate">The learning rate if none is given.</param>
    private sealed record Known(string Name, double Rate);

    private static readonly Known[] All =
    [
        new("sgd", 0.05),
        new("momentum", 0.05),
        new("nesterov", 0.05),
        new("rmsprop", 0.001),
        new("adam", 0.001),
        new("adamw", 0.001),
    ];

    private readonly Option<string> _optimizer = OptionFactory.Choice(
        OptimizerName, "How gradients change the weights", "momentum", All.Select(known => known.Name));

    private readonly Option<double?> _rate = OptionFactory.OptionalReal(
        "--rate", "Learning rate; 0.05 if none is given, or 0.001 for rmsprop, adam and adamw", "above 0", value => value > 0);

    private readonly Option<double> _momentum = OptionFactory.Real(
        "--momentum", "What is left of the velocity from step to step, for momentum and nesterov", 0.9, BelowOne, IsBelowOne);

    private readonly Option<double> _rho = OptionFactory.Real(
        "--rho", "What is left of the mean square from step to step, for rmsprop", 0.99, BelowOne, IsBelowOne);

    private readonly Option<double> _beta1 = OptionFactory.Real(
        "--beta1", "What is left of the mean from step to step, for adam and adamw", 0.9, BelowOne, IsBelowOne);

    private readonly Option<double> _beta2 = OptionFactory.Real(
        "--beta2", "What is left of the mean square from step to step, for adam and adamw", 0.999, BelowOne, IsBelowOne);

    private readonly Option<double> _decay = OptionFactory.Real(
        "--weight-decay", "Decoupled decay, for adamw: weights shrink by rate times this each step", 0.01, "of at least 0", value => value >= 0);

    private readonly Option<double> _epsilon = OptionFactory.Real(
        "--epsilon", "What keeps quotients finite, for rmsprop, adam and adamw", 1e-8, "above 0", value => value > 0);

    /// <summary>The options that mean something to some optimisers only, and to which.</summary>
    private IEnumerable<(Option Option, string[] Optimizers)> Particular =>
    [
        (_momentum, ["momentum", "nesterov"]),
        (_rho, ["rmsprop"]),
        (_beta1, ["adam", "adamw"]),
        (_beta2, ["adam", "adamw"]),
        (_decay, ["adamw"]),
        (_epsilon, ["rmsprop", "adam", "adamw"]),
    ];

    internal void AddTo(Command command)
    {
        command.Add(_optimizer);
        command.Add(_rate);
        foreach ((Option option, _) in Particular)
        {
            command.Add(option);
        }
    }

    internal IOptimizer Read(ParseResult parsed)
    {
        Known known = All.Single(one => one.Name == parsed.GetValue(_optimizer));
        foreach ((Option option, string[] optimizers) in Particular)
        {
            if (!optimizers.Contains(known.Name) && parsed.GetResult(option) is { Implicit: false })
            {
                throw new UnusableException($"{option.Name} means nothing to {OptimizerName} {known.Name}.");
            }
        }

        double rate = parsed.GetValue(_rate) ?? known.Rate;
        return known.Name switch
        {
            "sgd" => new Sgd(rate),
            "momentum" => new Momentum(rate, parsed.GetValue(_momentum)),
            "nesterov" => new Nesterov(rate, parsed.GetValue(_momentum)),
            "rmsprop" => new RmsProp(rate, parsed.GetValue(_rho), parsed.GetValue(_epsilon)),
            "adam" => new Adam(rate, parsed.GetValue(_beta1), parsed.GetValue(_beta2), parsed.GetValue(_epsilon)),
            _ => new AdamW(rate, parsed.GetValue(_decay), parsed.GetValue(_beta1), parsed.GetValue(_beta2), parsed.GetValue(_epsilon)),
        };
    }

    private static bool IsBelowOne(double value) => value is >= 0 and < 1;
}
