using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>What to compare, and how, as the command line asks for it.</summary>
internal sealed record CompareSettings
{
    /// <summary>The suites, in order; unused with a case.</summary>
    internal required IReadOnlyList<string> Suites { get; init; }

    /// <summary>A single product instead of suites.</summary>
    internal required Product? Case { get; init; }

    /// <summary>A single training step instead of suites.</summary>
    internal required StepCase? Step { get; init; }

    internal required bool InDouble { get; init; }

    internal required int Threads { get; init; }

    internal required SimdTier Tier { get; init; }

    /// <summary>Least time on the clock for each contestant in each case.</summary>
    internal required double Seconds { get; init; }

    /// <summary>Further native libraries.</summary>
    internal required IReadOnlyList<NamedLibrary> Libraries { get; init; }

    /// <summary>Peers to leave out.</summary>
    internal required IReadOnlyList<string> Without { get; init; }

    internal required OutputFile? Json { get; init; }

    internal required OutputFile? Html { get; init; }

    /// <summary>Whether single kernels are compared, with libraries that have such.</summary>
    internal bool HasKernels => Case is not null || (Step is null && Suites.Any(suite => suite is not (Benchmarks.Suites.Step or Benchmarks.Suites.Math)));

    /// <summary>Whether training steps are compared.</summary>
    internal bool HasSteps => Case is null && (Step is not null || Suites.Contains(Benchmarks.Suites.Step));

    internal string TypeName => InDouble ? "double" : "float";

    internal KernelOptions Kernels => new() { MaxDegreeOfParallelism = Threads, Tier = Tier };
}
