using System.Numerics;

namespace SimdBackprop;

/// <summary>Products of one shape whose operands lie at equal distances.</summary>
internal unsafe struct GemmBatch<T> : ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal GemmArguments<T> First;
    internal nint Count;
    internal nint AStep;
    internal nint BStep;
    internal nint CStep;
    internal SimdTier Tier;
    private int _parts;
    private int _degreeOfEach;

    /// <summary>Runs them all on at most as many threads as the degree: whole products to each, or, where those do not go round and are large, one after the other.</summary>
    internal void RunOn(int degree)
    {
        // A product that would be shared anyhow is shared better by all threads than taken whole by a few of them.
        bool oneByOne = Count < degree && GemmRouting.IsHeavy(First);
        _degreeOfEach = oneByOne ? degree : 1;
        _parts = oneByOne ? 1 : (int)nint.Min(GemmRouting.Threads(First, degree, Count), Count);
        WorkerTeam.Run(_parts, ref this);
    }

    public readonly void Run(int part)
    {
        nint end = Count * (part + 1) / _parts;
        for (nint i = Count * part / _parts; i < end; i++)
        {
            GemmArguments<T> product = First with { A = First.A + (i * AStep), B = First.B + (i * BStep), C = First.C + (i * CStep) };
            GemmKernel<T, NoEpilogue<T>>.Run(product, default, Tier, _degreeOfEach);
        }
    }
}
