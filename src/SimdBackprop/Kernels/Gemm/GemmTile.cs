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

    /// <summary>The rows of the highest tile of all.</summary>
    internal const int MostRows = 8;

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
    internal static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TPanel, TOutput>(LeftKind left, int rows, int vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel
        where TOutput : struct, IOutput<T> => Kernels<T, TIsa, TVec, TPanel, TOutput>.All[((((int)left * Vectors) + vectors) * MostRows) + rows - MostRows - 1];

    /// <summary>The same for an epilogue, which adds the product to C or leaves it there.</summary>
    internal static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void> Kernel<T, TIsa, TVec, TPanel>(LeftKind left, int rows, int vectors, bool addsProduct)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel => addsProduct
            ? Kernel<T, TIsa, TVec, TPanel, AddedOutput<T>>(left, rows, vectors)
            : Kernel<T, TIsa, TVec, TPanel, ProductOutput<T>>(left, rows, vectors);

    /// <summary>The kernels in a row, because to look one up is much faster than to ask for three things one after the other.</summary>
    private static class Kernels<T, TIsa, TVec, TPanel, TOutput>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TPanel : struct, IPanel
        where TOutput : struct, IOutput<T>
    {
        internal static readonly delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void>[] All = Create();

        private static delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void>[] Create()
        {
            var all = new delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void>[3 * Vectors * MostRows];
            Add<RowMajorLeft>(all, LeftKind.RowMajor);
            Add<ColumnMajorLeft>(all, LeftKind.ColumnMajor);
            Add<PackedLeft>(all, LeftKind.Packed);
            return all;
        }

        private static void Add<TLeft>(delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void>[] all, LeftKind left)
            where TLeft : struct, ILeft
        {
            int place = (int)left * Vectors;
            Add<One, TLeft>(all, place);
            Add<Two, TLeft>(all, place + 1);
            Add<Three, TLeft>(all, place + 2);
        }

        private static void Add<TVectors, TLeft>(delegate*<GemmStrip<T>*, nint, T*, T*, T*, nint, T*, void>[] all, int place)
            where TVectors : struct, ICount
            where TLeft : struct, ILeft
        {
            int first = place * MostRows;
            all[first] = &GemmMicroKernel.Run<T, TIsa, TVec, One, TVectors, TLeft, TPanel, TOutput>;
            all[first + 1] = &GemmMicroKernel.Run<T, TIsa, TVec, Two, TVectors, TLeft, TPanel, TOutput>;
            all[first + 2] = &GemmMicroKernel.Run<T, TIsa, TVec, Three, TVectors, TLeft, TPanel, TOutput>;
            all[first + 3] = &GemmMicroKernel.Run<T, TIsa, TVec, Four, TVectors, TLeft, TPanel, TOutput>;
            all[first + 4] = &GemmMicroKernel.Run<T, TIsa, TVec, Five, TVectors, TLeft, TPanel, TOutput>;
            all[first + 5] = &GemmMicroKernel.Run<T, TIsa, TVec, Six, TVectors, TLeft, TPanel, TOutput>;
            all[first + 6] = &GemmMicroKernel.Run<T, TIsa, TVec, Seven, TVectors, TLeft, TPanel, TOutput>;
            all[first + 7] = &GemmMicroKernel.Run<T, TIsa, TVec, Eight, TVectors, TLeft, TPanel, TOutput>;
        }
    }
}
