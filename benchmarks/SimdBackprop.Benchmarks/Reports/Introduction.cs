namespace SimdBackprop.Benchmarks;

/// <summary>Where and with what a comparison was made, in lines.</summary>
internal static class Introduction
{
    internal static IEnumerable<string> Lines(Comparison comparison)
    {
        CompareSettings settings = comparison.Settings;
        yield return Machine.Description;
        yield return $"{settings.TypeName}, tier {SimdInfo.NameOf(settings.Tier)}, threads {settings.Threads}";
        if (comparison.PeakGflops is { } peak)
        {
            yield return $"FMA peak {ResultTable.Rate(peak)} GFLOP/s, the median of what was measured in each case's own rounds";
        }

        foreach ((string name, string description) in comparison.Libraries)
        {
            yield return description.StartsWith(name, StringComparison.Ordinal) ? description : $"{name}: {description}";
        }

        foreach (KnownLibrary library in comparison.Missing)
        {
            yield return $"{library.Name}: not installed";
        }
    }
}
