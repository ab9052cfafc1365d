using System.Numerics;

namespace SimdBackprop;

/// <summary>Products in which a factor is a vector, by the loops of level 2: they pass the one matrix that there is as it lies, at the memory's speed.</summary>
internal static unsafe class GemmOfVectors
{
    /// <summary>A row times columns of B: c ← Σ a[p]·b[p].</summary>
    internal static void RowTimesMatrix<T, TIsa, TVec, TEpilogue>(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        MatrixView<T> b = new(product.B + part.Column, product.K, part.Columns, product.BRow);
        T* c = product.C + part.Column;
        BetaRule.Apply(product.Beta, c, part.Columns, TIsa.Tier);
        WeightedRows.Add<T, TIsa, TVec>(T.One, b, product.A, product.AColumn, c);
        product.Finish<TIsa, TVec, TEpilogue>(epilogue, part);
    }

    /// <summary>A column times a row, added to C: a rank-one update.</summary>
    internal static void RankOneUpdate<T, TIsa, TVec, TEpilogue>(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        T* column = product.A + (part.Row * product.ARow);
        T* row = product.B + part.Column;
        MatrixView<T> c = new(product.C + (part.Row * product.CRow) + part.Column, part.Rows, part.Columns, product.CRow);
        RankOne.Update<T, TIsa, TVec>(product.Alpha, column, product.ARow, row, c, RankOne.IsNear<T>(product.M, product.N));
        product.Finish<TIsa, TVec, TEpilogue>(epilogue, part);
    }
}
