using System.CommandLine;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>How to train: the options of train alone.</summary>
internal sealed class TrainingOptionSet
{
    internal const string Single = "float";
    private const string Double = "double";
    private const string MomentumName = "--momentum";
    private const string SgdName = "sgd";

    private readonly NetworkOptions _network = new();

    private readonly Option<string> _optimizer = OptionFactory.Choice(
        "--optimizer", "How gradients change the weights", "momentum", [SgdName, "momentum"]);

    private readonly Option<double> _rate = OptionFactory.Real("--rate", "Learning rate", 0.05, "above 0", value => value > 0);

    private readonly Option<double> _momentum = OptionFactory.Real(
        MomentumName,
        "What is left of the velocity from step to step, for --optimizer momentum",
        0.9,
        "of at least 0 and below 1",
        value => value is >= 0 and < 1);

    private readonly Option<int> _epochs = OptionFactory.Count("--epochs", "Passes over the training set", 30);

    private readonly Option<string> _type = OptionFactory.Choice("--type", "Element type of weights and data", Single, [Single, Double]);

    private readonly Option<string?> _plot = new("--plot")
    {
        Description = $"Draw the learning curves to this file, {string.Join(" or ", PlotFile.Extensions)}",
        HelpName = "file",
    };

    internal void AddTo(Command command)
    {
        _network.AddTo(command);
        foreach (Option option in new Option[] { _optimizer, _rate, _momentum, _epochs, _type, _plot })
        {
            command.Add(option);
        }
    }

    internal TrainingSettings Read(ParseResult parsed)
    {
        bool plain = parsed.GetValue(_optimizer) == SgdName;
        if (plain && parsed.GetResult(_momentum) is { Implicit: false })
        {
            throw new UnusableException($"{MomentumName} means nothing to --optimizer {SgdName}.");
        }

        string? plot = parsed.GetValue(_plot);
        if (plot is not null)
        {
            PlotFile.Check(plot);
        }

        double rate = parsed.GetValue(_rate);
        return new TrainingSettings
        {
            Network = _network.Read(parsed),
            Optimizer = plain ? new Sgd(rate) : new Momentum(rate, parsed.GetValue(_momentum)),
            Epochs = parsed.GetValue(_epochs),
            ElementType = parsed.GetValue(_type)!,
            Plot = plot,
        };
    }
}
