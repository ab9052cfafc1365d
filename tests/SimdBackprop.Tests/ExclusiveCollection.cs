namespace SimdBackprop.Tests;

/// <summary>
/// Tests that look at something the whole process shares: the worker team's counters, the pool, the allocation counter. They run one
/// after another, when no other test runs.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ExclusiveCollection
{
    public const string Name = "Exclusive";
}
