using System.CommandLine;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>How to train: the options of train alone.</summary>
internal sealed class TrainingOptionSet
{
    internal const string Single = "float";
    private const string Double = "double";
    private const string PatienceName = "--patience";
    private const string ValidationShareName = "--validation-share";

    private readonly NetworkOptions _network = new();
    private readonly OptimizerOptions _optimizer = new();
    private readonly ScheduleOptions _schedule = new();

    private readonly Option<double?> _clipValue = Limit("--clip-value", "Cut every gradient to at most this");

    private readonly Option<double?> _clipNorm = Limit("--clip-norm", "Scale all gradients down to this Euclidean norm together");

    private readonly Option<int?> _microBatch = OptionFactory.OptionalCount(
        "--micro-batch", "Samples that pass through the network together, for batches too large for that; the gradients add up");

    private readonly Option<int?> _patience = OptionFactory.OptionalCount(
        PatienceName, "Stop after so many epochs without a lower cost on a validation set, and keep the best one's weights");

    private readonly Option<double> _validationShare = OptionFactory.Real(
        ValidationShareName, $"Share of the training set to validate with, for {PatienceName}", 0.1, "above 0 and below 1", value => value is > 0 and < 1);

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
        _optimizer.AddTo(command);
        _schedule.AddTo(command);
        foreach (Option option in new Option[] { _clipValue, _clipNorm, _microBatch, _patience, _validationShare, _epochs, _type, _plot })
        {
            command.Add(option);
        }
    }

    internal TrainingSettings Read(ParseResult parsed)
    {
        string? plot = parsed.GetValue(_plot);
        if (plot is not null)
        {
            PlotFile.Check(plot);
        }

        int? patience = parsed.GetValue(_patience);
        if (patience is null && parsed.GetResult(_validationShare) is { Implicit: false })
        {
            throw new UnusableException($"{ValidationShareName} means nothing without {PatienceName}.");
        }

        (ILearningRateSchedule schedule, IReadOnlyList<string> scheduleInWords) = _schedule.Read(parsed);
        return new TrainingSettings
        {
            Network = _network.Read(parsed),
            Optimizer = _optimizer.Read(parsed),
            Schedule = schedule,
            ScheduleInWords = scheduleInWords,
            ClipValue = parsed.GetValue(_clipValue),
            ClipNorm = parsed.GetValue(_clipNorm),
            MicroBatchSize = parsed.GetValue(_microBatch),
            EarlyStopping = patience is { } epochs ? new EarlyStopping(parsed.GetValue(_validationShare), epochs) : null,
            Epochs = parsed.GetValue(_epochs),
            ElementType = parsed.GetValue(_type)!,
            Plot = plot,
        };
    }

    private static Option<double?> Limit(string name, string description) => OptionFactory.OptionalReal(name, description, "above 0", value => value > 0);
}
