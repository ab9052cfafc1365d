using System.CommandLine;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Parses a command line, runs it, and turns every failure into one line on stderr and an exit code.</summary>
/// <param name="root">The command that the process is; its name begins every complaint.</param>
/// <param name="outOfMemory">What to say when there is not enough memory: which options ask for so much.</param>
internal sealed class CommandLineRun(Command root, string outOfMemory)
{
    /// <summary>The exit code.</summary>
    internal int Of(string[] args)
    {
        try
        {
            ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
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
            return Report(outOfMemory, ExitCode.Unusable);
        }
#pragma warning disable CA1031 // The last resort: whatever it is, a user gets one line and not a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Report($"Internal error, please report it: {error.GetType().Name}: {error.Message}", ExitCode.Defect);
        }
    }

    // The parser lists everything it stumbled over; one thing at a time helps more, and the token it cannot place comes first.
    private string Complaint(ParseResult parsed)
    {
        Command addressed = parsed.CommandResult.Command;
        string command = addressed == root ? root.Name : $"{root.Name} {addressed.Name}";
        return parsed switch
        {
            { UnmatchedTokens: [string token, ..] } => $"'{token}' means nothing here; see {command} --help.",
            { Tokens.Count: 0 } => $"A command is missing; see {command} --help.",
            _ => parsed.Errors[0].Message,
        };
    }

    private int Report(string message, int exitCode)
    {
        Console.Error.WriteLine($"{root.Name}: {string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");
        return exitCode;
    }
}
