using System.CommandLine;
using System.CommandLine.Help;

namespace SimdBackprop.Cli;

/// <summary>The entry point.</summary>
internal static class Program
{
    private static readonly CommandExample[] Examples =
    [
        new("train", "simdbackprop train", "the digits that come with the tool"),
        new("train", "simdbackprop train --layers 512,512 --data DIR --epochs 5", "MNIST or a relative, from IDX files"),
        new("train", "simdbackprop train --activation tanh --l2 1e-4 --plot curves.svg", "learning curves as a picture"),
        new("train", "simdbackprop train --json --threads 1 | jq .testAccuracy", "for scripts"),
        new("gradcheck", "simdbackprop gradcheck", "the gradients of the network that train would train"),
        new("gradcheck", "simdbackprop gradcheck --layers 20 --activation gelu --mode full", "every single parameter"),
        new("info", "simdbackprop info --json", "instruction set, lanes, caches"),
    ];

    internal static int Main(string[] args) =>
        new CommandLineRun(CreateRoot(), outOfMemory: "There is not enough memory for this data and these --layers.").Of(args);

    private static Command CreateRoot()
    {
        // Not RootCommand: it would take its name from the assembly, and bring directives along.
        Command root = new("simdbackprop", "Trains and checks dense neural networks on the CPU: same bits on every instruction set and thread count.")
        {
            TrainCommand.Create(),
            GradcheckCommand.Create(),
            InfoCommand.Create(),
            new HelpOption { Action = new HelpWithExamples(Examples) },
            new VersionOption(),
        };
        return root;
    }
}
