using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SimdBackprop.Cli;

/// <summary>The usual help, followed by command lines to start from.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private static readonly (string Command, string CommandLine, string Meaning)[] Examples =
    [
        ("train", "simdbackprop train", "the digits that come with the tool"),
        ("train", "simdbackprop train --layers 512,512 --data DIR --epochs 5", "MNIST or a relative, from IDX files"),
        ("train", "simdbackprop train --activation tanh --l2 1e-4 --plot curves.svg", "learning curves as a picture"),
        ("train", "simdbackprop train --json --threads 1 | jq .testAccuracy", "for scripts"),
        ("gradcheck", "simdbackprop gradcheck", "the gradients of the network that train would train"),
        ("gradcheck", "simdbackprop gradcheck --layers 20 --activation gelu --mode full", "every single parameter"),
        ("info", "simdbackprop info --json", "instruction set, lanes, caches"),
    ];

    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        int exitCode = _help.Invoke(parseResult);
        string command = parseResult.CommandResult.Command.Name;
        var fitting = Examples.Where(example => example.Command == command).ToArray();
        var shown = fitting.Length > 0 ? fitting : Examples;
        int width = shown.Max(example => example.CommandLine.Length);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach ((_, string commandLine, string meaning) in shown)
        {
            output.WriteLine($"  {commandLine.PadRight(width)}  {meaning}");
        }

        output.WriteLine();
        return exitCode;
    }
}
