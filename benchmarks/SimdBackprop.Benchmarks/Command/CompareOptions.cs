using System.CommandLine;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>The command line of compare.</summary>
internal sealed class CompareOptions
{
    private const string Float = "float";
    private const string InDouble = "double";
    private const string JsonName = "--json";
    private const string HtmlName = "--html";
    private const string SuiteName = "--suite";
    private const string CaseName = "--case";
    private const string PeerName = "--peer";
    private const string WithoutName = "--without";
    private const int MostThreads = 1024;
    private const double MostSeconds = 3600;

    /// <summary>Sizes beyond this are a slip of the hand, and their matrices would not fit an array.</summary>
    private const int LargestSize = 32_768;

    private readonly Option<string> _suite = OptionFactory.Choice(SuiteName, "Which cases", Suites.All, [.. Suites.Names, Suites.All]);

    private readonly Option<string> _type = OptionFactory.Choice("--type", "Element type", Float, [Float, InDouble]);

    private readonly Option<int> _threads = OptionFactory.Create(
        "--threads",
        "Threads that each contestant may use, -1 for one a core",
        "n",
        1,
        $"-1 or a whole number from 1 to {MostThreads}",
        (string text, out int value) => OptionFactory.Whole(text, out value) && value is -1 or (>= 1 and <= MostThreads));

    private readonly Option<SimdTier?> _tier = OptionFactory.Create<SimdTier?>(
        "--tier",
        $"Instruction set of ours and of the peak, if not the one that the library chooses: {string.Join(", ", TierNames)}",
        "name",
        null,
        $"one of {string.Join(", ", TierNames)}",
        TryReadTier);

    private readonly Option<string[]> _peers = new(PeerName)
    {
        Description = "A further native library with the cblas interface; may be repeated",
        HelpName = "name=path",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _without = new(WithoutName)
    {
        Description = "A peer to leave out; may be repeated",
        HelpName = "name",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<SingleCase?> _case = OptionFactory.Create<SingleCase?>(
        CaseName,
        "One product instead of a suite: letters, then M, N and K; or one training step: widths, recipe and batch, such as \"784-512-10 adam-relu 32\"",
        "\"NT 32 512 784\"",
        null,
        $"a product such as \"NT 32 512 784\", its letters {string.Join(", ", Product.KnownLetters)}, its sizes from 1 to {LargestSize}, "
            + $"or a step such as \"784-512-10 adam-relu 32\", its recipe {string.Join(", ", StepCase.RecipeNames)}",
        TryReadCase);

    private readonly Option<double> _seconds = OptionFactory.Real(
        "--seconds",
        "Least time on the clock for each contestant in each case",
        0.3,
        $"above 0 and up to {MostSeconds}",
        value => value is > 0 and <= MostSeconds);

    private readonly Option<string?> _json = new(JsonName) { Description = "Write the results to this file as JSON", HelpName = "file" };

    private readonly Option<string?> _html = new(HtmlName) { Description = "Draw the results to this file as a page of charts", HelpName = "file" };

    private static IEnumerable<string> TierNames => Enum.GetValues<SimdTier>().Select(SimdInfo.NameOf);

    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _suite, _type, _threads, _tier, _peers, _without, _case, _seconds, _json, _html })
        {
            command.Add(option);
        }
    }

    internal CompareSettings Read(ParseResult parsed)
    {
        SingleCase? single = parsed.GetValue(_case);
        if (single is not null && parsed.GetResult(_suite) is { Implicit: false })
        {
            throw new UnusableException($"{CaseName} cannot be combined with {SuiteName}: it is a comparison of its own.");
        }

        int threads = parsed.GetValue(_threads);
        string suite = parsed.GetValue(_suite)!;
        NamedLibrary[] libraries = [.. (parsed.GetValue(_peers) ?? []).Select(ReadLibrary)];
        RejectRepeatedNames(libraries);
        return new CompareSettings
        {
            Suites = suite == Suites.All ? Suites.Names : [suite],
            Case = single?.Product,
            Step = single?.Step,
            InDouble = parsed.GetValue(_type) == InDouble,
            Threads = threads == -1 ? SimdInfo.Cores : threads,
            Tier = parsed.GetValue(_tier) ?? TierInUse(),
            Seconds = parsed.GetValue(_seconds),
            Libraries = libraries,
            Without = [.. (parsed.GetValue(_without) ?? []).Select(ReadWithout)],
            Json = File(JsonName, parsed.GetValue(_json)),
            Html = File(HtmlName, parsed.GetValue(_html)),
        };
    }

    private static SimdTier TierInUse()
    {
        _ = SimdBackprop.Cli.Tier.InUse();
        return SimdInfo.Tier;
    }

    private static bool TryReadTier(string text, out SimdTier? tier)
    {
        tier = Enum.GetValues<SimdTier>().Cast<SimdTier?>().FirstOrDefault(known => SimdInfo.NameOf(known!.Value) == text);
        return tier is not null;
    }

    private static bool TryReadCase(string text, out SingleCase? single)
    {
        single = TryReadProduct(text, out Product? product) ? new SingleCase(product, null)
            : TryReadStep(text, out StepCase? step) ? new SingleCase(null, step)
            : null;
        return single is not null;
    }

    private static bool TryReadProduct(string text, out Product? product)
    {
        product = null;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var letters, var m, var n, var k]
            || !Product.KnownLetters.Contains(letters)
            || !IsSize(m, out int rows)
            || !IsSize(n, out int columns)
            || !IsSize(k, out int terms))
        {
            return false;
        }

        product = new Product(letters, rows, columns, terms);
        return true;
    }

    private static bool IsSize(string text, out int size) => OptionFactory.Whole(text, out size) && size is >= 1 and <= LargestSize;

    private static bool TryReadStep(string text, out StepCase? step)
    {
        step = null;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var widths, var recipe, var samples] || !IsSize(samples, out int batch))
        {
            return false;
        }

        int[] sizes = [.. widths.Split('-').Select(width => IsSize(width, out int size) ? size : 0)];
        int known = StepCase.RecipeNames.IndexOf(recipe);
        if (sizes.Length < 2 || sizes.Contains(0) || sizes[^1] < 2 || known < 0)
        {
            return false;
        }

        step = new StepCase(sizes, (StepRecipe)known, batch);
        return true;
    }

    private static NamedLibrary ReadLibrary(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1
        ? new NamedLibrary(text[..at], text[(at + 1)..])
        : throw new UnusableException($"{PeerName}: '{text}' is not a name and a path, as in mine=./libmine.so.");

    private static string ReadWithout(string text) => PeerNames.Known.Contains(text)
        ? text
        : throw new UnusableException($"{WithoutName}: '{text}' is not one of {string.Join(", ", PeerNames.Known)}.");

    private static void RejectRepeatedNames(NamedLibrary[] libraries)
    {
        HashSet<string> taken = [.. PeerNames.Known, .. PeerNames.Reserved];
        foreach (NamedLibrary library in libraries)
        {
            if (!taken.Add(library.Name))
            {
                throw new UnusableException($"{PeerName}: the name '{library.Name}' is taken.");
            }
        }
    }

    private static OutputFile? File(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }

        OutputFile file = new(option, path);
        file.Check();
        return file;
    }
}
