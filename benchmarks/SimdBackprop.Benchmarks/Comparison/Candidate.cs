namespace SimdBackprop.Benchmarks;

/// <summary>One way to the result of a case, with what is needed to time it and to see whether it was right.</summary>
/// <param name="Peer">Whose it is. The ways of one peer make one figure, the fastest's.</param>
/// <param name="IsNative">Whether it is native code, which sets the mark.</param>
/// <param name="Routine">Which way.</param>
/// <param name="Contestant">For the clock.</param>
/// <param name="Fault">Computes the result once more, after the timing: what is wrong with it, or null.</param>
internal sealed record Candidate(string Peer, bool IsNative, string Routine, Contestant Contestant, Func<string?> Fault)
{
    internal const string Ours = "ours";
}
