using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

/// <summary>
/// Dense linear algebra over row-major matrices and contiguous vectors, in BLAS's words and argument order. Every result is
/// defined bit for bit by the twin in <see cref="Reference"/>, on every tier and any number of threads.
/// </summary>
/// <remarks>
/// T is float or double. Destinations come after inputs and may share no element with an input (exact for matrices of equal row
/// pitch, by address range otherwise); element-wise operations allow the identical operand. Arguments are checked before anything is written.
/// </remarks>
public static unsafe partial class Blas
{
    /// <summary>The dot product Σ x[i]·y[i], summed in lanes (64 for float, 32 for double), each with fused multiply-adds.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="y">n elements; may be x.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <returns>The sum; +0 for n = 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        Guard.Length(y, nameof(y), x.Length, "x and y have one length");
        fixed (T* px = x, py = y)
        {
            return Reduction.Run<T, DotStep<T>>(new DotStep<T>(px, py), x.Length, 2 * sizeof(T), options);
        }
    }

    /// <summary>The sum Σ x[i], in lanes as <see cref="Dot"/>.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <returns>The sum; +0 for n = 0.</returns>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static T Sum<T>(ReadOnlySpan<T> x, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        fixed (T* px = x)
        {
            return Reduction.Run<T, SumStep<T>>(new SumStep<T>(px), x.Length, sizeof(T), options);
        }
    }

    /// <summary>The sum of magnitudes Σ |x[i]|, in lanes as <see cref="Dot"/>.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <returns>The sum; +0 for n = 0.</returns>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static T Asum<T>(ReadOnlySpan<T> x, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        fixed (T* px = x)
        {
            return Reduction.Run<T, AsumStep<T>>(new AsumStep<T>(px), x.Length, sizeof(T), options);
        }
    }

    /// <summary>
    /// The Euclidean norm √(Σ x[i]²) without needless overflow or underflow. Float squares are summed in double; double is scaled
    /// by a power of two in a second pass if the plain sum is zero, subnormal or infinite.
    /// </summary>
    /// <param name="x">n elements.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <returns>The norm, at least +0; NaN if an element is NaN, else +∞ if one is infinite.</returns>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static T Nrm2<T>(ReadOnlySpan<T> x, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        fixed (T* px = x)
        {
            return Norm.Euclidean(px, x.Length, options);
        }
    }

    /// <summary>The index of the first element of greatest magnitude. A NaN counts as greater than everything.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="options">The tier; this runs on the caller's thread.</param>
    /// <returns>The index from zero; −1 for n = 0.</returns>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static int IAmax<T>(ReadOnlySpan<T> x, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        fixed (T* px = x)
        {
            return IAmaxKernel<T>.IndexOfGreatest(px, x.Length, options);
        }
    }

    /// <summary>y ← α·x + y, one fused multiply-add an element. α = 0 reads neither and leaves y as it is.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="x">n elements.</param>
    /// <param name="y">n elements, updated; may be x itself, else no part of it.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps x in part.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Axpy<T>(T alpha, ReadOnlySpan<T> x, Span<T> y, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        Guard.Length(x, nameof(x), y.Length, "x and y have one length");
        fixed (T* px = x, py = y)
        {
            Guard.DisjointOrSame(MatrixView<T>.Row(py, y.Length), nameof(y), MatrixView<T>.Row(px, x.Length), nameof(x));
            if (!T.IsZero(alpha))
            {
                Elementwise.Share<T, AxpyStep<T>>(new AxpyStep<T>(alpha, px, py), y.Length, 3 * sizeof(T), options);
            }
        }
    }

    /// <summary>x ← α·x: a multiplication for every α, so 0·NaN is NaN.</summary>
    /// <param name="alpha">The factor α.</param>
    /// <param name="x">n elements, scaled in place.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Scal<T>(T alpha, Span<T> x, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        fixed (T* px = x)
        {
            Elementwise.Share<T, ScaleStep<T>>(new ScaleStep<T>(alpha, px), x.Length, 2 * sizeof(T), options);
        }
    }

    /// <summary>y ← x, for every bit pattern.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="y">n elements, overwritten; may be x itself, else no part of it.</param>
    /// <param name="options">The most threads to use.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps x in part.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Copy<T>(ReadOnlySpan<T> x, Span<T> y, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        Guard.Length(x, nameof(x), y.Length, "x and y have one length");
        fixed (T* px = x, py = y)
        {
            Guard.DisjointOrSame(MatrixView<T>.Row(py, y.Length), nameof(y), MatrixView<T>.Row(px, x.Length), nameof(x));
            CopyJob<T>.Run(px, py, x.Length, options);
        }
    }

    /// <summary>The element-wise product z ← x ⊙ y.</summary>
    /// <param name="x">n elements.</param>
    /// <param name="y">n elements.</param>
    /// <param name="z">n elements, overwritten; may be x or y itself, else no part of them.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The lengths differ, or z overlaps x or y in part.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Hadamard<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        Guard.Length(x, nameof(x), z.Length, "x and z have one length");
        Guard.Length(y, nameof(y), z.Length, "y and z have one length");
        fixed (T* px = x, py = y, pz = z)
        {
            HadamardRows(
                MatrixView<T>.Row(px, x.Length), MatrixView<T>.Row(py, y.Length), MatrixView<T>.Row(pz, z.Length), options);
        }
    }

    /// <summary>The element-wise product z ← x ⊙ y of matrices.</summary>
    /// <param name="x">m × n.</param>
    /// <param name="y">m × n.</param>
    /// <param name="z">m × n, overwritten; may be x or y itself, else no part of them.</param>
    /// <param name="options">The tier, and the most threads to use.</param>
    /// <exception cref="ArgumentException">The shapes differ, or z overlaps x or y in part.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void Hadamard<T>(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> y, Span2D<T> z, KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(z))
        {
            return;
        }

        Guard.Shape(x, nameof(x), z.Height, z.Width, "x and z have one shape");
        Guard.Shape(y, nameof(y), z.Height, z.Width, "y and z have one shape");
        fixed (T* px = &x.DangerousGetReference(), py = &y.DangerousGetReference(), pz = &z.DangerousGetReference())
        {
            HadamardRows(new MatrixView<T>(x, px), new MatrixView<T>(y, py), new MatrixView<T>(z, pz), options);
        }
    }

    private static void HadamardRows<T>(in MatrixView<T> x, in MatrixView<T> y, in MatrixView<T> z, KernelOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.DisjointOrSame(z, nameof(z), x, nameof(x));
        Guard.DisjointOrSame(z, nameof(z), y, nameof(y));
        for (nint row = 0; row < z.Rows; row++)
        {
            HadamardStep<T> step = new(x.RowAt(row), y.RowAt(row), z.RowAt(row));
            Elementwise.Share<T, HadamardStep<T>>(step, z.Columns, 3 * sizeof(T), options);
        }
    }
}
