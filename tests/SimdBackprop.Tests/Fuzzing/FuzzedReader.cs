using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>A reader of files as the fuzzer sees it.</summary>
internal abstract class FuzzedReader : IDisposable
{
    /// <summary>What the mutations are called that it makes.</summary>
    internal abstract IEnumerable<string> Mutations { get; }

    /// <summary>What reading may come to: every message that the reader has, by words of it, and the ways in which a file is right.</summary>
    internal abstract IEnumerable<string> Verdicts { get; }

    /// <summary>Makes an input, has it read, and asserts what must hold of any input.</summary>
    /// <param name="random">All that decides the input.</param>
    internal abstract FuzzedInput Try(RandomSource random);

    public abstract void Dispose();

    protected static TItem Choose<TItem>(RandomSource random, params ReadOnlySpan<TItem> items) => items[random.NextInt32(items.Length)];
}

/// <summary>What was done to an input, and what came of it.</summary>
internal sealed record FuzzedInput(string[] Mutations, string Verdict);
