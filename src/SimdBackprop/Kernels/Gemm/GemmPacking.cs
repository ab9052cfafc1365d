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

    /// <summary>Panels of <paramref name="tile"/> columns of op(B), a row of the panel contiguous.</summary>
    internal static void PackB<T>(in GemmArguments<T> product, nint p, nint terms, nint column, nint columns, int tile, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint left = 0; left < columns; left += tile)
        {
            T* source = product.B + (p * product.BRow) + ((column + left) * product.BColumn);
            int width = (int)nint.Min(tile, columns - left);
            for (nint q = 0; q < terms; q++)
            {
                T* term = source + (q * product.BRow);
                if (product.BColumn == 1)
                {
                    new ReadOnlySpan<T>(term, width).CopyTo(new Span<T>(packed, width));
                }
                else
                {
                    for (nint j = 0; j < width; j++)
                    {
                        packed[j] = term[j * product.BColumn];
                    }
                }

                new Span<T>(packed + width, tile - width).Clear();
                packed += tile;
            }
        }
    }
}
