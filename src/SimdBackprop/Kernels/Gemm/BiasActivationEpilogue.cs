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
        nint inVectors = place.Columns - (place.Columns % TIsa.Lanes);
        Rows<TIsa, TVec>(place, inVectors, block, pitch);
        for (nint i = 0; inVectors < place.Columns && i < place.Rows; i++)
        {
            T* z = block + (i * pitch);
            Elementwise.Range<T, TIsa, TVec, BiasActivateStep<T, TActivation>>(Step(place, i, z), inVectors, place.Columns);
        }
    }

    /// <summary>All whole vectors. The rows of a block are so short, down to two vectors, that a call for each would show.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rows<TIsa, TVec>(GemmRectangle place, nint columns, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = 0; i < place.Rows; i++)
        {
            BiasActivateStep<T, TActivation> step = Step(place, i, block + (i * pitch));
            for (nint j = 0; j < columns; j += TIsa.Lanes)
            {
                step.Step<TIsa, TVec>(j);
            }
        }
    }

    private BiasActivateStep<T, TActivation> Step(in GemmRectangle place, nint row, T* z) =>
        new(_activation, _bias == null ? null : _bias + place.Column, z, _output.RowAt(place.Row + row) + place.Column);
}

/// <summary>z ← z + b and a ← f(z); b is null for none.</summary>
internal readonly unsafe struct BiasActivateStep<T, TActivation>(TActivation activation, T* bias, T* z, T* a) : IElementStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    public static bool IsLight => false;

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
