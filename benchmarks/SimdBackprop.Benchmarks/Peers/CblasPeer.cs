using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>A library with the C interface of the BLAS.</summary>
internal sealed unsafe class CblasPeer : IProductPeer
{
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transposed = 112;

    private readonly NativeSymbols _symbols;

    private CblasPeer(string name, NativeSymbols symbols)
    {
        Name = name;
        _symbols = symbols;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description => _symbols.Description;

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <summary>The peer, told how many threads it may use; its product is looked up at once, so that a library that lacks it is known early.</summary>
    internal static CblasPeer Create<T>(string name, NativeSymbols symbols, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = symbols.Find("cblas_" + Routine<T>("gemm"));
        NativeThreads.Set(symbols, threads);
        return new CblasPeer(name, symbols);
    }

    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return new ProductRoutine(Routine<T>("gemm"), Gemm(operands, _symbols.Find("cblas_" + Routine<T>("gemm"))));
        if (operands.Product is { M: 1, TransA: Transpose.No } && _symbols.TryFind("cblas_" + Routine<T>("gemv"), out nint gemv))
        {
            yield return new ProductRoutine(Routine<T>("gemv"), Gemv(operands, gemv));
        }
    }

    private static string Routine<T>(string name) => (typeof(T) == typeof(float) ? "s" : "d") + name;

    private static Action<int> Gemm<T>(ProductOperands<T> operands, nint address)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gemm = (delegate* unmanaged<int, int, int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)address;
        Product product = operands.Product;
        T* a = operands.PointerA, b = operands.PointerB, c = operands.PointerC;
        (int transA, int transB) = (Letter(product.TransA), Letter(product.TransB));
        (int m, int n, int k) = (product.M, product.N, product.K);
        (int pitchA, int pitchB) = (product.ShapeOfA.Columns, product.ShapeOfB.Columns);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                gemm(RowMajor, transA, transB, m, n, k, T.One, a, pitchA, b, pitchB, T.Zero, c, n);
            }
        };
    }

    // One row times a matrix is the matrix, seen from the other side, times a column.
    private static Action<int> Gemv<T>(ProductOperands<T> operands, nint address)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var gemv = (delegate* unmanaged<int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)address;
        Product product = operands.Product;
        T* x = operands.PointerA, matrix = operands.PointerB, y = operands.PointerC;
        int transpose = product.TransB == Transpose.Yes ? NoTranspose : Transposed;
        (int rows, int columns) = product.ShapeOfB;
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                gemv(RowMajor, transpose, rows, columns, T.One, matrix, columns, x, 1, T.Zero, y, 1);
            }
        };
    }

    private static int Letter(Transpose transpose) => transpose == Transpose.Yes ? Transposed : NoTranspose;
}
