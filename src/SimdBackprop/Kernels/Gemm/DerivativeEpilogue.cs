using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>δ ← δ ⊙ f′ on a finished block of δ·W, f′ from whichever operand the activation declares.</summary>
internal readonly struct DerivativeEpilogue<T, TActivation> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly MatrixView<T> _operand;
    private readonly TActivation _activation;

    internal DerivativeEpilogue(in MatrixView<T> operand, TActivation activation)
    {
        _operand = operand;
        _activation = activation;
    }

    public static bool TakesProduct => false;

    public static bool AddsProduct => false;

    public T Factor => T.Zero;

    public unsafe void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip)
    {
    }

    /// <summary>
    /// The operand, which is in a far cache by now. Against the plain product 512 × 1,024 × 1,024 took 1.13 times as long without asking and takes 1.04 times; 512 × 512 × 512, where most chunks ask for A
    /// instead, 1.05 to 1.07 times and 1.05 (ReLU and sigmoid, float, AVX-512, one thread, AMD).
    /// </summary>
    public unsafe PrefetchCursor Ahead(in GemmRectangle place) => TActivation.DerivativeOperand == DerivativeOperand.None
        ? default
        : new PrefetchCursor(_operand.RowAt(place.Row) + place.Column, _operand.Pitch * sizeof(T), place.Rows, place.Columns * sizeof(T));

    public unsafe void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (TActivation.DerivativeOperand == DerivativeOperand.None)
        {
            return;
        }

        DerivativeStep<T, TActivation> step = new(_activation, _operand.RowAt(place.Row) + place.Column, _operand.Pitch, block, pitch);
        Elementwise.ForEachRow<T, TIsa, TVec, DerivativeStep<T, TActivation>>(step, place.Rows, place.Columns);
    }
}

/// <summary>δ ← δ · f′: always a multiplication, so that a NaN in δ shows even where f′ is zero.</summary>
internal readonly unsafe struct DerivativeStep<T, TActivation>(TActivation activation, T* operand, nint operandPitch, T* delta, nint deltaPitch)
    : IRowStep<T, DerivativeStep<T, TActivation>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    public static bool TakesFour => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DerivativeStep<T, TActivation> OfRow(nint row) => new(activation, operand + (row * operandPitch), operandPitch, delta + (row * deltaPitch), deltaPitch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec derivative = activation.Derivative<TIsa, TVec>(TIsa.Load(operand + index));
        TIsa.Store(delta + index, TIsa.Multiply(TIsa.Load(delta + index), derivative));
    }
}
