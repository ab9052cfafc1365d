namespace SimdBackprop.Tests;

/// <summary>What the first caller carried with it does not stay with the workers.</summary>
[Collection(ExclusiveCollection.Name)]
public sealed class ExecutionContextTests
{
    private static readonly AsyncLocal<string?> Scope = new();

    [Fact]
    public void A_worker_does_not_inherit_the_context_of_the_call_that_started_it()
    {
        // More parts than any other test asks for, so that some workers start here.
        Job job = new() { Seen = new string?[40] };
        Scope.Value = "the caller's";
        WorkerTeam.Run(job.Seen.Length, ref job);

        Assert.Equal("the caller's", job.Seen[0]);
        Assert.All(job.Seen.Skip(1), Assert.Null);
    }

    private struct Job : ITeamJob
    {
        internal string?[] Seen;

        public readonly void Run(int part) => Seen[part] = Scope.Value;
    }
}
