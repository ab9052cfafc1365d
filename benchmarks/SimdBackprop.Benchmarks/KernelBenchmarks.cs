using BenchmarkDotNet.Attributes;
using SimdBackprop.Registry;

namespace SimdBackprop.Benchmarks;

/// <summary>Every kernel of the registry that the tests run, on a large case of it, beside the program that defines its bits.</summary>
public class KernelBenchmarks
{
    private ArrayOperands<float> _operands = null!;
    private ArrayOperands<float> _program = null!;

    /// <summary>The entry, and a case of it.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Cases => Kernels.Keys;

    private static Dictionary<string, KernelCase<float>> Kernels { get; } = new(
        from entry in KernelRegistry<float>.On(SimdInfo.Tier).Concat(KernelRegistry<float>.WithoutOptions)
        from large in entry.LargeCases
        select KeyValuePair.Create($"{entry.Name} {large}", large));

    /// <summary>Fills the operands; a call that threads share gets all cores.</summary>
    [GlobalSetup]
    public void Setup()
    {
        KernelCase<float> kernel = Kernels[Case];
        _operands = new ArrayOperands<float>(kernel, SimdInfo.Tier, kernel.Degree == 1 ? 1 : SimdInfo.Cores);
        _program = new ArrayOperands<float>(kernel, SimdTier.Scalar, degree: 1);
    }

    /// <summary>Gives back what was packed.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _operands.Dispose();
        _program.Dispose();
    }

    /// <summary>The defining program: the naive twin, or the scalar tier where that is the definition.</summary>
    [Benchmark(Baseline = true)]
    public void Program() => _program.RunProgram();

    /// <summary>The kernel on this machine's tier.</summary>
    [Benchmark]
    public void Kernel() => _operands.Call();
}
