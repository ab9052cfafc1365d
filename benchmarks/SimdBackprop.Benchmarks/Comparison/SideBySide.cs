namespace SimdBackprop.Benchmarks;

/// <summary>Ours, the peers and the yardstick of a case, timed in turns; then the results are looked at.</summary>
internal sealed class SideBySide(Alternation alternation)
{
    /// <param name="name">The case.</param>
    /// <param name="program">What defines our result.</param>
    /// <param name="ours">Our way.</param>
    /// <param name="limit">The yardstick.</param>
    /// <param name="peers">The peers' ways, the general one of each first.</param>
    internal CaseResult Run(string name, string program, Candidate ours, Contestant limit, IReadOnlyList<Candidate> peers)
    {
        IReadOnlyList<Timing> timings = alternation.Run([ours.Contestant, limit, .. peers.Select(peer => peer.Contestant)]);
        (Timing oursTimed, Timing limitTimed) = (timings[0], timings[1]);
        return new CaseResult
        {
            Name = name,
            Program = program,
            Ours = oursTimed.Rate,
            Limit = limitTimed.Rate,
            PercentOfLimit = 100 * oursTimed.RatioTo(limitTimed),
            Peers = [.. Results(oursTimed, peers, timings.Skip(2))],
            AllocatedBytes = Allocations.Of(ours.Contestant, oursTimed.CallsPerRound),
            Faults =
            [
                .. from candidate in peers.Prepend(ours)
                   let fault = candidate.Fault()
                   where fault is not null
                   select $"{name}, {candidate.Peer} {candidate.Routine}: {fault}",
            ],
        };
    }

    private static IEnumerable<PeerResult> Results(Timing ours, IReadOnlyList<Candidate> peers, IEnumerable<Timing> timings) =>
        from result in peers.Zip(timings)
        group result by (result.First.Peer, result.First.IsNative) into ways
        let best = ways.MaxBy(way => way.Second.Rate)
        let isSpecial = best.First != ways.First().First
        select new PeerResult(ways.Key.Peer, ways.Key.IsNative, best.First.Routine, isSpecial, best.Second.Rate, ours.RatioTo(best.Second));
}
