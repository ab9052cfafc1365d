namespace SimdBackprop.Benchmarks;

/// <summary>Names that a user's own library cannot have.</summary>
internal static class PeerNames
{
    internal const string MathNet = "MathNet";
    internal const string TensorPrimitives = "TensorPrimitives";
    internal const string Naive = "naive";

    /// <summary>Our own product on one thread, where ours has several.</summary>
    internal const string Serial = "serial";

    /// <summary>The same library where it computes functions instead of products.</summary>
    internal const string TensorPrimitivesOfMath = "tensorprimitives";

    /// <summary>Whole training steps, in a process of its own.</summary>
    internal const string PyTorch = "pytorch";

    /// <summary>Our own step with the gradients written.</summary>
    internal const string Unfused = "unfused";

    /// <summary>The time that the multiply-adds of a step take at the FMA peak.</summary>
    internal const string Floor = "floor";

    /// <summary>What the files call other things than peers.</summary>
    internal static readonly IReadOnlyList<string> Reserved = ["ours", "best", FmaPeak.Name, Unfused, Floor];

    /// <summary>The peers that compare knows by itself.</summary>
    internal static IReadOnlyList<string> Known { get; } = [.. NativePeers.Known.Select(library => library.Name), MathNet, TensorPrimitives, Naive, Serial, PyTorch];
}
