namespace SimdBackprop.Cli;

/// <summary>Which network, on which data, as the command line asks for it.</summary>
internal sealed record NetworkSettings
{
    /// <summary>The directory of the IDX files; null for the embedded digits.</summary>
    internal required string? Data { get; init; }

    internal required double TestShare { get; init; }

    internal required HiddenLayers Layers { get; init; }

    internal required ActivationChoice Activation { get; init; }

    internal required string Cost { get; init; }

    internal required double L2 { get; init; }

    internal required int Batch { get; init; }

    internal required ulong Seed { get; init; }

    internal required int Threads { get; init; }

    internal KernelOptions Kernels => new() { MaxDegreeOfParallelism = Threads };

    /// <summary>The degree asked for, with "all cores" resolved.</summary>
    internal int ThreadCount => Threads == -1 ? SimdInfo.Cores : Threads;
}
