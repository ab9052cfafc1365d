using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>
/// The right factor op(B) of a product, k × n, copied once into the order in which the kernels read it, for many products:
/// <see cref="Blas.Gemm{T}(Transpose, T, ReadOnlySpan2D{T}, PackedMatrix{T}, T, Span2D{T}, KernelOptions?)"/> and a layer's
/// <see cref="Dense.Forward{T, TActivation}(ReadOnlySpan2D{T}, PackedMatrix{T}, ReadOnlySpan{T}, Span2D{T}, Span2D{T}, TActivation, KernelOptions?)"/>.
/// </summary>
/// <remarks>
/// The order is one tier's, which the matrix records: products run on that tier, and one whose options name another is refused. The bits are the
/// same on every tier all the same. Any number of threads may multiply by a matrix at once; <see cref="Pack"/> must not run beside them.
/// <see cref="Dispose"/> may: the memory goes back to the pool after the last product that is under way.
/// </remarks>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class PackedMatrix<T> : IDisposable, IUsable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _buffer;
    private UseCount _users;

    /// <summary>Rents memory and packs op(matrix).</summary>
    /// <param name="trans">Whether op(B) is the matrix or its transpose: Yes for weights stored n_out × n_in.</param>
    /// <param name="matrix">k × n, or n × k to be transposed; any row pitch. It is not read after this.</param>
    /// <param name="options">The tier to pack for, and the most threads to pack with.</param>
    /// <exception cref="ArgumentOutOfRangeException">The packed matrix exceeds what one array can hold.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public PackedMatrix(Transpose trans, ReadOnlySpan2D<T> matrix, KernelOptions? options = null)
    {
        ElementType.ThrowIfUnsupported<T>();
        (Rows, Columns) = trans == Transpose.Yes ? (matrix.Width, matrix.Height) : (matrix.Height, matrix.Width);
        Tier = KernelOptions.TierOf(options);
        Length = PackedLayout.LengthOf<T>(Tier, Rows, Columns);
        if (Length > AlignedPool<T>.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(matrix), $"{Rows} x {Columns} are {Length} elements when packed; the limit is {AlignedPool<T>.MaxLength}.");
        }

        _buffer = AlignedPool<T>.Rent((int)Length);
        Pack(trans, matrix, options);
    }

    /// <summary>k, the rows of op(B).</summary>
    public int Rows { get; }

    /// <summary>n, the columns of op(B).</summary>
    public int Columns { get; }

    /// <summary>The tier it is packed for.</summary>
    public SimdTier Tier { get; }

    /// <summary>The size of the packed elements in bytes, as <see cref="BytesOf"/> tells beforehand.</summary>
    public long Bytes => Length * sizeof(T);

    /// <summary>Whether it has been disposed.</summary>
    public bool IsDisposed => _users.IsClosed;

    /// <summary>Elements asked of the pool.</summary>
    internal long Length { get; }

    /// <summary>Elements that the pool gave.</summary>
    internal int Capacity => _buffer.Capacity;

    /// <summary>The packed elements, for whoever is inside.</summary>
    internal T* Pointer => _buffer.Pointer;

    ref UseCount IUsable.Users => ref _users;

    /// <summary>Without elements, as a factor with an inner dimension of zero.</summary>
    internal bool IsEmpty => Rows == 0 || Columns == 0;

    /// <summary>
    /// The bytes that a packed k × n matrix takes: its elements, the columns filled up to whole vectors of the tier. The pool rounds what it rents
    /// up by at most a quarter.
    /// </summary>
    /// <param name="rows">k.</param>
    /// <param name="columns">n.</param>
    /// <param name="options">The tier it would be packed for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="OverflowException">The bytes exceed what a long holds.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static long BytesOf(int rows, int columns, KernelOptions? options = null)
    {
        ElementType.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return checked(PackedLayout.LengthOf<T>(KernelOptions.TierOf(options), rows, columns) * sizeof(T));
    }

    /// <summary>Packs another op(matrix) of the same shape into the same memory, as after an optimiser's step.</summary>
    /// <param name="trans">Whether op(B) is the matrix or its transpose.</param>
    /// <param name="matrix">k × n, or n × k to be transposed; any row pitch.</param>
    /// <param name="options">The most threads to pack with; the tier stays, and may only be named if it is <see cref="Tier"/>.</param>
    /// <exception cref="ArgumentException">The matrix has another shape, or the options name another tier.</exception>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public void Pack(Transpose trans, ReadOnlySpan2D<T> matrix, KernelOptions? options = null)
    {
        using PackedUse<T> use = new(this, nameof(options), options);
        bool transposed = trans == Transpose.Yes;
        if (!IsEmpty || !Guard.IsEmpty(matrix))
        {
            Guard.Shape(matrix, nameof(matrix), transposed ? Columns : Rows, transposed ? Rows : Columns, "it has the shape that was packed first");
        }

        if (IsEmpty)
        {
            return;
        }

        fixed (T* source = &matrix.DangerousGetReference())
        {
            PackingKernel<T>.Run(Tier, new MatrixView<T>(matrix, source), transposed, use.Packed, KernelOptions.DegreeOf(options));
        }
    }

    /// <summary>Gives the memory back to the pool, after the last product that is under way. Calling it again does nothing.</summary>
    public void Dispose() => Use.Close(this);

    void IUsable.Free() => AlignedPool<T>.Return(_buffer);
}
