namespace SimdBackprop.Benchmarks;

/// <summary>How one peer did in a case.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="IsNative">Whether it is native code.</param>
/// <param name="Routine">The routine that was fastest, if it has several.</param>
/// <param name="IsSpecial">Whether that is not its general one.</param>
/// <param name="Rate">Work in billions a second.</param>
/// <param name="Ratio">How many times as fast ours is: the median over the rounds.</param>
internal sealed record PeerResult(string Peer, bool IsNative, string Routine, bool IsSpecial, double Rate, double Ratio);

/// <summary>Bytes that a step moves for its weights, were there no cache.</summary>
/// <param name="Fused">With gradients used where they arise.</param>
/// <param name="Unfused">With gradients written and read again.</param>
internal sealed record TrafficModel(double Fused, double Unfused);

/// <summary>What came of one case.</summary>
internal sealed record CaseResult
{
    /// <summary>As the command line spells it.</summary>
    internal required string Name { get; init; }

    /// <summary>The contract's program that defines our result.</summary>
    internal required string Program { get; init; }

    /// <summary>Ours: work in billions a second.</summary>
    internal required double Ours { get; init; }

    /// <summary>The yardstick's rate in this case's own rounds.</summary>
    internal required double Limit { get; init; }

    /// <summary>Ours in percent of it, the median over the rounds.</summary>
    internal required double PercentOfLimit { get; init; }

    /// <summary>Those that took part.</summary>
    internal required IReadOnlyList<PeerResult> Peers { get; init; }

    /// <summary>Bytes that a batch of our calls allocated, on all threads, after warm-up.</summary>
    internal required long AllocatedBytes { get; init; }

    /// <summary>What passes between memory and core, by the model; null where there is none.</summary>
    internal TrafficModel? Traffic { get; init; }

    /// <summary>Results that were wrong, described; none if all is well.</summary>
    internal required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Ours against the native peer that it looks worst against; null without any.</summary>
    internal double? RatioToBest => Peers.Where(peer => peer.IsNative).Min(peer => (double?)peer.Ratio);
}
