using System.Numerics;

namespace SimdBackprop;

/// <summary>The first element of greatest magnitude: one pass for the magnitude in vectors, one for its place.</summary>
internal readonly unsafe struct IAmaxKernel<T> : IKernel<T, IAmaxKernel<T>.Arguments>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lanes of the widest vector, 512 bits of float.</summary>
    private const int MostLanes = 16;

    internal struct Arguments
    {
        internal T* X;
        internal nint Length;
        internal T Greatest;
    }

    /// <summary>The greatest magnitude, or NaN if there is one.</summary>
    public static void Run<TIsa, TVec>(ref Arguments arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* lanes = stackalloc T[MostLanes];
        T* x = arguments.X;
        TVec magnitudeBits = TIsa.Broadcast(ElementType.FromBits<T>(int.MaxValue, long.MaxValue));
        TVec greatest = TIsa.Zero;
        TVec notANumber = TIsa.Zero;
        nint i = 0;
        for (; i <= arguments.Length - TIsa.Lanes; i += TIsa.Lanes)
        {
            TVec magnitude = TIsa.BitAnd(TIsa.Load(x + i), magnitudeBits);
            greatest = TIsa.ConditionalSelect(TIsa.LessThan(greatest, magnitude), magnitude, greatest);
            notANumber = TIsa.BitOr(notANumber, TIsa.NotEqual(magnitude, magnitude));
        }

        // A mask of all ones is itself a NaN, so lanes that saw one carry it on.
        TIsa.Store(lanes, TIsa.BitOr(greatest, notANumber));
        T result = T.Zero;
        for (int lane = 0; lane < TIsa.Lanes; lane++)
        {
            result = Greater(result, lanes[lane]);
        }

        for (; i < arguments.Length; i++)
        {
            result = Greater(result, T.Abs(x[i]));
        }

        arguments.Greatest = result;
    }

    internal static int IndexOfGreatest(T* x, int length, KernelOptions? options)
    {
        Arguments arguments = new() { X = x, Length = length };
        SimdDispatch.Run<T, IAmaxKernel<T>, Arguments>(KernelOptions.TierOf(options), ref arguments);
        T greatest = arguments.Greatest;
        for (int i = 0; i < length; i++)
        {
            if (T.Abs(x[i]) == greatest || (T.IsNaN(greatest) && T.IsNaN(x[i])))
            {
                return i;
            }
        }

        return -1;
    }

    private static T Greater(T left, T right) => T.IsNaN(right) || left < right ? right : left;
}
