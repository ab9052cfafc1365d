using System.CommandLine;

namespace SimdBackprop.Cli;

/// <summary>Trains a network for classification and shows how it goes.</summary>
internal static class TrainCommand
{
    internal static Command Create()
    {
        TrainingOptionSet options = new();
        Option<bool> json = new("--json") { Description = "One JSON object a line: each epoch, then a summary" };
        Command command = new("train", "Train a network on images and their labels, and measure it on held-out ones.");
        options.AddTo(command);
        command.Add(json);
        command.SetAction(parsed =>
        {
            TrainingSettings settings = options.Read(parsed);
            ITrainingReport report = parsed.GetValue(json)
                ? new JsonTrainingReport(Console.Out)
                : TerminalTrainingReport.Choose(validates: settings.EarlyStopping is not null);
            using Interruption interruption = new();
            return settings.ElementType == TrainingOptionSet.Single
                ? new TrainingRun<float>(settings, report).Run(interruption.Token)
                : new TrainingRun<double>(settings, report).Run(interruption.Token);
        });
        return command;
    }
}
