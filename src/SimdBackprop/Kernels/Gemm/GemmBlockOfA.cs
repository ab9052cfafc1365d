using System.Numerics;

namespace SimdBackprop;

/// <summary>A block of α·op(A) as the strips of a driver read it: where the caller has it, or copied tile by tile.</summary>
internal readonly unsafe struct GemmBlockOfA<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _start;
    private readonly nint _row;

    private GemmBlockOfA(T* start, nint row, LeftKind kind)
    {
        _start = start;
        _row = row;
        Kind = kind;
    }

    /// <summary>Where the rows of a strip are.</summary>
    internal LeftKind Kind { get; }

    /// <summary>The block of the rows from <paramref name="row"/> on and the terms from <paramref name="p"/> on, as many as the strip has.</summary>
    /// <param name="product">The product.</param>
    /// <param name="packed">Where the copy is or goes; null if A is read where it is.</param>
    /// <param name="isPacked">Whether the copy has been made.</param>
    /// <param name="tiles">The rows of the block, cut into tiles.</param>
    /// <param name="row">The first row.</param>
    /// <param name="p">The first term.</param>
    /// <param name="strip">Gets A's strides.</param>
    internal static GemmBlockOfA<T> Of<TIsa, TVec>(
        in GemmArguments<T> product, T* packed, bool isPacked, in TileCut tiles, nint row, nint p, ref GemmStrip<T> strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* source = product.A + (row * product.ARow) + (p * product.AColumn);
        strip.ARow = product.ARow * sizeof(T);
        strip.AColumn = product.AColumn * sizeof(T);
        if (packed is null)
        {
            return new GemmBlockOfA<T>(source, strip.ARow, product.ARow == 1 ? LeftKind.ColumnMajor : LeftKind.RowMajor);
        }

        if (!isPacked)
        {
            T alpha = product.Swapped ? T.One : product.Alpha;
            if (product.ARow == 1)
            {
                GemmPacking.PackColumnMajor<T, TIsa, TVec>(alpha, source, product.AColumn, tiles, strip.Terms, packed);
            }
            else
            {
                GemmPacking.PackRowMajor<T, TIsa, TVec>(alpha, source, product.ARow, tiles, strip.Terms, packed);
            }
        }

        return new GemmBlockOfA<T>(packed, strip.Terms * sizeof(T), LeftKind.Packed);
    }

    /// <summary>The first element of the strip that starts <paramref name="top"/> rows into the block.</summary>
    internal T* Strip(nint top) => (T*)((byte*)_start + (top * _row));
}
