using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>A library with the C interface of the BLAS.</summary>
internal sealed unsafe partial class CblasPeer : IProductPeer, IVectorPeer
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

    /// <summary>The address of a routine for the element type; 0 if the library lacks it.</summary>
    private nint AddressOf<T>(string routine) => _symbols.TryFind("cblas_" + Routine<T>(routine), out nint address) ? address : 0;

    private static string Routine<T>(string name) => (typeof(T) == typeof(float) ? "s" : "d") + name;

    private static int Letter(Transpose transpose) => transpose == Transpose.Yes ? Transposed : NoTranspose;
}
