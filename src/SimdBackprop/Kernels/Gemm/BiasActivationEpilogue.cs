using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>z ← s + b, a ← f(z) on a finished block of s = X·Wᵀ. Where z is not kept, a takes the place of s.</summary>
internal readonly unsafe struct BiasActivationEpilogue<T, TActivation> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly MatrixView<T> _sum;
    private readonly T* _bias;
    private readonly MatrixView<T> _output;
    private readonly TActivation _activation;

    /// <param name="sum">Where the product stands: the pre-activation, or the output if that is not kept.</param>
    /// <param name="bias">n biases, or null for none.</param>
    /// <param name="output">Where the activation goes.</param>
    /// <param name="activation">f.</param>
    internal BiasActivationEpilogue(in MatrixView<T> sum, T* bias, in MatrixView<T> output, TActivation activation)
    {
        _sum = sum;
        _bias = bias;
        _output = output;
        _activation = activation;
    }

    public void Apply<TIsa, TVec>(nint row, nint column, nint rows, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = row; i < row + rows; i++)
        {
            T* z = _sum.RowAt(i) + column;
            if (_bias != null)
            {
                Elementwise.ForEach<T, TIsa, TVec, AddStep<T>>(new AddStep<T>(_bias + column, z), columns);
            }

            ActivateStep<T, TActivation> activate = new(_activation, z, _output.RowAt(i) + column);
            Elementwise.ForEach<T, TIsa, TVec, ActivateStep<T, TActivation>>(activate, columns);
        }
    }
}

/// <summary>a ← f(z).</summary>
internal readonly unsafe struct ActivateStep<T, TActivation>(TActivation activation, T* z, T* a) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    public static bool IsLight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Store(a + index, activation.Evaluate<TIsa, TVec>(TIsa.Load(z + index)));
}
