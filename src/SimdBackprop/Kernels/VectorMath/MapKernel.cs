using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The operands of a function over spans.</summary>
internal readonly unsafe struct MapCall<T>(T* source, T* destination, nint length)
    where T : unmanaged
{
    internal readonly T* Source = source;
    internal readonly T* Destination = destination;
    internal readonly nint Length = length;
}

/// <summary>destination[i] ← TOperator(source[i]), four vectors at once as long as there are four.</summary>
internal readonly unsafe struct MapKernel<T, TOperator> : IKernel<T, MapCall<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOperator : struct, IUnaryOperator<T>
{
    public static void Run<TIsa, TVec>(ref MapCall<T> call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint done = 0;
        if (TOperator.FitsFourTimes && call.Length >= 4 * TIsa.Lanes)
        {
            done = Fours<TIsa, TVec>(call.Source, call.Destination, call.Length);
        }

        if (done < call.Length)
        {
            Elementwise.Range<T, TIsa, TVec, MapStep<T, TOperator>>(new MapStep<T, TOperator>(call.Source, call.Destination), done, call.Length);
        }
    }

    // A function is one chain of some 50 cycles, and a core holds about a hundred instructions that wait for their operands: the end of one chain keeps the beginning of the next out.
    // All first halves before the second: then the ends come when less is missing to them. One vector after the other, in each loop as many rounds: exp 1.05 to 1.08 (double 1.18), tanh and
    // sigmoid 1.2 (1.2 to 1.3), log, log1p and SiLU 1.2, expm1 1.1; with vectors of 256 and 128 bits 1.15 to 1.3 (AMD).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Fours<TIsa, TVec>(T* source, T* destination, nint length)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint index = 0;
        for (; index <= length - (4 * TIsa.Lanes); index += 4 * TIsa.Lanes)
        {
            TVec x0 = TIsa.Load(source + index);
            TVec x1 = TIsa.Load(source + index + TIsa.Lanes);
            TVec x2 = TIsa.Load(source + index + (2 * TIsa.Lanes));
            TVec x3 = TIsa.Load(source + index + (3 * TIsa.Lanes));
            Halfway<TVec> half0 = TOperator.Begin<TIsa, TVec>(x0);
            Halfway<TVec> half1 = TOperator.Begin<TIsa, TVec>(x1);
            Halfway<TVec> half2 = TOperator.Begin<TIsa, TVec>(x2);
            Halfway<TVec> half3 = TOperator.Begin<TIsa, TVec>(x3);
            TIsa.Store(destination + index, TOperator.End<TIsa, TVec>(x0, half0));
            TIsa.Store(destination + index + TIsa.Lanes, TOperator.End<TIsa, TVec>(x1, half1));
            TIsa.Store(destination + index + (2 * TIsa.Lanes), TOperator.End<TIsa, TVec>(x2, half2));
            TIsa.Store(destination + index + (3 * TIsa.Lanes), TOperator.End<TIsa, TVec>(x3, half3));
        }

        return index;
    }
}
