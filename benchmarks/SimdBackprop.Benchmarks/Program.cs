using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SimdBackprop.Benchmarks;

/// <summary>The entry point: compare has a command line of its own, everything else is BenchmarkDotNet's.</summary>
internal static class Program
{
    // Wide enough for the longest name and sizes among the registry's cases.
    private const int WidestCase = 100;

    internal static int Main(string[] args)
    {
        if (args is [CompareCommand.Name, .. var rest])
        {
            return CompareCommand.Run(rest);
        }

        IConfig config = DefaultConfig.Instance
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(new GflopsColumn())
            .AddExporter(JsonExporter.Brief)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestCase));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
        return 0;
    }
}
