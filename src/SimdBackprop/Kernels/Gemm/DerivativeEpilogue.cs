using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>δ ← δ ⊙ f′ on a finished block of δ·W, f′ from whichever operand the activation declares.</summary>
internal readonly struct DerivativeEpilogue<T, TActivation> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly MatrixView<T> _delta;
    private readonly MatrixView<T> _operand;
    private readonly TActivation _activation;

    internal DerivativeEpilogue(in MatrixView<T> delta, in MatrixView<T> operand, TActivation activation)
    {
        _delta = delta;
        _operand = operand;
        _activation = activation;
    }

    public unsafe void Apply<TIsa, TVec>(nint row, nint column, nint rows, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (TActivation.DerivativeOperand == DerivativeOperand.None)
        {
            return;
        }

        for (nint i = row; i < row + rows; i++)
        {
            DerivativeStep<T, TActivation> step = new(_activation, _operand.RowAt(i) + column, _delta.RowAt(i) + column);
            Elementwise.ForEach<T, TIsa, TVec, DerivativeStep<T, TActivation>>(step, columns);
        }
    }
}

/// <summary>δ ← δ · f′: always a multiplication, so that a NaN in δ shows even where f′ is zero.</summary>
internal readonly unsafe struct DerivativeStep<T, TActivation>(TActivation activation, T* operand, T* delta) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    public static bool IsLight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec derivative = activation.Derivative<TIsa, TVec>(TIsa.Load(operand + index));
        TIsa.Store(delta + index, TIsa.Multiply(TIsa.Load(delta + index), derivative));
    }
}
