using System.Numerics;

namespace SimdBackprop;

/// <summary>Interleaving through memory, for vectors without an instruction for it.</summary>
internal static unsafe class Zip
{
    /// <summary>Lanes of the widest vector there is: 2048 bits of float.</summary>
    private const int MostLanes = 64;

    /// <summary>The lower halves interleaved.</summary>
    internal static TVec Low<T, TIsa, TVec>(TVec left, TVec right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Half<T, TIsa, TVec>(left, right, 0);

    /// <summary>The upper halves interleaved.</summary>
    internal static TVec High<T, TIsa, TVec>(TVec left, TVec right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Half<T, TIsa, TVec>(left, right, TIsa.Lanes / 2);

    private static TVec Half<T, TIsa, TVec>(TVec left, TVec right, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* l = stackalloc T[MostLanes], r = stackalloc T[MostLanes], both = stackalloc T[MostLanes];
        TIsa.Store(l, left);
        TIsa.Store(r, right);
        for (int i = 0; i < TIsa.Lanes; i++)
        {
            both[i] = (i % 2 == 0 ? l : r)[first + (i / 2)];
        }

        return TIsa.Load(both);
    }
}
