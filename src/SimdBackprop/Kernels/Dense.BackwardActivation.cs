using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop;

public static unsafe partial class Dense
{
    /// <summary>
    /// δ ← δ ⊙ f′: turns ∂J/∂A of a layer into its error ∂J/∂Z. The output layer needs this step by itself; below it,
    /// BackwardData contains it.
    /// </summary>
    /// <param name="preActivation">z, B × n; may be empty if f′ does not come from it.</param>
    /// <param name="output">a, B × n; may be empty if f′ does not come from it.</param>
    /// <param name="delta">∂J/∂A, B × n; updated in place.</param>
    /// <param name="activation">f.</param>
    /// <param name="options">The tier; this runs on the caller's thread.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the operand f′ needs is missing, or delta shares an element with an input.</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    public static void BackwardActivation<T, TActivation>(
        ReadOnlySpan2D<T> preActivation,
        ReadOnlySpan2D<T> output,
        Span2D<T> delta,
        TActivation activation = default,
        KernelOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        ElementType.ThrowIfUnsupported<T>();
        if (Guard.IsEmpty<T>(delta))
        {
            return;
        }

        ReadOnlySpan2D<T> operand = DerivativeOperandOf<T, TActivation>(
            preActivation, nameof(preActivation), output, nameof(output), delta.Height, delta.Width);
        fixed (T* pz = &preActivation.DangerousGetReference(), pa = &output.DangerousGetReference())
        fixed (T* pd = &delta.DangerousGetReference(), po = &operand.DangerousGetReference())
        {
            MatrixView<T> d = new(delta, pd);
            Guard.Disjoint(d, nameof(delta), new MatrixView<T>(preActivation, pz), nameof(preActivation));
            Guard.Disjoint(d, nameof(delta), new MatrixView<T>(output, pa), nameof(output));
            MatrixView<T> from = new(operand, po);
            SimdTier tier = KernelOptions.TierOf(options);
            DerivativeStep<T, TActivation> step = new(activation, from.RowAt(0), from.Pitch, d.RowAt(0), d.Pitch);
            for (nint row = 0; row < d.Rows && TActivation.DerivativeOperand != DerivativeOperand.None; row++)
            {
                Elementwise.Run<T, DerivativeStep<T, TActivation>>(step.OfRow(row), d.Columns, tier);
            }
        }
    }

    /// <summary>The operand that the activation takes its derivative from, checked; empty where it takes none.</summary>
    private static ReadOnlySpan2D<T> DerivativeOperandOf<T, TActivation>(
        ReadOnlySpan2D<T> preActivation, string preActivationName, ReadOnlySpan2D<T> output, string outputName, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        Guard.ShapeOrNone(preActivation, preActivationName, rows, columns, "it has the shape of the error");
        Guard.ShapeOrNone(output, outputName, rows, columns, "it has the shape of the error");
        if (TActivation.DerivativeOperand == DerivativeOperand.None)
        {
            return default;
        }

        bool fromZ = TActivation.DerivativeOperand == DerivativeOperand.PreActivation;
        ReadOnlySpan2D<T> operand = fromZ ? preActivation : output;
        if (Guard.IsEmpty(operand))
        {
            string name = fromZ ? preActivationName : outputName;
            throw new ArgumentException(
                $"{name} is empty but {typeof(TActivation).Name} takes its derivative from it; it must be {rows} x {columns}.", name);
        }

        return operand;
    }
}
