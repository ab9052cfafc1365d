using BenchmarkDotNet.Attributes;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>The three products of training and squares, against the naive twin; operands hot in cache.</summary>
public class ProductBenchmarks
{
    private static readonly KernelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };

    private PooledTensor<float> _a = null!;
    private PooledTensor<float> _b = null!;
    private PooledTensor<float> _c = null!;

    /// <summary>The product.</summary>
    [ParamsSource(nameof(Cases))]
    public Product Case { get; set; } = null!;

    /// <summary>Squares, then forward (NT), δ·W (NN) and δᵀ·X (TN) of a 784-512 layer at batch 32.</summary>
    public static IEnumerable<Product> Cases =>
    [
        new("NN", 64, 64, 64),
        new("NN", 256, 256, 256),
        new("NT", 32, 512, 784),
        new("NN", 32, 784, 512),
        new("TN", 512, 784, 32),
    ];

    /// <summary>Fills the operands.</summary>
    [GlobalSetup]
    public void Setup()
    {
        RandomSource random = new(1);
        _a = RandomTensor.Of<float>(random, Case.ShapeOfA);
        _b = RandomTensor.Of<float>(random, Case.ShapeOfB);
        _c = PooledTensor<float>.Rent(Case.M, Case.N);
    }

    /// <summary>Gives the operands back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    /// <summary>The naive triple loop.</summary>
    [Benchmark(Baseline = true)]
    public void Naive() => Reference.Blas.Gemm(Case.TransA, Case.TransB, 1f, _a.AsSpan2D(), _b.AsSpan2D(), 0f, _c.AsSpan2D());

    /// <summary>One thread.</summary>
    [Benchmark]
    public void Gemm() => Blas.Gemm(Case.TransA, Case.TransB, 1f, _a.AsSpan2D(), _b.AsSpan2D(), 0f, _c.AsSpan2D(), OneThread);

    /// <summary>As many threads as there are cores.</summary>
    [Benchmark]
    public void GemmAllCores() => Blas.Gemm(Case.TransA, Case.TransB, 1f, _a.AsSpan2D(), _b.AsSpan2D(), 0f, _c.AsSpan2D());
}
