using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// A product so small that what comes before the multiply-adds counts: nothing is rented, shared or cut, and a B whose columns are not neighbours is transposed onto
/// the stack.
/// </summary>
internal readonly unsafe struct GemmSmall<T, TEpilogue> : IKernel<T, GemmSmall<T, TEpilogue>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEpilogue : struct, IEpilogue<T>
{
    internal readonly ref struct Call
    {
        internal readonly ref readonly GemmArguments<T> Product;
        internal readonly ref readonly TEpilogue Epilogue;

        internal Call(ref readonly GemmArguments<T> product, ref readonly TEpilogue epilogue)
        {
            Product = ref product;
            Epilogue = ref epilogue;
        }
    }

    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, SimdTier tier)
    {
        Call call = new(in product, in epilogue);
        SimdDispatch.Run<T, GemmSmall<T, TEpilogue>, Call>(SimdDispatch.Narrow<T>(tier, product.N), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly GemmArguments<T> product = ref call.Product;
        if (product.BColumn != 1 && product.N != 1)
        {
            Transposed<TIsa, TVec>(product, call.Epilogue);
        }
        else if (product.N > GemmTile.Vectors * TIsa.Lanes)
        {
            GemmInPlace.Run<T, TIsa, TVec, TEpilogue>(product, call.Epilogue, new GemmRectangle(0, 0, product.M, product.N));
        }
        else
        {
            OneTileWide<TIsa, TVec>(product, call.Epilogue);
        }
    }

    /// <summary>One kernel call a strip, without the cuts of wider products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneTileWide<TIsa, TVec>(in GemmArguments<T> product, in TEpilogue epilogue)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        // Field by field: an initializer would clear the whole first. Nothing is prefetched, as everything is near, and kernels that do not look ahead do not
        // read what is left out.
        GemmStrip<T> strip;
        strip.Terms = product.K;
        strip.ARow = product.ARow * sizeof(T);
        strip.AColumn = product.AColumn * sizeof(T);
        strip.BRow = product.BRow * sizeof(T);
        strip.BAhead = 0;
        strip.CRow = product.CRow * sizeof(T);
        strip.CNext = 0;
        strip.CAfter = 0;
        strip.AfterRow = 0;
        strip.Beta = product.Beta;

        int vectors = (int)((nuint)(product.N + TIsa.Lanes - 1) / (nuint)TIsa.Lanes);
        int tileRows = GemmTile.Rows<T, TIsa, TVec>(vectors);
        T* a = product.A, c = product.C;
        for (nint left = product.M; ;)
        {
            nint height = TileCut.First(left, tileRows);
            GemmTile.Kernel<T, TIsa, TVec, InPlacePanel, ProductOutput<T>>(product.ARow == 1 ? LeftKind.ColumnMajor : LeftKind.RowMajor, (int)height, vectors)(&strip, 1, a, product.B, c, product.N - TIsa.Lanes, null);
            product.Finish<TIsa, TVec, TEpilogue>(epilogue, new GemmRectangle(product.M - left, 0, height, product.N));
            left -= height;
            if (left == 0)
            {
                break;
            }

            a += height * product.ARow;
            c += height * product.CRow;
        }
    }

    // A method of its own, because whoever has memory on the stack checks on return that it was not overrun.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Transposed<TIsa, TVec>(GemmArguments<T> product, in TEpilogue epilogue)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T* transposed = stackalloc T[GemmRouting.MostSmallElements];
        TransposeKernel<T>.Run(TIsa.Tier, product.B, product.BColumn, transposed, product.N, product.N, product.K);
        product.B = transposed;
        product.BRow = product.N;
        product.BColumn = 1;
        Call call = new(in product, in epilogue);
        Run<TIsa, TVec>(ref call);
    }
}
