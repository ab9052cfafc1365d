using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

[Collection(ExclusiveCollection.Name)]
public class TimingTests
{
    private static readonly Contestant One = new("one", Work: 10, _ => { }, IsManaged: false);
    private static readonly Contestant Other = new("other", Work: 20, _ => { }, IsManaged: false);

    [Fact]
    public void The_median_passes_over_what_was_not_measured()
    {
        Assert.Equal(2, Median.Of([3, double.NaN, 1, 2]));
        Assert.Equal(2.5, Median.Of([4, 1, 3, 2]));
        Assert.True(double.IsNaN(Median.Of([double.NaN])));
    }

    [Fact]
    public void The_geometric_mean_of_twice_and_half_is_a_draw()
    {
        Assert.Equal(1, GeometricMean.Of([2, 0.5])!.Value, 12);
        Assert.Null(GeometricMean.Of([]));
    }

    [Fact]
    public void A_ratio_is_taken_within_each_round()
    {
        // The first is disturbed in the second round and the other in the third: the median of the rounds is the undisturbed one. The medians of the
        // two come from different rounds; their ratio would be 4/3.
        Timing one = new(One, [1, 10, 3], 1);
        Timing other = new(Other, [4, 8, 30], 1);
        Assert.Equal(2, one.RatioTo(other), 12);
        Assert.Equal(10 / 3e9, one.Rate);
    }

    [Fact]
    public void A_round_that_one_sat_out_does_not_count()
    {
        Timing one = new(One, [1, 1, 1], 1);
        Timing other = new(Other, [4, double.NaN, double.NaN], 1);
        Assert.Equal(2, one.RatioTo(other), 12);
    }

    [Fact]
    public void Contestants_take_turns()
    {
        List<string> turns = [];
        Contestant first = Recorded("first", turns);
        Contestant second = Recorded("second", turns);
        IReadOnlyList<Timing> timings = new Alternation(seconds: 0.02, TimeSpan.Zero).Run([first, second]);
        Assert.All(timings, timing => Assert.True(timing.SecondsPerCall.Count >= 5));

        // Without those that only find out how long a call is; a call is so long here that there is none before a turn to warm the cache. On a busy machine
        // one may have been so slow that it sat out the last rounds.
        string[] expected =
        [
            .. from round in Enumerable.Range(0, timings[0].SecondsPerCall.Count)
               from timing in timings
               where !double.IsNaN(timing.SecondsPerCall[round])
               select timing.Contestant.Name,
        ];
        Assert.Equal(expected, turns.TakeLast(expected.Length));
    }

    [Fact]
    public void A_crew_works_with_every_member_at_once()
    {
        Crew crew = new(3);
        int[] calls = new int[3];
        using Barrier together = new(3);
        for (int round = 0; round < 2; round++)
        {
            crew.Run(
                (member, times) =>
                {
                    Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)), "the others did not come");
                    calls[member] += times;
                },
                calls: 4);
        }

        Assert.Equal([8, 8, 8], calls);
    }

    private static Contestant Recorded(string name, List<string> turns) => new(
        name,
        Work: 1,
        calls =>
        {
            turns.Add(name);
            Thread.Sleep(calls * 10);
        },
        IsManaged: false);
}
