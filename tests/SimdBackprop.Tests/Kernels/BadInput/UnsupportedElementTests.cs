using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>An element type that satisfies the constraint but is neither float nor double.</summary>
public sealed class UnsupportedElementTests
{
    private static readonly Half One = Half.One;

    private static readonly (string Entry, Action Call)[] Table =
    [
        ("Gemm", () => Blas.Gemm(Transpose.No, Transpose.No, One, Matrix, Matrix, One, Matrix)),
        ("Gemm", () => Blas.Gemm(Transpose.No, One, Matrix, Packed, One, Matrix)),
        ("GemmBatched", () => Blas.GemmBatched(1, Transpose.No, Transpose.No, One, Matrix, Matrix, One, Matrix)),
        ("Gemv", () => Blas.Gemv(Transpose.No, One, Matrix, Vector, One, Vector)),
        ("Ger", () => Blas.Ger(One, Vector, Vector, Matrix)),
        ("Transpose", () => Blas.Transpose<Half>(Matrix, Matrix)),
        ("Dot", () => Blas.Dot<Half>(Vector, Vector)),
        ("Sum", () => Blas.Sum<Half>(Vector)),
        ("Asum", () => Blas.Asum<Half>(Vector)),
        ("Nrm2", () => Blas.Nrm2<Half>(Vector)),
        ("IAmax", () => Blas.IAmax<Half>(Vector)),
        ("Axpy", () => Blas.Axpy(One, Vector, Vector)),
        ("Scal", () => Blas.Scal(One, Vector)),
        ("Copy", () => Blas.Copy<Half>(Vector, Vector)),
        ("Hadamard", () => Blas.Hadamard<Half>(Vector, Vector, Vector)),
        ("Hadamard", () => Blas.Hadamard<Half>(Matrix, Matrix, Matrix)),
        ("Forward", () => Dense.Forward<Half, TestRelu<Half>>(Matrix, Matrix, Vector, Matrix, Matrix)),
        ("Forward", () => Dense.Forward<Half, TestRelu<Half>>(Vector, Matrix, Vector, Vector, Vector)),
        ("Forward", () => Dense.Forward<Half, TestRelu<Half>>(Matrix, Packed, Vector, Matrix, Matrix)),
        ("BackwardData", () => Dense.BackwardData<Half, TestRelu<Half>>(Matrix, Matrix, Matrix, Matrix, Matrix)),
        ("BackwardData", () => Dense.BackwardData<Half, TestRelu<Half>>(Vector, Matrix, Vector, Vector, Vector)),
        ("BackwardActivation", () => Dense.BackwardActivation<Half, TestRelu<Half>>(Matrix, Matrix, Matrix)),
        ("Update", () => Dense.Update(default(TwoStates<Half>), ParameterKind.Weight, Vector, Vector, Vector, Vector)),
        ("BackwardWeightsUpdate", () => Dense.BackwardWeightsUpdate(
            Matrix, Matrix, Matrix, Vector, Matrix, Matrix, Vector, Vector, default(TwoStates<Half>))),
        ("BackwardWeightsUpdate", () => Dense.BackwardWeightsUpdate(
            Vector, Vector, Matrix, Vector, Matrix, Matrix, Vector, Vector, default(TwoStates<Half>))),
        ("BackwardWeights", () => Dense.BackwardWeights<Half>(Matrix, Matrix, One, Matrix, Vector)),
        ("BackwardWeights", () => Dense.BackwardWeights<Half>(Vector, Vector, One, Matrix, Vector)),
    ];

    private static Span2D<Half> Matrix => new Half[1, 1];

    /// <summary>There is none of these elements to be had.</summary>
    private static PackedMatrix<Half> Packed => null!;

    private static Span<Half> Vector => new Half[1];

    [Fact]
    public void Every_public_entry_says_which_element_types_are_supported() => Assert.All(Table, static row =>
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(row.Call);
        Assert.Contains("Half", error.Message, StringComparison.Ordinal);
        Assert.Contains("float and double", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void The_table_names_every_public_entry() =>
        Assert.Equal(PublicEntries.Names.Order(), Table.Select(static row => row.Entry).Distinct().Order());

    [Fact]
    public void A_tensor_a_packed_matrix_and_the_lanes_of_another_element_type_are_refused_too()
    {
        Assert.Throws<NotSupportedException>(static () => PooledTensor<Half>.Rent(3));
        Assert.Throws<NotSupportedException>(static () => PooledTensor<Half>.RentUninitialized(3));
        Assert.Throws<NotSupportedException>(static () => new PackedMatrix<Half>(Transpose.No, Matrix));
        Assert.Throws<NotSupportedException>(static () => PackedMatrix<Half>.BytesOf(1, 1));
        Assert.Throws<NotSupportedException>(static () => SimdInfo.Lanes<Half>());
    }
}
