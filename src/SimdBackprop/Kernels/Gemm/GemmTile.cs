using System.Numerics;

namespace SimdBackprop;

/// <summary>Where the rows of A are that a micro-kernel multiplies; each has its marker.</summary>
internal enum LeftKind
{
    RowMajor,
    ColumnMajor,
    Packed,
}

/// <summary>The micro-tiles of a tier, and the kernel for each.</summary>
internal static unsafe class GemmTile
{
    /// <summary>
    /// The most vectors in a row of a tile. Three, so that a row that is not a whole number of tiles ends in two tiles of at least two vectors, of
    /// which the last can overlap its neighbour where a vector stands out.
    /// </summary>
    internal const int Vectors = 3;

    /// <summary>
    /// The most rows of a tile. Three vectors wide, that makes 24 accumulators where there are 32 registers and 12 where there are 16: enough chains to
    /// hide the latency of the multiply-add, and the fewest loads for each. A C that is narrower than that gets its chains from more rows.
    /// </summary>
    /// <param name="vectors">Vectors in a row of the widest tile.</param>
    internal static int Rows<T, TIsa, TVec>(int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Tier == SimdTier.Avx512 || vectors == 1 ? 8 : vectors == 2 ? 6 : 4;

    /// <summary>The micro-kernel for tiles of one size.</summary>
    internal static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TPanel>(LeftKind left, int rows, int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => left switch
        {
            LeftKind.RowMajor => Kernel<T, TIsa, TVec, RowMajorLeft, TPanel>(rows, vectors),
            LeftKind.ColumnMajor => Kernel<T, TIsa, TVec, ColumnMajorLeft, TPanel>(rows, vectors),
            _ => Kernel<T, TIsa, TVec, PackedLeft, TPanel>(rows, vectors),
        };

    private static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TLeft, TPanel>(int rows, int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TLeft : struct, ILeft
        where TPanel : struct, IPanel => vectors switch
        {
            1 => Kernel<T, TIsa, TVec, One, TLeft, TPanel>(rows),
            2 => Kernel<T, TIsa, TVec, Two, TLeft, TPanel>(rows),
            _ => Kernel<T, TIsa, TVec, Three, TLeft, TPanel>(rows),
        };

    private static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TVectors, TLeft, TPanel>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
        where TPanel : struct, IPanel => rows switch
        {
            1 => &GemmMicroKernel.Run<T, TIsa, TVec, One, TVectors, TLeft, TPanel>,
            2 => &GemmMicroKernel.Run<T, TIsa, TVec, Two, TVectors, TLeft, TPanel>,
            3 => &GemmMicroKernel.Run<T, TIsa, TVec, Three, TVectors, TLeft, TPanel>,
            4 => &GemmMicroKernel.Run<T, TIsa, TVec, Four, TVectors, TLeft, TPanel>,
            5 => &GemmMicroKernel.Run<T, TIsa, TVec, Five, TVectors, TLeft, TPanel>,
            6 => &GemmMicroKernel.Run<T, TIsa, TVec, Six, TVectors, TLeft, TPanel>,
            7 => &GemmMicroKernel.Run<T, TIsa, TVec, Seven, TVectors, TLeft, TPanel>,
            _ => &GemmMicroKernel.Run<T, TIsa, TVec, Eight, TVectors, TLeft, TPanel>,
        };
}
