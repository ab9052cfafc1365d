using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

public class SideBySideTests
{
    private static readonly SideBySide Quick = new(new Alternation(seconds: 0.001, TimeSpan.Zero));

    [Fact]
    public void Of_a_peers_ways_the_fastest_counts()
    {
        CaseResult result = Quick.Run(
            "case",
            "program",
            Way(Candidate.Ours, "", 5),
            Contestant("limit", 5),
            [Way("peer", "general", 20), Way("peer", "special", 5), Way("another", "only", 5)]);
        Assert.Equal(["peer", "another"], result.Peers.Select(peer => peer.Peer));
        Assert.Equal(("special", true), (result.Peers[0].Routine, result.Peers[0].IsSpecial));
        Assert.Equal(("only", false), (result.Peers[1].Routine, result.Peers[1].IsSpecial));
    }

    [Fact]
    public void A_wrong_result_is_named_whosever_it_is()
    {
        CaseResult result = Quick.Run(
            "case",
            "program",
            Way(Candidate.Ours, "chain", 5, "ours is off"),
            Contestant("limit", 5),
            [Way("peer", "gemm", 5, "theirs too"), Way("right", "gemm", 5)]);
        Assert.Equal(["case, ours chain: ours is off", "case, peer gemm: theirs too"], result.Faults);
    }

    [Fact]
    public void What_ours_allocates_is_counted()
    {
        const int Bytes = 100_000;
        Contestant wasteful = new(Candidate.Ours, 1, calls => { Thread.Sleep(5 * calls); GC.KeepAlive(new byte[Bytes]); }, IsManaged: false);
        CaseResult result = Quick.Run("case", "program", new Candidate(Candidate.Ours, false, "", wasteful, () => null), Contestant("limit", 5), []);
        Assert.True(result.AllocatedBytes >= Bytes);
        Assert.Null(result.RatioToBest);
    }

    private static Candidate Way(string peer, string routine, int milliseconds, string? fault = null) =>
        new(peer, IsNative: peer != Candidate.Ours, routine, Contestant(peer, milliseconds), () => fault);

    private static Contestant Contestant(string name, int milliseconds) => new(name, Work: 1, calls => Thread.Sleep(milliseconds * calls), IsManaged: false);
}
