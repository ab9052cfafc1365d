using System.CommandLine;
using System.CommandLine.Help;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>The entry point: parses, runs a command, and turns every failure into one line on stderr and an exit code.</summary>
internal static class Program
{
    private const string Name = "simdbackprop";

    internal static int Main(string[] args)
    {
        try
        {
            ParseResult parsed = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
            {
                return Report(Complaint(parsed), ExitCode.Unusable);
            }

            // Signals and exceptions are handled here, not by the parser: its handler would print a stack trace.
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (TrainingDivergedException error)
        {
            return Report(error.Message, ExitCode.Failure);
        }
        catch (Exception error) when (error is UnusableException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Report(error.Message, ExitCode.Unusable);
        }
        catch (OperationCanceledException)
        {
            return Report("Cancelled.", ExitCode.Cancelled);
        }
        catch (OutOfMemoryException)
        {
            return Report("There is not enough memory for this data and these --layers.", ExitCode.Unusable);
        }
#pragma warning disable CA1031 // The last resort: whatever it is, a user gets one line and not a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Report($"Internal error, please report it: {error.GetType().Name}: {error.Message}", ExitCode.Defect);
        }
    }

    private static Command CreateRoot()
    {
        // Not RootCommand: it would take its name from the assembly, and bring directives along.
        Command root = new(Name, "Trains and checks dense neural networks on the CPU: same bits on every instruction set and thread count.")
        {
            TrainCommand.Create(),
            GradcheckCommand.Create(),
            InfoCommand.Create(),
            new HelpOption { Action = new HelpWithExamples() },
            new VersionOption(),
        };
        return root;
    }

    // The parser lists everything it stumbled over; one thing at a time helps more, and the token it cannot place comes first.
    private static string Complaint(ParseResult parsed)
    {
        string command = parsed.CommandResult.Command is { Name: not Name } subcommand ? $"{Name} {subcommand.Name}" : Name;
        return parsed switch
        {
            { UnmatchedTokens: [string token, ..] } => $"'{token}' means nothing here; see {command} --help.",
            { Tokens.Count: 0 } => $"A command is missing; see {command} --help.",
            _ => parsed.Errors[0].Message,
        };
    }

    private static int Report(string message, int exitCode)
    {
        Console.Error.WriteLine($"{Name}: {string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");
        return exitCode;
    }
}
