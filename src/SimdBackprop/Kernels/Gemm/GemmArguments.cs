using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// A product C ← α·op(A)·op(B) + β·C over pinned memory. Two strides per factor absorb every transpose and row pitch: element
/// (i, p) of op(A) is A[i·ARow + p·AColumn], element (p, j) of op(B) is B[p·BRow + j·BColumn].
/// </summary>
internal unsafe struct GemmArguments<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal nint M;
    internal nint N;
    internal nint K;
    internal T Alpha;
    internal T* A;
    internal nint ARow;
    internal nint AColumn;
    internal T* B;
    internal nint BRow;
    internal nint BColumn;
    internal T Beta;
    internal T* C;
    internal nint CRow;

    /// <summary>
    /// This is Cᵀ = op(B)ᵀ·op(A)ᵀ: the factors have changed places, M with N, and element (i, j) is at C[j·CRow + i]. α belongs to op(A) of the
    /// caller, hence to B here; fma(x, y, c) is fma(y, x, c), so no bit depends on who is who.
    /// </summary>
    internal bool Swapped;

    /// <summary>The product of checked operands. An empty A (with an empty B) makes K zero, and so does α = 0: nothing is read then.</summary>
    internal GemmArguments(bool transA, bool transB, T alpha, in MatrixView<T> a, in MatrixView<T> b, T beta, in MatrixView<T> c)
    {
        M = c.Rows;
        N = c.Columns;
        K = a.IsEmpty || T.IsZero(alpha) ? 0 : transA ? a.Rows : a.Columns;
        Alpha = alpha;
        A = a.Data;
        ARow = transA ? 1 : a.Pitch;
        AColumn = transA ? a.Pitch : 1;
        B = b.Data;
        BRow = transB ? 1 : b.Pitch;
        BColumn = transB ? b.Pitch : 1;
        Beta = beta;
        C = c.Data;
        CRow = c.Pitch;
        Swapped = false;
    }

    /// <summary>Applies the epilogue to a rectangle of this product's result, where it lies in the caller's C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Finish<TIsa, TVec, TEpilogue>(in TEpilogue epilogue, in GemmRectangle rectangle)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
        where TEpilogue : struct, IEpilogue<T>
    {
        GemmRectangle place = PlaceOf(rectangle);
        epilogue.Apply<TIsa, TVec>(place, C + (place.Row * CRow) + place.Column, CRow);
    }

    /// <summary>A rectangle of this product's result by its place in the caller's C.</summary>
    internal readonly GemmRectangle PlaceOf(in GemmRectangle rectangle) =>
        Swapped ? new GemmRectangle(rectangle.Column, rectangle.Row, rectangle.Columns, rectangle.Rows) : rectangle;

    /// <summary>The same product with the factors' roles exchanged.</summary>
    internal readonly GemmArguments<T> Exchanged() => this with
    {
        M = N,
        N = M,
        A = B,
        ARow = BColumn,
        AColumn = BRow,
        B = A,
        BRow = AColumn,
        BColumn = ARow,
        Swapped = !Swapped,
    };
}
