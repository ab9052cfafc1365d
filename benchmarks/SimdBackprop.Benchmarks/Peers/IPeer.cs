namespace SimdBackprop.Benchmarks;

/// <summary>Another library.</summary>
internal interface IPeer
{
    /// <summary>As in tables and files.</summary>
    string Name { get; }

    /// <summary>Which version, and with which kernels, as far as it tells.</summary>
    string Description { get; }

    /// <summary>Native code sets the mark that we measure ourselves by; managed peers are shown beside it.</summary>
    bool IsNative { get; }
}
