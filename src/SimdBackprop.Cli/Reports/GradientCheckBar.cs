using SimdBackprop.Checking;
using Spectre.Console;

namespace SimdBackprop.Cli;

/// <summary>A progress bar on a terminal while a gradient check runs, gone when it is done.</summary>
internal static class GradientCheckBar
{
    /// <summary>Runs the check, with a bar where one can be drawn.</summary>
    internal static GradientCheckRun During(Func<IProgress<GradientCheckProgress>?, GradientCheckRun> check, bool plain)
    {
        if (plain || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            return check(null);
        }

        return AnsiConsole.Progress().AutoClear(true).Start(context => check(new Bar(context.AddTask("checking"))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<GradientCheckProgress>
    {
        public void Report(GradientCheckProgress value)
        {
            task.MaxValue = value.Arrays;
            task.Value = value.Checked;
            task.Description = $"checked {value.Array}";
        }
    }
}
