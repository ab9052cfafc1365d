using System.CommandLine;

namespace SimdBackprop.Benchmarks;

/// <summary>Ours beside other libraries, taking turns on one clock.</summary>
internal static class CompareCommand
{
    internal const string Name = "compare";

    internal static Command Create()
    {
        CompareOptions options = new();
        Command command = new(Name, "Time the kernels side by side with native and managed libraries, and against what the processor can do.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            CompareSettings settings = options.Read(parsed);
            return settings.InDouble ? new CompareRun<double>(settings).Run() : new CompareRun<float>(settings).Run();
        });
        return command;
    }
}
