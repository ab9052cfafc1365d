using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// What follows a product on each block of C, once its last term is in and while the block is still in cache. It works element by
/// element, so that how C is cut into blocks cannot be seen in the result.
/// </summary>
internal interface IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void Apply<TIsa, TVec>(nint row, nint column, nint rows, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>The plain product.</summary>
internal readonly struct NoEpilogue<T> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Apply<TIsa, TVec>(nint row, nint column, nint rows, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
    }
}
