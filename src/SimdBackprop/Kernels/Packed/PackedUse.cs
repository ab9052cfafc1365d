using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SimdBackprop;

/// <summary>A call's use of a packed matrix: its memory stays until the call ends.</summary>
internal readonly unsafe ref struct PackedUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> _matrix;
    private readonly Use _use;

    /// <param name="matrix">The matrix.</param>
    /// <param name="name">The parameter to name where the tiers differ.</param>
    /// <param name="options">The call's options; a tier that they do not name is the matrix's.</param>
    /// <exception cref="ArgumentException">The options name another tier than the matrix was packed for.</exception>
    /// <exception cref="ObjectDisposedException">The matrix has been disposed.</exception>
    internal PackedUse(PackedMatrix<T> matrix, string name, KernelOptions? options)
    {
        if (options?.Tier is { } tier && tier != matrix.Tier)
        {
            ThrowTier(name, matrix.Tier, tier);
        }

        _use = new Use(matrix);
        _matrix = matrix;
    }

    /// <summary>The packed elements.</summary>
    internal T* Packed => _matrix.Pointer;

    /// <summary>The packed elements with the shape of the matrix, for a product that knows their order; the pitch means nothing.</summary>
    internal MatrixView<T> View => new(Packed, _matrix.Rows, _matrix.Columns, _matrix.Columns);

    public void Dispose() => _use.Dispose();

    [DoesNotReturn]
    private static void ThrowTier(string name, SimdTier packed, SimdTier asked) => throw new ArgumentException(
        $"The matrix is packed for {SimdInfo.NameOf(packed)} but the options ask for {SimdInfo.NameOf(asked)}; pack it with those options.", name);
}
