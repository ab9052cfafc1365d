namespace SimdBackprop.Cli;

/// <summary>What the process returns; documented in docs/tool.md.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    /// <summary>The work was done and the answer is bad: the training diverged, a gradient is wrong.</summary>
    internal const int Failure = 1;

    /// <summary>The command line or the data cannot be used.</summary>
    internal const int Unusable = 2;

    /// <summary>The gradient check could not tell.</summary>
    internal const int Inconclusive = 3;

    /// <summary>A defect of the tool itself (EX_SOFTWARE of sysexits.h).</summary>
    internal const int Defect = 70;

    /// <summary>Ended by Ctrl-C or SIGTERM: 128 + SIGINT, as shells report it.</summary>
    internal const int Cancelled = 130;
}
