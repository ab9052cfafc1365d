namespace SimdBackprop.Cli;

/// <summary>What is about to be trained, on what.</summary>
internal sealed record TrainingIntroduction
{
    internal required string Data { get; init; }

    internal required int TrainingSamples { get; init; }

    internal required int TestSamples { get; init; }

    internal required string Network { get; init; }

    internal required long Parameters { get; init; }

    internal required TrainingSettings Settings { get; init; }

    internal required string Tier { get; init; }

    internal IEnumerable<string> Lines()
    {
        NetworkSettings network = Settings.Network;
        yield return $"data       {Data}: {TrainingSamples:N0} training samples, {TestSamples:N0} test samples";
        yield return $"network    {Network}; {Parameters:N0} parameters, {Settings.ElementType}";
        string optimizer = string.Join(", ", [Settings.Optimizer.Name, .. Settings.ScheduleInWords]);
        yield return $"training   {optimizer}, batches of {network.Batch}, seed {network.Seed}; {Tier}, threads {network.ThreadCount}";
    }
}
