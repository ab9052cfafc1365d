using System.CommandLine;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>How the learning rate changes while training goes on.</summary>
internal sealed class ScheduleOptions
{
    private const string ScheduleName = "--schedule";
    private const string Constant = "constant";
    private const string Step = "step";
    private const string Cosine = "cosine";

    private readonly Option<string> _schedule = OptionFactory.Choice(ScheduleName, "How the learning rate changes", Constant, [Constant, Step, Cosine]);

    private readonly Option<int> _stepEpochs = OptionFactory.Count("--step-epochs", "Epochs from one change to the next, for --schedule step", 10);

    private readonly Option<double> _stepFactor = OptionFactory.Real(
        "--step-factor", "What the rate is multiplied by at a change, for --schedule step", 0.1, "above 0", value => value > 0);

    private readonly Option<double> _finalShare = OptionFactory.Real(
        "--final-rate", "Share of the rate that is left in the end, for --schedule cosine", 0, "of at least 0 and below 1", value => value is >= 0 and < 1);

    private readonly Option<int?> _warmUp = OptionFactory.OptionalCount(
        "--warm-up", "Mini-batches in which the rate grows from almost nothing, before the schedule begins");

    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _schedule, _stepEpochs, _stepFactor, _finalShare, _warmUp })
        {
            command.Add(option);
        }
    }

    /// <summary>The schedule, and the same in words: one for each thing that it does, none for a constant rate.</summary>
    internal (ILearningRateSchedule Schedule, IReadOnlyList<string> InWords) Read(ParseResult parsed)
    {
        string name = parsed.GetValue(_schedule)!;
        foreach ((Option option, string only) in new (Option, string)[] { (_stepEpochs, Step), (_stepFactor, Step), (_finalShare, Cosine) })
        {
            if (name != only && parsed.GetResult(option) is { Implicit: false })
            {
                throw new UnusableException($"{option.Name} means nothing to {ScheduleName} {name}.");
            }
        }

        (int epochs, double factor, double final) = (parsed.GetValue(_stepEpochs), parsed.GetValue(_stepFactor), parsed.GetValue(_finalShare));
        (ILearningRateSchedule Schedule, IReadOnlyList<string> InWords) chosen = name switch
        {
            Step => (new StepSchedule(epochs, factor), [$"rate times {factor:R} every {(epochs == 1 ? "epoch" : $"{epochs:N0} epochs")}"]),
            Cosine => (new CosineSchedule(final), [$"rate along a cosine to {final:R} of it"]),
            _ => (new ConstantSchedule(), []),
        };
        return parsed.GetValue(_warmUp) is { } steps
            ? (new WarmUpSchedule(steps, chosen.Schedule), [$"warm-up of {steps:N0} {(steps == 1 ? "batch" : "batches")}", .. chosen.InWords])
            : chosen;
    }
}
