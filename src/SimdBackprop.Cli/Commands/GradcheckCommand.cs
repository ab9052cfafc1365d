using System.CommandLine;
using SimdBackprop.Checking;

namespace SimdBackprop.Cli;

/// <summary>Checks the gradients of the network that train would train with the same options, before its first step.</summary>
internal static class GradcheckCommand
{
    /// <summary>With a network at the threshold of full mode, so many samples still take seconds.</summary>
    private const int MostSamplesByDefault = 32;

    internal static Command Create()
    {
        NetworkOptions network = new();
        Option<int> samples = OptionFactory.Count("--samples", "Samples of the first mini-batch to check with", MostSamplesByDefault);
        Option<string> mode = OptionFactory.Choice(
            "--mode",
            "Every parameter by itself (full) or along random directions (directional); auto takes full while the network is small",
            "auto",
            Enum.GetNames<GradientCheckMode>().Select(name => name.ToLowerInvariant()));
        Option<bool> json = new("--json") { Description = "One JSON object instead of text" };
        Command command = new("gradcheck", "Check the gradients of the network that train would train, in double, against central differences.");
        network.AddTo(command);
        command.Add(samples);
        command.Add(mode);
        command.Add(json);
        command.SetAction(parsed =>
        {
            NetworkSettings settings = network.Read(parsed);
            GradientCheckMode chosen = Enum.Parse<GradientCheckMode>(parsed.GetValue(mode)!, ignoreCase: true);
            bool asJson = parsed.GetValue(json);
            using Interruption interruption = new();
            GradientCheckRun run = GradientCheckBar.During(
                progress => GradientCheckRun.Of(settings, parsed.GetValue(samples), chosen, progress, interruption.Token), plain: asJson);
            if (asJson)
            {
                JsonLine.Write(Console.Out, line => GradientCheckJson.Write(line, run));
            }
            else
            {
                GradientCheckText.Write(Console.Out, run);
            }

            return run.Result.Verdict switch
            {
                GradientVerdict.Passed => ExitCode.Success,
                GradientVerdict.Failed => ExitCode.Failure,
                _ => ExitCode.Inconclusive,
            };
        });
        return command;
    }
}
