using System.Numerics;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>A native library that Debian packages, and where to look for it.</summary>
/// <param name="Name">The peer's name.</param>
/// <param name="File">The library's file name, found as the dynamic linker finds it.</param>
/// <param name="Package">The Debian package that holds it.</param>
/// <param name="HasCblas">Whether it has the C interface of the BLAS; oneDNN has one of its own, for float alone.</param>
internal sealed record KnownLibrary(string Name, string File, string Package, bool HasCblas = true);

/// <summary>A further library that the user named.</summary>
/// <param name="Name">The peer's name.</param>
/// <param name="Path">The file.</param>
internal sealed record NamedLibrary(string Name, string Path);

/// <summary>Loads native peers, each from its own file: several of them export the same names.</summary>
internal sealed class NativePeers
{
    internal static readonly IReadOnlyList<KnownLibrary> Known =
    [
        new("OpenBLAS", "libopenblas.so.0", "libopenblas0-pthread"),
        new("BLIS", "libblis.so.4", "libblis4-openmp"),
        new("oneDNN", "libdnnl.so.2", "libdnnl2", HasCblas: false),
    ];

    private NativePeers(IReadOnlyList<IProductPeer> loaded, IReadOnlyList<KnownLibrary> missing)
    {
        Loaded = loaded;
        Missing = missing;
    }

    /// <summary>Those that are here.</summary>
    internal IReadOnlyList<IProductPeer> Loaded { get; }

    /// <summary>Those that are not installed.</summary>
    internal IReadOnlyList<KnownLibrary> Missing { get; }

    /// <summary>Loads the known libraries that are installed and all that the user named.</summary>
    /// <param name="known">Libraries to look for.</param>
    /// <param name="named">Further ones, by name and path, with the cblas interface.</param>
    /// <param name="threads">How many threads each may use.</param>
    /// <exception cref="UnusableException">A named library cannot be loaded or is not what it should be.</exception>
    internal static NativePeers Load<T>(IEnumerable<KnownLibrary> known, IEnumerable<NamedLibrary> named, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NativeThreads.SetEnvironment(threads);
        List<IProductPeer> loaded = [];
        List<KnownLibrary> missing = [];
        foreach (KnownLibrary library in known)
        {
            if (NativeSymbols.TryLoad(library.File, library.File) is { } symbols)
            {
                loaded.Add(library.HasCblas ? CblasPeer.Create<T>(library.Name, symbols, threads) : OneDnnPeer.Create(library.Name, symbols, threads));
            }
            else
            {
                missing.Add(library);
            }
        }

        loaded.AddRange(named.Select(peer => CblasPeer.Create<T>(peer.Name, NativeSymbols.LoadNamed(peer), threads)));
        return new NativePeers(loaded, missing);
    }
}
