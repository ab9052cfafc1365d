namespace SimdBackprop.Benchmarks;

/// <summary>
/// One of those that take turns on the clock: ours, a peer, or a yardstick such as the FMA peak. Everything it needs is set up beforehand;
/// running it does nothing but the work.
/// </summary>
/// <param name="Name">Who it is, in tables and files.</param>
/// <param name="Work">What one call does: floating-point operations, or bytes moved.</param>
/// <param name="Run">Makes so many calls. The loop is the contestant's own, so that no delegate is called between two short products.</param>
/// <param name="IsManaged">Whether it is compiled by the runtime, in tiers, and so has to be called before it is at its best.</param>
internal sealed record Contestant(string Name, double Work, Action<int> Run, bool IsManaged);
