using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SimdBackprop.Cli;

/// <summary>A command line to start from.</summary>
/// <param name="Command">The name of the command that it belongs to.</param>
/// <param name="CommandLine">What to type.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record CommandExample(string Command, string CommandLine, string Meaning);

/// <summary>The usual help, followed by command lines to start from: those of the command, or all if it has none of its own.</summary>
internal sealed class HelpWithExamples(IReadOnlyList<CommandExample> examples) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        int exitCode = _help.Invoke(parseResult);
        string command = parseResult.CommandResult.Command.Name;
        CommandExample[] fitting = [.. examples.Where(example => example.Command == command)];
        IReadOnlyList<CommandExample> shown = fitting.Length > 0 ? fitting : examples;
        int width = shown.Max(example => example.CommandLine.Length);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (CommandExample example in shown)
        {
            output.WriteLine($"  {example.CommandLine.PadRight(width)}  {example.Meaning}");
        }

        output.WriteLine();
        return exitCode;
    }
}
