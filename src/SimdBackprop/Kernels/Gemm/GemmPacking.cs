using System.Numerics;

namespace SimdBackprop;

/// <summary>Copies blocks of the factors into the order in which the micro-kernel reads them, padded with zeros to whole tiles.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>
    /// Panels of <see cref="GemmBlocking.TileRows"/> rows of α·op(A), a column of the panel contiguous. The padding rows give values
    /// that are never stored.
    /// </summary>
    internal static void PackA<T>(in GemmArguments<T> product, nint row, nint rows, nint p, nint terms, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Tile = GemmBlocking.TileRows;
        for (nint top = 0; top < rows; top += Tile)
        {
            T* source = product.A + ((row + top) * product.ARow) + (p * product.AColumn);
            nint height = nint.Min(Tile, rows - top);
            for (nint q = 0; q < terms; q++)
            {
                T* term = source + (q * product.AColumn);
                for (nint i = 0; i < height; i++)
                {
                    packed[i] = product.Alpha * term[i * product.ARow];
                }

                for (nint i = height; i < Tile; i++)
                {
                    packed[i] = T.Zero;
                }

                packed += Tile;
            }
        }
    }

    /// <summary>Panels of as many columns of op(B) as a micro-tile has, a row of the panel contiguous.</summary>
    internal static void PackB<T, TIsa, TVec>(in GemmArguments<T> product, nint p, nint terms, nint column, nint columns, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int tile = GemmBlocking.TileVectors * TIsa.Lanes;
        for (nint left = 0; left < columns; left += tile)
        {
            T* source = product.B + (p * product.BRow) + ((column + left) * product.BColumn);
            nint width = nint.Min(tile, columns - left);
            if (product.BColumn == 1 && width == tile)
            {
                CopyRows<T, TIsa, TVec>(source, product.BRow, terms, packed);
            }
            else
            {
                CopyElements(source, product.BRow, product.BColumn, terms, width, tile, packed);
            }

            packed += terms * tile;
        }
    }

    private static void CopyRows<T, TIsa, TVec>(T* source, nint sourceRow, nint rows, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (; rows > 0; rows--)
        {
            TVec first = TIsa.Load(source);
            TVec second = TIsa.Load(source + TIsa.Lanes);
            TIsa.Store(packed, first);
            TIsa.Store(packed + TIsa.Lanes, second);
            source += sourceRow;
            packed += GemmBlocking.TileVectors * TIsa.Lanes;
        }
    }

    private static void CopyElements<T>(T* source, nint sourceRow, nint sourceColumn, nint rows, nint width, int tile, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; rows > 0; rows--)
        {
            for (nint j = 0; j < width; j++)
            {
                packed[j] = source[j * sourceColumn];
            }

            for (nint j = width; j < tile; j++)
            {
                packed[j] = T.Zero;
            }

            source += sourceRow;
            packed += tile;
        }
    }
}
