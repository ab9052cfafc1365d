using System.Numerics;

namespace SimdBackprop;

/// <summary>A block of α·op(A) as the strips of a driver read it: where the caller has it, or copied tile by tile.</summary>
internal readonly unsafe struct GemmBlockOfA<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _start;
    private readonly nint _row;
    private readonly bool _isPacked;

    private GemmBlockOfA(T* start, nint row, bool isPacked, bool isColumnMajor)
    {
        _start = start;
        _row = row;
        _isPacked = isPacked;
        IsColumnMajor = isColumnMajor;
    }

    /// <summary>Whether the rows of a strip lie side by side.</summary>
    internal bool IsColumnMajor { get; }

    /// <summary>The block of the rows from <paramref name="row"/> on and the terms from <paramref name="p"/> on, as many as the strip has.</summary>
    /// <param name="product">The product.</param>
    /// <param name="packs">Whether A is copied.</param>
    /// <param name="tiles">The rows of the block, cut into tiles.</param>
    /// <param name="row">The first row.</param>
    /// <param name="p">The first term.</param>
    /// <param name="packed">Where the copy goes.</param>
    /// <param name="strip">Gets A's strides.</param>
    internal static GemmBlockOfA<T> Of<TIsa, TVec>(
        in GemmArguments<T> product, bool packs, in TileCut tiles, nint row, nint p, T* packed, ref GemmStrip<T> strip)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* source = product.A + (row * product.ARow) + (p * product.AColumn);
        strip.ARow = product.ARow * sizeof(T);
        strip.AColumn = product.AColumn * sizeof(T);
        if (!packs)
        {
            return new GemmBlockOfA<T>(source, strip.ARow, isPacked: false, isColumnMajor: product.ARow == 1);
        }

        T alpha = product.Swapped ? T.One : product.Alpha;
        if (product.ARow == 1)
        {
            GemmPacking.PackColumnMajor<T, TIsa, TVec>(alpha, source, product.AColumn, tiles, strip.Terms, product.M - row, packed);
        }
        else
        {
            GemmPacking.PackRowMajor<T, TIsa, TVec>(alpha, source, product.ARow, tiles, strip.Terms, packed);
        }

        return new GemmBlockOfA<T>(packed, strip.Terms * sizeof(T), isPacked: true, isColumnMajor: true);
    }

    /// <summary>The first element of the strip that starts <paramref name="top"/> rows into the block; where tiles are packed, the strip gets the distance between its terms.</summary>
    internal T* Strip(nint top, int height, GemmStrip<T>* strip)
    {
        if (_isPacked)
        {
            strip->AColumn = height * sizeof(T);
        }

        return (T*)((byte*)_start + (top * _row));
    }
}
