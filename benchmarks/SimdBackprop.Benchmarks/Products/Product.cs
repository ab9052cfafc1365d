namespace SimdBackprop.Benchmarks;

/// <summary>A matrix product by its BLAS letters and sizes: C (M × N) ← op(A)·op(B), K terms an element.</summary>
public sealed record Product(string Letters, int M, int N, int K) : IWork
{
    /// <summary>Letters that there are; both transposed does not occur in training.</summary>
    internal static readonly IReadOnlyList<string> KnownLetters = ["NN", "NT", "TN", "TT"];

    /// <inheritdoc/>
    public double Flops => 2.0 * M * N * K;

    internal Transpose TransA => Letters[0] == 'T' ? Transpose.Yes : Transpose.No;

    internal Transpose TransB => Letters[1] == 'T' ? Transpose.Yes : Transpose.No;

    /// <summary>A as it is stored.</summary>
    internal (int Rows, int Columns) ShapeOfA => TransA == Transpose.No ? (M, K) : (K, M);

    /// <summary>B as it is stored.</summary>
    internal (int Rows, int Columns) ShapeOfB => TransB == Transpose.No ? (K, N) : (N, K);

    /// <summary>As the command line spells it: "NT 32 512 784".</summary>
    internal string Name => $"{Letters} {M} {N} {K}";

    /// <inheritdoc/>
    public override string ToString() => $"{Letters} {M}x{N}x{K}";
}
