using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// The product of few rows with a B that has the terms of a column side by side, as the weights in X·Wᵀ have them, for a small batch: B is read as it
/// lies and transposed in registers.
/// </summary>
internal static unsafe class GemmTransposing
{
    /// <summary>Vectors of columns to which the epilogue is applied together: a few KiB of C that are still in the first-level cache.</summary>
    private const int VectorsPerEpilogue = 16;

    /// <summary>Computes the rectangle of C, a vector's width of columns at a time, and applies the epilogue to what is complete every few of them.</summary>
    internal static void Run<T, TIsa, TVec, TEpilogue>(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        int rows = (int)part.Rows;
        T* a = product.A + (part.Row * product.ARow);
        bool asks = GemmRouting.AsksForTransposed(product, part);
        nint finished = 0;

        // A vector more than its rows, because what is stored of a row may begin anywhere in it.
        T* tile = stackalloc T[(GemmTransposingKernel.Rows(TIsa.Tier) + 1) * TIsa.Lanes];
        for (nint column = 0; column < part.Columns; column += TIsa.Lanes)
        {
            // Where the last vector would stand out it is moved back. What it then shares with its neighbour is computed once more, from whatever is there, and dropped.
            nint start = nint.Min(column, part.Columns - TIsa.Lanes);
            T* b = product.B + ((part.Column + start) * product.BColumn);
            LoadTile<T, TIsa, TVec>(product, part.Row, part.Column + start, rows, tile);
            if (asks)
            {
                GemmTransposingKernel.Run<T, TIsa, TVec, StreamedInPlacePanel>(rows, product.K, a, product.ARow, b, product.BColumn, tile);
            }
            else
            {
                GemmTransposingKernel.Run<T, TIsa, TVec, InPlacePanel>(rows, product.K, a, product.ARow, b, product.BColumn, tile);
            }

            StoreTile<T, TIsa, TVec>(product, part.Row, part.Column + start, rows, column - start, tile);
            nint end = start + TIsa.Lanes;
            if (end == part.Columns || end - finished == VectorsPerEpilogue * TIsa.Lanes)
            {
                product.Finish<TIsa, TVec, TEpilogue>(epilogue, part with { Column = part.Column + finished, Columns = end - finished });
                finished = end;
            }
        }
    }

    /// <summary>tile ← β·C, where β = 0 does not read C.</summary>
    private static void LoadTile<T, TIsa, TVec>(in GemmArguments<T> product, nint row, nint column, int rows, T* tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (!T.IsZero(product.Beta))
        {
            T* c = C(product, row, column);
            if (product.Swapped)
            {
                TransposeKernel<T>.Run(TIsa.Tier, c, product.CRow, tile, TIsa.Lanes, TIsa.Lanes, rows);
            }
            else
            {
                for (int i = 0; i < rows; i++)
                {
                    TIsa.Store(tile + (i * TIsa.Lanes), TIsa.Load(c + (i * product.CRow)));
                }
            }
        }

        BetaRule.Apply(product.Beta, tile, rows * TIsa.Lanes, TIsa.Tier);
    }

    /// <summary>C ← tile without its first columns.</summary>
    private static void StoreTile<T, TIsa, TVec>(in GemmArguments<T> product, nint row, nint column, int rows, nint skipped, T* tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* c = C(product, row, column + skipped), from = tile + skipped;
        nint columns = TIsa.Lanes - skipped;
        if (product.Swapped)
        {
            TransposeKernel<T>.Run(TIsa.Tier, from, TIsa.Lanes, c, product.CRow, rows, columns);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            TIsa.StoreFirst(c + (i * product.CRow), TIsa.Load(from + (i * TIsa.Lanes)), columns);
        }
    }

    /// <summary>An element of C; it is stored transposed where the factors were exchanged.</summary>
    private static T* C<T>(in GemmArguments<T> product, nint row, nint column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        product.C + (product.Swapped ? (column * product.CRow) + row : (row * product.CRow) + column);
}
