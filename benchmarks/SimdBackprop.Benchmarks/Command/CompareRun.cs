using System.Numerics;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>One run of compare: peers loaded, cases measured, results told.</summary>
internal sealed class CompareRun<T>(CompareSettings settings)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string SingleCase = "case";

    /// <summary>With one thread nobody leaves one spinning.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    /// <summary>The exit code.</summary>
    internal int Run()
    {
        IEnumerable<KnownLibrary> known = NativePeers.Known.Where(
            library => settings.HasKernels && IsWanted(library.Name) && (library.HasCblas || !settings.InDouble));
        NativePeers native = NativePeers.Load<T>(known, settings.Libraries, settings.Threads);
        foreach (KnownLibrary library in native.Missing)
        {
            Console.Error.WriteLine($"{library.Name} is not installed ({library.File}; on Debian in {library.Package}).");
        }

        IEnumerable<IProductPeer> managed = [new MathNetPeer(settings.Threads), new TensorPrimitivesPeer(), .. settings.Threads > 1 ? [new SerialPeer(settings.Tier)] : (SerialPeer[])[]];
        IProductPeer[] peers = [.. native.Loaded, .. managed.Where(peer => IsWanted(peer.Name))];
        using PyTorchPeer pyTorch = settings.HasSteps && IsWanted(PeerNames.PyTorch) ? PyTorchPeer.Start(settings.Threads) : PyTorchPeer.LeftOut;
        Crew crew = new(settings.Threads);
        Alternation alternation = new(settings.Seconds, settings.Threads > 1 ? Quiet : TimeSpan.Zero);
        SideBySide sideBySide = new(alternation);
        List<SuiteResult> suites = [.. Plan(peers, pyTorch, sideBySide, crew).Select(Measured)];
        IEnumerable<(string Name, string Description)> libraries = settings.HasKernels ? peers.Select(peer => (peer.Name, peer.Description)) : [];
        Comparison comparison = new(settings, libraries.Concat(pyTorch.Description).ToDictionary(), native.Missing, suites)
        {
            Growth = settings.Case is null && settings.Step is null && settings.Suites.Contains(Suites.Smooth) ? SquareGrowth.Measure<T>(alternation, settings.Tier, settings.Kernels) : null,
        };
        CompareTable.Write(comparison);
        settings.Json?.Write(path => CompareJson.Write(path, comparison));
        settings.Html?.Write(path => ComparePage.Write(path, comparison));
        bool expectsMark = settings.HasSteps || (settings.HasKernels && suites.Count > 0);
        bool hasMark = comparison.Totals.Best is not null || !expectsMark;
        return comparison.Faults.Any() || !hasMark ? ExitCode.Failure : ExitCode.Success;
    }

    private static SuiteResult Measured(PlannedSuite suite)
    {
        List<CaseResult> results = [];
        foreach (PlannedCase planned in suite.Cases)
        {
            Progress($"{suite.Name} {results.Count + 1} of {suite.Cases.Count}: {planned.Name}");
            results.Add(planned.Run());
        }

        Progress("");
        return new SuiteResult(suite.Name, suite.Unit, suite.Limit, results);
    }

    // Nothing that draws by itself: a thread that animates a display would take turns with the contestants.
    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r{text,-60}\r");
        }
    }

    private bool IsWanted(string peer) => !settings.Without.Contains(peer);

    private IEnumerable<PlannedSuite> Plan(IReadOnlyList<IProductPeer> peers, PyTorchPeer pyTorch, SideBySide sideBySide, Crew crew)
    {
        Contestant peak = FmaPeak.Create<T>(settings.Tier, crew);
        ProductComparison<T> products = new(peers, sideBySide, peak, settings.Kernels);
        if (settings.Case is { } product)
        {
            return [products.Plan(SingleCase, [product])];
        }

        StepComparison<T> steps = new(pyTorch.Processes, sideBySide, peak, settings.Kernels);
        if (settings.Step is { } step)
        {
            return [steps.Plan(SingleCase, [step])];
        }

        IReadOnlyList<IProductPeer> naiveToo = IsWanted(PeerNames.Naive) ? [.. peers, new NaivePeer()] : peers;
        ProductComparison<T> smallProducts = new(naiveToo, sideBySide, peak, settings.Kernels);
        VectorComparison<T> vectors = new([.. peers.OfType<IVectorPeer>()], sideBySide, crew, settings.Tier, settings.Kernels);
        return settings.Suites.Where(suite => suite != Suites.Smooth).Select(suite => suite switch
        {
            Suites.Level2 => vectors.Plan(),
            Suites.Step => steps.Plan(suite, StepCase.All),
            Suites.Math => new FunctionComparison<T>(IsWanted(PeerNames.TensorPrimitives), sideBySide, settings.Kernels).Plan(),
            Suites.Small => smallProducts.Plan(suite, ProductSuites.Of(suite, settings.InDouble)),
            _ => products.Plan(suite, ProductSuites.Of(suite, settings.InDouble)),
        });
    }
}
