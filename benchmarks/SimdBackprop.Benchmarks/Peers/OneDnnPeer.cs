using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>oneDNN's matrix product: row-major, letters instead of numbers, float alone.</summary>
internal sealed unsafe class OneDnnPeer : IProductPeer
{
    private const string Routine = "dnnl_sgemm";

    private readonly NativeSymbols _symbols;
    private readonly nint _gemm;

    private OneDnnPeer(string name, NativeSymbols symbols)
    {
        Name = name;
        _symbols = symbols;
        _gemm = symbols.Find(Routine);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description => _symbols.Description;

    /// <inheritdoc/>
    public bool IsNative => true;

    internal static OneDnnPeer Create(string name, NativeSymbols symbols, int threads)
    {
        NativeThreads.Set(symbols, threads);
        return new OneDnnPeer(name, symbols);
    }

    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        operands is ProductOperands<float> single ? [new ProductRoutine(Routine, Gemm(single))] : [];

    private Action<int> Gemm(ProductOperands<float> operands)
    {
        var gemm = (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)_gemm;
        Product product = operands.Product;
        float* a = operands.PointerA, b = operands.PointerB, c = operands.PointerC;
        (byte transA, byte transB) = ((byte)product.Letters[0], (byte)product.Letters[1]);
        (int m, int n, int k) = (product.M, product.N, product.K);
        (int pitchA, int pitchB) = (product.ShapeOfA.Columns, product.ShapeOfB.Columns);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                _ = gemm(transA, transB, m, n, k, 1f, a, pitchA, b, pitchB, 0f, c, n);
            }
        };
    }
}
