using System.CommandLine;
using System.CommandLine.Help;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>Ours beside other libraries, taking turns on one clock.</summary>
internal static class CompareCommand
{
    internal const string Name = "compare";

    private static readonly CommandExample[] Examples =
    [
        new(Name, "compare --suite mlp", "the products of training"),
        new(Name, "compare --suite square --type double --threads 2", "squares in double, two threads each"),
        new(Name, "compare --case \"NT 32 512 784\" --peer mine=./libmine.so", "one product, and a library of your own beside the others"),
        new(Name, "compare --suite all --json results.json --html results.html", "everything, for scripts and as charts"),
    ];

    /// <summary>The exit code: 0 done, 1 a result was wrong or there was no native peer, 2 a bad command line.</summary>
    internal static int Run(string[] args) =>
        new CommandLineRun(Create(), outOfMemory: "There is not enough memory for these matrices.").Of(args);

    private static Command Create()
    {
        CompareOptions options = new();
        Command command = new(Name, "Time the kernels side by side with native and managed libraries, and against what the processor can do.")
        {
            new HelpOption { Action = new HelpWithExamples(Examples) },
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            CompareSettings settings = options.Read(parsed);
            return settings.InDouble ? new CompareRun<double>(settings).Run() : new CompareRun<float>(settings).Run();
        });
        return command;
    }
}
