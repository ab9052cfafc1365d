namespace SimdBackprop.Benchmarks;

/// <summary>Names that a user's own library cannot have.</summary>
internal static class PeerNames
{
    internal const string MathNet = "MathNet";
    internal const string TensorPrimitives = "TensorPrimitives";
    internal const string Naive = "naive";

    /// <summary>What the files call other things than peers.</summary>
    internal static readonly IReadOnlyList<string> Reserved = ["ours", "best", FmaPeak.Name];

    /// <summary>The peers that compare knows by itself.</summary>
    internal static IReadOnlyList<string> Known { get; } = [.. NativePeers.Known.Select(library => library.Name), MathNet, TensorPrimitives, Naive];
}
