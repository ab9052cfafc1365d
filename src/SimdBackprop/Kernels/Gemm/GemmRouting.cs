using System.Numerics;

namespace SimdBackprop;

/// <summary>A rectangle of a product's result.</summary>
internal readonly record struct GemmRectangle(nint Row, nint Column, nint Rows, nint Columns);

/// <summary>How C is cut for the worker team: bands of whole tiles of rows, or of whole vectors of columns.</summary>
/// <param name="Parts">The number of bands, at most one a unit.</param>
/// <param name="ByRows">Whether the bands lie along the rows.</param>
/// <param name="Units">Units along that dimension; what is left of it belongs to the last one, so that no band is narrower than a vector.</param>
/// <param name="Unit">Rows or columns of a unit.</param>
internal readonly record struct GemmPartition(int Parts, bool ByRows, nint Units, int Unit)
{
    /// <summary>The part's rectangle of C.</summary>
    internal GemmRectangle RectangleOf(int part, nint m, nint n)
    {
        nint extent = ByRows ? m : n;
        nint start = Units * part / Parts * Unit;
        nint end = part == Parts - 1 ? extent : Units * (part + 1) / Parts * Unit;
        return ByRows ? new GemmRectangle(start, 0, end - start, n) : new GemmRectangle(0, start, m, end - start);
    }
}

/// <summary>Which way a product takes, by named thresholds.</summary>
internal static class GemmRouting
{
    /// <summary>
    /// Multiply-adds below which a product stays on the caller's thread. 64 × 64 × 64, just above it, took 11.7 µs on one thread and 9.9 on two
    /// (float, AVX-512; docs/benchmarks.md); handing work to a spinning worker costs a fraction of a microsecond, to a parked one 5 to 70.
    /// </summary>
    internal const long LeastParallelWork = 200_000;

    /// <summary>Bytes of B up to which it is read in place by every strip: it stays in the first-level cache anyway.</summary>
    private const long InPlaceBytes = 16 << 10;

    /// <summary>Rows whose distance is a multiple of this lie in the same sets of the first-level cache.</summary>
    private const nint AliasBytes = 2_048;

    /// <summary>Panels from which on a copy of A pays.</summary>
    private const nint LeastPanelsForPacking = 4;

    /// <summary>Rows below which the lanes of a vector are not laid along the rows of the result.</summary>
    private const nint LeastLanes = 4;

    /// <summary>Whether the factors exchange their roles.</summary>
    internal static bool Exchanges<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A panel of B needs neighbouring columns. Where they are rows of Bᵀ instead, the smaller factor is the one to transpose.
        return product.BColumn != 1 && product.M >= LeastLanes
            && (product.ARow == 1 ? product.Alpha == T.One : product.M < product.N);
    }

    /// <summary>Whether nothing needs to be copied: a B of neighbouring columns that is small, or that only one strip of A reads.</summary>
    internal static unsafe bool StaysInPlace<T>(in GemmArguments<T> product, in GemmRectangle part, int tileRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        product.BColumn == 1 && !product.Swapped && product.Alpha == T.One
        && (part.Rows <= tileRows || product.K * part.Columns * sizeof(T) <= InPlaceBytes);

    /// <summary>Whether A is copied first: for α, for its pitch, or because a transposed A uses half of each cache line at a time.</summary>
    internal static unsafe APacking PacksA<T>(in GemmArguments<T> product, nint panels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool scales = product.Alpha != T.One && !product.Swapped;
        bool byTerms = product.AColumn == 1;
        nint pitch = (byTerms ? product.ARow : product.AColumn) * sizeof(T);
        bool far = panels >= LeastPanelsForPacking && (!byTerms || pitch % AliasBytes == 0);
        return scales || far ? byTerms ? APacking.Rows : APacking.Tiles : APacking.None;
    }

    /// <summary>Whether the product is too small to be shared. The factors may each have up to 2⁶³ elements; their product may not fit.</summary>
    internal static bool StaysAlone<T>(in GemmArguments<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (double)product.M * product.N * product.K < LeastParallelWork;

    /// <summary>Cuts C along the dimension with more tiles.</summary>
    internal static GemmPartition Partition<T>(in GemmArguments<T> product, int tileRows, int tileVectors, int lanes, int degree)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint rowTiles = nint.Max(product.M / tileRows, 1);
        nint vectors = nint.Max(product.N / lanes, 1);
        bool byRows = rowTiles * tileVectors >= vectors;
        nint units = byRows ? rowTiles : vectors;
        nint parts = StaysAlone(product) ? 1 : nint.Min(degree, units);
        return new GemmPartition((int)parts, byRows, units, byRows ? tileRows : lanes);
    }
}
