using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace SimdBackprop.Tests;

/// <summary>
/// Every reader of files is given what no honest writer writes, for a few seconds. The long run, with a seed of its own, takes the seconds for each reader:
/// dotnet tests/SimdBackprop.Tests/bin/Release/net10.0/SimdBackprop.Tests.dll fuzz-readers 600
/// </summary>
public sealed partial class FuzzTests(ITestOutputHelper output)
{
    // Fixed, so that a change is blamed for what it did.
    private const ulong Seed = 20_240_607;

    [Theory]
    [InlineData("IdxFile", 30_000, 4)]
    [InlineData("IdxDirectory", 3_000, 3)]
    public void A_spoilt_file_is_read_right_or_refused_by_name_and_offset_and_allocates_little(string name, long least, double seconds)
    {
        using FuzzedReader reader = FuzzRun.Readers[name]();
        FuzzRun run = new(reader, Seed);
        run.Go(least, TimeSpan.FromSeconds(seconds));
        output.WriteLine($"seed {Seed}, {run}");
        run.AssertEverythingWasSeen();
    }

    // A place that refuses a file in a way of its own must be among what a run has to have seen.
    [Fact]
    public void Every_place_that_refuses_a_file_is_fuzzed()
    {
        int places = SourceTree.Product.Where(static file => file.Path.StartsWith("src/SimdBackprop/Data/Idx", StringComparison.Ordinal)
            || file.Path.EndsWith("Data/Dataset.cs", StringComparison.Ordinal)).Sum(static file => Refusal().Count(file.Code));
        HashSet<string> refusals = [];
        foreach (Func<FuzzedReader> open in FuzzRun.Readers.Values)
        {
            using FuzzedReader reader = open();
            refusals.UnionWith(reader.Verdicts.Where(static verdict => !verdict.StartsWith("right", StringComparison.Ordinal)));
        }

        Assert.Equal(refusals.Count, places);
    }

    [GeneratedRegex(@"throw (?:Malformed|new (?:InvalidData|FileNotFound)Exception)\(")]
    private static partial Regex Refusal();
}
