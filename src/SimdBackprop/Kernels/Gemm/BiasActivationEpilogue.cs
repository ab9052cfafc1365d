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

    public void LookAhead(in GemmRectangle place, in GemmRectangle next, T* block, nint lastTile, ref GemmStrip<T> strip)
    {
    }

    public PrefetchCursor Ahead(in GemmRectangle place) => default;

    public void Apply<TIsa, TVec>(in GemmRectangle place, T* block, nint pitch)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = 0; i < place.Rows; i++)
        {
            T* z = block + (i * pitch);
            if (_bias != null)
            {
                Elementwise.ForEach<T, TIsa, TVec, AddStep<T>>(new AddStep<T>(_bias + place.Column, z), place.Columns);
            }

            ActivateStep<T, TActivation> activate = new(_activation, z, _output.RowAt(place.Row + i) + place.Column);
            Elementwise.ForEach<T, TIsa, TVec, ActivateStep<T, TActivation>>(activate, place.Columns);
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
