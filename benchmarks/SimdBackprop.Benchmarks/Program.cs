using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using SimdBackprop.Benchmarks;

IConfig config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(new GflopsColumn())
    .AddExporter(JsonExporter.Brief);
BenchmarkSwitcher.FromAssembly(typeof(ProductBenchmarks).Assembly).Run(args, config);
