using System.Numerics;

namespace SimdBackprop;

/// <summary>The micro-tiles of a tier, and the kernel for each.</summary>
internal static unsafe class GemmTile
{
    /// <summary>
    /// The most vectors in a row of a tile. Three, so that a row that is not a whole number of tiles ends in two tiles of at least two vectors, of
    /// which the last can overlap its neighbour where a vector stands out.
    /// </summary>
    internal const int Vectors = 3;

    /// <summary>
    /// The most rows of a tile. That makes 24 accumulators where there are 32 registers and 12 where there are 16: enough chains to hide the latency of
    /// the multiply-add, and the fewest loads for each.
    /// </summary>
    internal static int Rows<T, TIsa, TVec>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Tier == SimdTier.Avx512 ? 8 : 4;

    /// <summary>The micro-kernel for tiles of one size.</summary>
    internal static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TPanel>(int rows, int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => vectors switch
        {
            1 => Kernel<T, TIsa, TVec, TPanel, One>(rows),
            2 => Kernel<T, TIsa, TVec, TPanel, Two>(rows),
            _ => Kernel<T, TIsa, TVec, TPanel, Three>(rows),
        };

    private static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TPanel, TVectors>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel
        where TVectors : struct, ICount => rows switch
        {
            1 => &GemmMicroKernel.Run<T, TIsa, TVec, One, TVectors, TPanel>,
            2 => &GemmMicroKernel.Run<T, TIsa, TVec, Two, TVectors, TPanel>,
            3 => &GemmMicroKernel.Run<T, TIsa, TVec, Three, TVectors, TPanel>,
            4 => &GemmMicroKernel.Run<T, TIsa, TVec, Four, TVectors, TPanel>,
            5 => &GemmMicroKernel.Run<T, TIsa, TVec, Five, TVectors, TPanel>,
            6 => &GemmMicroKernel.Run<T, TIsa, TVec, Six, TVectors, TPanel>,
            7 => &GemmMicroKernel.Run<T, TIsa, TVec, Seven, TVectors, TPanel>,
            _ => &GemmMicroKernel.Run<T, TIsa, TVec, Eight, TVectors, TPanel>,
        };
}
