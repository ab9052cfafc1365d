using System.Numerics;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>One run of compare: peers loaded, cases measured, results told.</summary>
internal sealed class CompareRun<T>(CompareSettings settings)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>With one thread nobody leaves one spinning.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    /// <summary>The exit code.</summary>
    internal int Run()
    {
        NativePeers native = NativePeers.Load<T>(
            NativePeers.Known.Where(library => !settings.Without.Contains(library.Name)), settings.Libraries, settings.Threads);
        IProductPeer[] managed = [new MathNetPeer(settings.Threads), new TensorPrimitivesPeer()];
        IProductPeer[] peers = [.. native.Loaded, .. managed.Where(peer => !settings.Without.Contains(peer.Name))];
        foreach (KnownLibrary library in native.Missing)
        {
            Console.Error.WriteLine($"{library.Name} is not installed ({library.File}; on Debian in {library.Package}).");
        }

        using Crew crew = new(settings.Threads);
        Contestant peak = FmaPeak.Create<T>(settings.Tier, crew);
        Alternation alternation = new(settings.Seconds, settings.Threads > 1 ? Quiet : TimeSpan.Zero);
        ProductComparison<T> comparison = new(peers, alternation, peak, settings.Kernels);
        List<SuiteResult> suites = [];
        foreach ((string name, IReadOnlyList<Product> products) in Products())
        {
            List<CaseResult> cases = [];
            foreach (Product product in products)
            {
                Progress(product.Name, cases.Count + 1, products.Count);
                cases.Add(comparison.Run(product));
            }

            suites.Add(new SuiteResult(name, "GFLOP/s", "FMA peak", cases));
        }

        Comparison result = new(settings, native.Missing, suites);
        Progress("", 0, 0);
        CompareTable.Write(result);
        settings.Json?.Write(path => CompareJson.Write(path, result));
        return result.Faults.Any() || result.Totals.Best is null ? ExitCode.Failure : ExitCode.Success;
    }

    private IEnumerable<(string Name, IReadOnlyList<Product> Products)> Products() => settings.Case is { } product
        ? [("case", [product])]
        : settings.Suites.Select(suite => (suite, ProductSuites.Of(suite, settings.InDouble)));

    // Nothing that draws by itself: a thread that animates a display would take turns with the contestants.
    private static void Progress(string name, int at, int of)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r{(of == 0 ? "" : $"{at} of {of}: {name}"),-60}\r");
        }
    }
}
