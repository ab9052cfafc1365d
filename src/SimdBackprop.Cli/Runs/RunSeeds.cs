using SimdBackprop.Networks;

namespace SimdBackprop.Cli;

/// <summary>
/// What --seed becomes: a seed of its own for each thing that is drawn, so that the order of the samples does not follow from
/// the weights.
/// </summary>
internal readonly record struct RunSeeds(ulong Split, ulong Weights, ulong Order)
{
    internal static RunSeeds From(ulong seed)
    {
        RandomSource source = new(seed);
        return new RunSeeds(source.NextUInt64(), source.NextUInt64(), source.NextUInt64());
    }
}
