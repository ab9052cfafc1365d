using System.Runtime.InteropServices;

namespace SimdBackprop.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Processor, cores and system in one line.</summary>
    internal static string Description => $"{Processor}, {SimdInfo.Cores} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>The processor's name where the system tells it, else its architecture.</summary>
    internal static string Processor
    {
        get
        {
            const string Source = "/proc/cpuinfo";
            string? line = File.Exists(Source) ? File.ReadLines(Source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
