using System.CommandLine;
using System.CommandLine.Help;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>The entry point: parses, runs a command, and turns every failure into one line on stderr and an exit code.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        try
        {
            ParseResult parsed = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            bool asksForHelp = parsed.Action is HelpWithExamples;
            if (parsed.Errors.Count > 0 && !asksForHelp)
            {
                return Report(parsed.Errors[0].Message, ExitCode.Unusable);
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
        Command root = new("simdbackprop", "Trains and checks dense neural networks on the CPU: same bits on every instruction set and thread count.")
        {
            TrainCommand.Create(),
            InfoCommand.Create(),
            new HelpOption { Action = new HelpWithExamples() },
            new VersionOption(),
        };
        return root;
    }

    private static int Report(string message, int exitCode)
    {
        Console.Error.WriteLine($"simdbackprop: {string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");
        return exitCode;
    }
}
