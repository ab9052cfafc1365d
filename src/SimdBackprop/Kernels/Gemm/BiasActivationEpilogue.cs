using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>z ← s + b, a ← f(z) on a finished block of s = X·Wᵀ. Where z is not kept, a takes the place of s.</summary>
internal readonly unsafe struct BiasActivationEpilogue<T, TActivation> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly T* _bias;
    private readonly MatrixView<T> _output;
    private readonly TActivation _activation;

    /// <param name="bias">n biases, or null for none.</param>
    /// <param name="output">Where the activation goes.</param>
    /// <param name="activation">f.</param>
    internal BiasActivationEpilogue(T* bias, in MatrixView<T> output, TActivation activation)
    {
        _bias = bias;
        _output = output;
        _activation = activation;
    }

    public static bool TakesProduct => false;

    public static bool AddsProduct => false;

    public T Factor => T.Zero;

    public void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint tiles, nint lastTile, ref GemmStrip<T> strip)
    {
    }

    public PrefetchCursor Ahead(in GemmRectangle place) => default;

    public void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* bias = _bias == null ? null : _bias + place.Column;
        BiasActivateStep<T, TActivation> step = new(_activation, bias, block, pitch, _output.RowAt(place.Row) + place.Column, _output.Pitch);
        Elementwise.ForEachRow<T, TIsa, TVec, BiasActivateStep<T, TActivation>>(step, place.Rows, place.Columns);
    }
}

/// <summary>z ← z + b and a ← f(z); b is null for none.</summary>
internal readonly unsafe struct BiasActivateStep<T, TActivation>(TActivation activation, T* bias, T* z, nint zPitch, T* a, nint aPitch)
    : IRowStep<T, BiasActivateStep<T, TActivation>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    public static bool TakesFour => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BiasActivateStep<T, TActivation> OfRow(nint row) => new(activation, bias, z + (row * zPitch), zPitch, a + (row * aPitch), aPitch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec sum = TIsa.Load(z + index);
        if (bias != null)
        {
            sum = TIsa.Add(sum, TIsa.Load(bias + index));
            if (z != a)
            {
                TIsa.Store(z + index, sum);
            }
        }

        TIsa.Store(a + index, activation.Evaluate<TIsa, TVec>(sum));
    }
}
