using System.Numerics;

namespace SimdBackprop;

/// <summary>The loops around the micro-kernel, for one rectangle of C on one thread.</summary>
internal static unsafe class GemmDriver
{
    /// <summary>
    /// Computes rows × columns of C from (row, column) on and applies the epilogue to each block once it is complete. The blocks of K
    /// follow each other in order for every element, and a later one loads what the earlier one stored: the chain is never broken.
    /// </summary>
    internal static void Run<T, TIsa, TVec, TEpilogue>(
        in GemmArguments<T> product, ref TEpilogue epilogue, nint row, nint column, nint rows, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        int tileColumns = GemmBlocking.TileVectors * TIsa.Lanes;
        nint terms = T.IsZero(product.Alpha) ? 0 : product.K;
        if (terms == 0)
        {
            ScaleOnly<T, TIsa, TVec, TEpilogue>(product, ref epilogue, row, column, rows, columns);
            return;
        }

        nint kBlock = GemmBlocking.EvenKBlock(terms);
        nint nBlock = nint.Min(GemmBlocking.NBlockBytes / sizeof(T), RoundUp(columns, tileColumns));
        nint mBlock = nint.Min(GemmBlocking.MBlock, RoundUp(rows, GemmBlocking.TileRows));
        nint tileLength = GemmBlocking.TileRows * tileColumns;

        using PooledScratch<T> scratch = new((int)((kBlock * (nBlock + mBlock)) + tileLength));
        T* packedB = scratch.Pointer;
        T* packedA = packedB + (kBlock * nBlock);
        T* edgeTile = packedA + (kBlock * mBlock);

        for (nint j = column; j < column + columns; j += nBlock)
        {
            nint width = nint.Min(nBlock, column + columns - j);
            for (nint p = 0; p < terms; p += kBlock)
            {
                nint depth = nint.Min(kBlock, terms - p);
                T beta = p == 0 ? product.Beta : T.One;
                GemmPacking.PackB<T, TIsa, TVec>(product, p, depth, j, width, packedB);
                for (nint i = row; i < row + rows; i += mBlock)
                {
                    nint height = nint.Min(mBlock, row + rows - i);
                    GemmPacking.PackA(product, i, height, p, depth, packedA);
                    Tiles<T, TIsa, TVec>(product, depth, packedA, packedB, beta, i, height, j, width, edgeTile);
                    if (p + depth == terms)
                    {
                        epilogue.Apply<TIsa, TVec>(i, j, height, width);
                    }
                }
            }
        }

    }

    /// <summary>One packed block of A times one of B: a narrow panel of A stays in the first-level cache while all of B's pass by.</summary>
    private static void Tiles<T, TIsa, TVec>(
        in GemmArguments<T> product, nint depth, T* packedA, T* packedB, T beta, nint row, nint rows, nint column, nint columns, T* edgeTile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int tileColumns = GemmBlocking.TileVectors * TIsa.Lanes;
        for (nint i = 0; i < rows; i += GemmBlocking.TileRows)
        {
            T* a = packedA + (i * depth);
            nint height = nint.Min(GemmBlocking.TileRows, rows - i);
            for (nint j = 0; j < columns; j += tileColumns)
            {
                T* b = packedB + (j * depth);
                T* c = product.C + ((row + i) * product.CRow) + column + j;
                nint width = nint.Min(tileColumns, columns - j);
                if (height == GemmBlocking.TileRows && width == tileColumns)
                {
                    GemmMicroKernel.Run<T, TIsa, TVec>(depth, a, b, beta, c, product.CRow);
                }
                else
                {
                    // An edge is computed as a whole tile elsewhere, and only what belongs to C is copied.
                    CopyTile(c, product.CRow, edgeTile, tileColumns, T.IsZero(beta) ? 0 : height, width);
                    GemmMicroKernel.Run<T, TIsa, TVec>(depth, a, b, beta, edgeTile, tileColumns);
                    CopyTile(edgeTile, tileColumns, c, product.CRow, height, width);
                }
            }
        }
    }

    private static void ScaleOnly<T, TIsa, TVec, TEpilogue>(
        in GemmArguments<T> product, ref TEpilogue epilogue, nint row, nint column, nint rows, nint columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        for (nint i = row; i < row + rows; i++)
        {
            BetaRule.Apply(product.Beta, product.C + (i * product.CRow) + column, columns, TIsa.Tier);
        }

        epilogue.Apply<TIsa, TVec>(row, column, rows, columns);
    }

    private static void CopyTile<T>(T* source, nint sourceRow, T* destination, nint destinationRow, nint rows, nint columns)
        where T : unmanaged
    {
        for (nint i = 0; i < rows; i++)
        {
            new ReadOnlySpan<T>(source + (i * sourceRow), (int)columns).CopyTo(new Span<T>(destination + (i * destinationRow), (int)columns));
        }
    }

    private static nint RoundUp(nint value, nint multiple) => (value + multiple - 1) / multiple * multiple;
}
