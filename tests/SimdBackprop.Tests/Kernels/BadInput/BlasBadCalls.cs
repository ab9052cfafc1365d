using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The wrong calls of Blas.</summary>
internal static class BlasBadCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int P = Arena<T>.P, Q = Arena<T>.Q, R = Arena<T>.R;
    private const Transpose No = Transpose.No, Yes = Transpose.Yes;

    private static Span2D<T> None => default;

    private static T Two => T.One + T.One;

    internal static BadCall<T>[] All => [.. Level1, .. Level2, .. Level3, .. Packed, .. Batched];

    private static BadCall<T>[] Level3 =>
    [
        new("Gemm: A is higher than C", "a", ["4 x 4", "3 x 4"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 4, 4), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: A transposed is wider than C is high", "a", ["4 x 4", "4 x 3"],
            m => Blas.Gemm(Yes, No, T.One, m.Matrix(P, 4, 4), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: B is higher than A is wide", "b", ["5 x 5", "4 x 5"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4), m.Matrix(Q, 5, 5), T.One, m.Matrix(R, 3, 5))),
        new("Gemm: B is narrower than C", "b", ["4 x 4", "4 x 5"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 4), T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: B should be transposed", "b", ["4 x 5", "5 x 4"],
            m => Blas.Gemm(No, Yes, T.One, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: a wrong shape with alpha zero", "b", ["4 x 4", "4 x 5"],
            m => Blas.Gemm(No, No, T.Zero, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 4), Two, m.Matrix(R, 3, 5))),
        new("Gemm: A alone is empty", "a", ["empty", "4 x 5"],
            m => Blas.Gemm(No, No, T.One, None, m.Matrix(Q, 4, 5), T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: B alone is empty", "b", ["empty", "3 x 4"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4), None, T.Zero, m.Matrix(R, 3, 5))),
        new("Gemm: C overlaps A in part", "c", ["3 x 5", "3 x 4"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(P + 11, 3, 5))),
        new("Gemm: C is A", "c", ["3 x 3"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 3), m.Matrix(Q, 3, 3), T.Zero, m.Matrix(P, 3, 3))),
        new("Gemm: C overlaps B in its last element", "c", ["3 x 5", "4 x 5"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(Q + 19, 3, 5))),
        new("Gemm: C shares a column of the same pitch with A", "c", ["3 x 5", "3 x 4"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4, 10), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(P + 3, 3, 5, 10))),
        new("Gemm: C lies between the rows of A at another pitch", "c", ["3 x 5", "3 x 4"],
            m => Blas.Gemm(No, No, T.One, m.Matrix(P, 3, 4, 50), m.Matrix(Q, 4, 5), T.Zero, m.Matrix(P + 10, 3, 5))),
    ];

    private static BadCall<T>[] Packed =>
    [
        new("Gemm: A is higher than C, B packed", "a", ["4 x 4", "3 x 4"],
            m => Multiply(No, m.Matrix(P, 4, 4), m.Matrix(Q, 4, 5), m.Matrix(R, 3, 5))),
        new("Gemm: A transposed is wider than C is high, B packed", "a", ["4 x 4", "4 x 3"],
            m => Multiply(Yes, m.Matrix(P, 4, 4), m.Matrix(Q, 4, 5), m.Matrix(R, 3, 5))),
        new("Gemm: A is wider than the packed B is high", "a", ["3 x 5", "3 x 4"],
            m => Multiply(No, m.Matrix(P, 3, 5), m.Matrix(Q, 4, 5), m.Matrix(R, 3, 5))),
        new("Gemm: the packed B is narrower than C", "b", ["4 x 4", "4 x 5"],
            m => Multiply(No, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 4), m.Matrix(R, 3, 5))),
        new("Gemm: A alone is empty, B packed", "a", ["empty", "4 x 5"],
            m => Multiply(No, None, m.Matrix(Q, 4, 5), m.Matrix(R, 3, 5))),
        new("Gemm: the packed B alone is empty", "b", ["empty", "3 x 4"],
            m => Multiply(No, m.Matrix(P, 3, 4), None, m.Matrix(R, 3, 5))),
        new("Gemm: C overlaps A in part, B packed", "c", ["3 x 5", "3 x 4"],
            m => Multiply(No, m.Matrix(P, 3, 4), m.Matrix(Q, 4, 5), m.Matrix(P + 11, 3, 5))),
    ];

    private static BadCall<T>[] Batched =>
    [
        new("GemmBatched: the height of C is no multiple of the batch", "c", ["5 x 5", "2"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 5, 5))),
        new("GemmBatched: the height of a transposed A is no multiple of the batch", "a", ["7 x 3", "2"],
            m => Blas.GemmBatched(2, Yes, No, T.One, m.Matrix(P, 7, 3), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: A is higher than C", "a", ["8 x 4", "2 * 3 x 4"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 8, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: A transposed is wider than C is high", "a", ["8 x 4", "2 * 4 x 3"],
            m => Blas.GemmBatched(2, Yes, No, T.One, m.Matrix(P, 8, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: the height of B is no multiple of the batch", "b", ["9 x 5", "2 * 4 x 5"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 9, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: B is narrower than C", "b", ["8 x 4", "2 * 4 x 5"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 8, 4), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: B should be transposed", "b", ["8 x 5", "2 * 5 x 4"],
            m => Blas.GemmBatched(2, No, Yes, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: a batch of none for a C with elements", "c", ["6 x 5", "0"],
            m => Blas.GemmBatched(0, No, No, T.One, None, None, T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: A alone is empty", "a", ["empty", "8 x 5"],
            m => Blas.GemmBatched(2, No, No, T.One, None, m.Matrix(Q, 8, 5), T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: B alone is empty", "b", ["empty", "6 x 4"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), None, T.Zero, m.Matrix(R, 6, 5))),
        new("GemmBatched: one C overlaps the A of another product", "c", ["6 x 5", "6 x 4"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(P + 23, 6, 5))),
        new("GemmBatched: C overlaps B in its last element", "c", ["6 x 5", "8 x 5"],
            m => Blas.GemmBatched(2, No, No, T.One, m.Matrix(P, 6, 4), m.Matrix(Q, 8, 5), T.Zero, m.Matrix(Q + 39, 6, 5))),
    ];

    private static BadCall<T>[] Level2 =>
    [
        new("Gemv: x is longer than A is wide", "a", ["3 x 4", "3 x 5"],
            m => Blas.Gemv(No, T.One, m.Matrix(P, 3, 4), m.Vector(Q, 5), T.Zero, m.Vector(R, 3))),
        new("Gemv: y is longer than A is high", "a", ["3 x 4", "5 x 4"],
            m => Blas.Gemv(No, T.One, m.Matrix(P, 3, 4), m.Vector(Q, 4), T.One, m.Vector(R, 5))),
        new("Gemv: A should not be transposed", "a", ["3 x 4", "4 x 3"],
            m => Blas.Gemv(Yes, T.One, m.Matrix(P, 3, 4), m.Vector(Q, 4), T.Zero, m.Vector(R, 3))),
        new("Gemv: A alone is empty", "a", ["0 x 0", "3 x 4"],
            m => Blas.Gemv(No, T.One, None, m.Vector(Q, 4), T.Zero, m.Vector(R, 3))),
        new("Gemv: x alone is empty", "a", ["3 x 4", "3 x 0"],
            m => Blas.Gemv(No, T.One, m.Matrix(P, 3, 4), [], T.Zero, m.Vector(R, 3))),
        new("Gemv: y overlaps A", "y", ["1 x 3", "3 x 4"],
            m => Blas.Gemv(No, T.One, m.Matrix(P, 3, 4), m.Vector(Q, 4), T.Zero, m.Vector(P + 11, 3))),
        new("Gemv: y overlaps x", "y", ["1 x 3", "1 x 4"],
            m => Blas.Gemv(No, T.One, m.Matrix(P, 3, 4), m.Vector(Q, 4), T.Zero, m.Vector(Q + 3, 3))),
        new("Gemv: y is x", "y", ["1 x 4"],
            m => Blas.Gemv(Yes, T.One, m.Matrix(P, 4, 4), m.Vector(Q, 4), T.Zero, m.Vector(Q, 4))),
        new("Ger: x is longer than A is high", "x", ["5 long", "3 long"],
            m => Blas.Ger(T.One, m.Vector(P, 5), m.Vector(Q, 4), m.Matrix(R, 3, 4))),
        new("Ger: y is shorter than A is wide", "y", ["3 long", "4 long"],
            m => Blas.Ger(T.One, m.Vector(P, 3), m.Vector(Q, 3), m.Matrix(R, 3, 4))),
        new("Ger: A overlaps x", "a", ["3 x 4", "1 x 3"],
            m => Blas.Ger(T.One, m.Vector(P + 11, 3), m.Vector(Q, 4), m.Matrix(P, 3, 4))),
        new("Ger: A overlaps y", "a", ["3 x 4", "1 x 4"],
            m => Blas.Ger(T.One, m.Vector(P, 3), m.Vector(Q, 4), m.Matrix(Q + 3, 3, 4))),
        new("Transpose: B has the shape of A", "a", ["4 x 3", "3 x 4"],
            m => Blas.Transpose<T>(m.Matrix(P, 4, 3), m.Matrix(Q, 4, 3))),
        new("Transpose: A alone is empty", "a", ["0 x 0", "3 x 4"],
            m => Blas.Transpose<T>(None, m.Matrix(Q, 4, 3))),
        new("Transpose: B overlaps A", "b", ["3 x 4", "4 x 3"],
            m => Blas.Transpose<T>(m.Matrix(P, 4, 3), m.Matrix(P + 11, 3, 4))),
        new("Transpose: B is A", "b", ["4 x 4"],
            m => Blas.Transpose<T>(m.Matrix(P, 4, 4), m.Matrix(P, 4, 4))),
    ];

    private static BadCall<T>[] Level1 =>
    [
        new("Dot: y is longer than x", "y", ["5 long", "4 long"], m => Blas.Dot<T>(m.Vector(P, 4), m.Vector(Q, 5))),
        new("Dot: y alone is empty", "y", ["0 long", "4 long"], m => Blas.Dot<T>(m.Vector(P, 4), [])),
        new("Axpy: x is shorter than y", "x", ["4 long", "5 long"], m => Blas.Axpy(T.One, m.Vector(P, 4), m.Vector(Q, 5))),
        new("Axpy: y overlaps x in part", "y", ["1 x 5"], m => Blas.Axpy(T.One, m.Vector(P, 5), m.Vector(P + 1, 5))),
        new("Axpy: y overlaps x in part with alpha zero", "y", ["1 x 5"], m => Blas.Axpy(T.Zero, m.Vector(P + 4, 5), m.Vector(P, 5))),
        new("Copy: x is shorter than y", "x", ["4 long", "5 long"], m => Blas.Copy<T>(m.Vector(P, 4), m.Vector(Q, 5))),
        new("Copy: y overlaps x in part", "y", ["1 x 5"], m => Blas.Copy<T>(m.Vector(P, 5), m.Vector(P + 1, 5))),
        new("Hadamard: x is shorter than z", "x", ["4 long", "5 long"], m => Blas.Hadamard<T>(m.Vector(P, 4), m.Vector(Q, 5), m.Vector(R, 5))),
        new("Hadamard: y is longer than z", "y", ["6 long", "5 long"], m => Blas.Hadamard<T>(m.Vector(P, 5), m.Vector(Q, 6), m.Vector(R, 5))),
        new("Hadamard: z overlaps x in part", "z", ["1 x 5"], m => Blas.Hadamard<T>(m.Vector(P, 5), m.Vector(Q, 5), m.Vector(P + 4, 5))),
        new("Hadamard: z overlaps y in part", "z", ["1 x 5"], m => Blas.Hadamard<T>(m.Vector(P, 5), m.Vector(Q + 1, 5), m.Vector(Q, 5))),
        new("Hadamard: the matrix x is higher than z", "x", ["4 x 5", "3 x 5"],
            m => Blas.Hadamard<T>(m.Matrix(P, 4, 5), m.Matrix(Q, 3, 5), m.Matrix(R, 3, 5))),
        new("Hadamard: the matrix y alone is empty", "y", ["0 x 0", "3 x 5"],
            m => Blas.Hadamard<T>(m.Matrix(P, 3, 5), None, m.Matrix(R, 3, 5))),
        new("Hadamard: the matrix z begins where x does but has another pitch", "z", ["3 x 5"],
            m => Blas.Hadamard<T>(m.Matrix(P, 3, 5, 9), m.Matrix(Q, 3, 5), m.Matrix(P, 3, 5))),
        new("Hadamard: the matrix z overlaps y in part", "z", ["3 x 5"],
            m => Blas.Hadamard<T>(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 5), m.Matrix(Q + 5, 3, 5))),
    ];

    private static void Multiply(Transpose transA, Span2D<T> a, Span2D<T> b, Span2D<T> c)
    {
        using PackedMatrix<T> packed = new(No, b);
        Blas.Gemm(transA, T.One, a, packed, T.Zero, c);
    }
}
