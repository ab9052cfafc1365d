using System.Diagnostics;
using System.Globalization;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>Reads mutated files for some time, and counts what was done to them and what came of it.</summary>
/// <remarks>Input i of seed s is the first input of seed s + i: a failure names the seed that begins with it.</remarks>
internal sealed class FuzzRun(FuzzedReader reader, ulong seed)
{
    /// <summary>Starts a run in a process of this assembly; the seconds for each reader follow, then a seed unless one is to be drawn.</summary>
    internal const string Command = "fuzz-readers";

    private const long LeastOfALongRun = 100_000;

    private readonly SortedDictionary<string, long> _mutations = new(reader.Mutations.ToDictionary(static name => name, static _ => 0L), StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _verdicts = new(reader.Verdicts.ToDictionary(static name => name, static _ => 0L), StringComparer.Ordinal);
    private long _inputs;

    internal static readonly Dictionary<string, Func<FuzzedReader>> Readers = new()
    {
        ["IdxFile"] = static () => new IdxFuzz(),
        ["IdxDirectory"] = static () => new IdxDirectoryFuzz(),
    };

    /// <summary>The long run, over every reader.</summary>
    internal static void Run(string seconds, string? seed, TextWriter output)
    {
        ulong first = seed is null ? (ulong)Random.Shared.NextInt64() : ulong.Parse(seed, CultureInfo.InvariantCulture);
        foreach ((string name, Func<FuzzedReader> open) in Readers)
        {
            using FuzzedReader reader = open();
            output.WriteLine($"{name}: seed {first}");
            FuzzRun run = new(reader, first);
            run.Go(LeastOfALongRun, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
            output.WriteLine(run);
            run.AssertEverythingWasSeen();
        }
    }

    /// <summary>Goes on for some time, and until there were so many inputs.</summary>
    internal void Go(long least, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (; _inputs < least || watch.Elapsed < time; _inputs++)
        {
            ulong own = unchecked(seed + (ulong)_inputs);
            try
            {
                FuzzedInput input = reader.Try(new RandomSource(own));
                Array.ForEach(input.Mutations, name => _mutations[name]++);
                _verdicts[input.Verdict]++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{reader.GetType().Name}, seed {own} (input {_inputs} of seed {seed}): {error.Message}", error);
            }
        }
    }

    internal void AssertEverythingWasSeen() =>
        Assert.True(_mutations.Concat(_verdicts).All(static seen => seen.Value > 0), $"Not everything was seen in\n{this}");

    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"{_inputs} inputs",
            .. _mutations.Select(static seen => $"{seen.Value,9} {seen.Key}"),
            "came to",
            .. _verdicts.Select(static seen => $"{seen.Value,9} {seen.Key}"),
        ]);
}
