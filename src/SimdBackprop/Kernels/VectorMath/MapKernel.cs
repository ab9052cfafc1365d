using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>A function of one element, as a body that knows no vector width.</summary>
internal interface IUnaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TVec Apply<TIsa, TVec>(TVec x)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct;
}

/// <summary>What <see cref="MapKernel{T, TOperator}"/> reads and writes; the two may be the same memory.</summary>
internal unsafe struct MapArguments<T>
    where T : unmanaged
{
    internal T* Source;
    internal T* Destination;
    internal nint Length;
}

/// <summary>destination[i] ← TOperator(source[i]): whole vectors, then the rest one by one through the scalar marker.</summary>
internal readonly unsafe struct MapKernel<T, TOperator> : IKernel<T, MapArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOperator : struct, IUnaryOperator<T>
{
    public static void Run<TIsa, TVec>(ref MapArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint vectors = arguments.Length - (arguments.Length % TIsa.Lanes);
        Map<TIsa, TVec>(arguments.Source, arguments.Destination, vectors);
        Map<ScalarIsa<T>, T>(arguments.Source + vectors, arguments.Destination + vectors, arguments.Length - vectors);
    }

    // Apart from Run, so that the scalar loop is compiled once for every tier's rest and neither loop spends the other's
    // inlining budget.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Map<TIsa, TVec>(T* source, T* destination, nint length)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = 0; i < length; i += TIsa.Lanes)
        {
            TIsa.Store(destination + i, TOperator.Apply<TIsa, TVec>(TIsa.Load(source + i)));
        }
    }
}
