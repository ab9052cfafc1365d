using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>A product with its epilogue, as <see cref="SimdDispatch"/> runs it: C is cut into parts for the worker team.</summary>
internal readonly unsafe struct GemmKernel<T, TEpilogue> : IKernel<T, GemmKernel<T, TEpilogue>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEpilogue : struct, IEpilogue<T>
{
    /// <summary>References, because a copy of the arguments costs more than a tiny product.</summary>
    internal readonly ref struct Call
    {
        internal readonly ref readonly GemmArguments<T> Product;
        internal readonly ref readonly TEpilogue Epilogue;
        internal readonly int Degree;

        internal Call(ref readonly GemmArguments<T> product, ref readonly TEpilogue epilogue, int degree)
        {
            Product = ref product;
            Epilogue = ref epilogue;
            Degree = degree;
        }
    }

    /// <summary>Runs the product on the tier and threads of the options.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, KernelOptions? options) =>
        Run(product, epilogue, KernelOptions.TierOf(options), KernelOptions.DegreeOf(options));

    /// <summary>Runs the product on the tier and at most as many threads as the degree.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, SimdTier tier, int degree)
    {
        if (GemmRouting.IsTiny(product))
        {
            GemmTiny.Run(product, epilogue);
        }
        else if (GemmRouting.IsSmall(product))
        {
            GemmSmall<T, TEpilogue>.Run(product, epilogue, tier);
        }
        else
        {
            RunLarge(product, epilogue, tier, degree);
        }
    }

    // Apart, so that its locals are not cleared for small products.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunLarge(in GemmArguments<T> product, in TEpilogue epilogue, SimdTier tier, int degree)
    {
        if (GemmRouting.Exchanges(product, tier))
        {
            GemmArguments<T> exchanged = product.Exchanged();
            Run(tier, new Call(in exchanged, in epilogue, degree));
        }
        else
        {
            Run(tier, new Call(in product, in epilogue, degree));
        }
    }

    private static void Run(SimdTier tier, Call call) =>
        SimdDispatch.Run<T, GemmKernel<T, TEpilogue>, Call>(SimdDispatch.Narrow<T>(tier, call.Product.N), ref call);

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly GemmArguments<T> product = ref call.Product;
        int threads;
        if (product.K == 0)
        {
            ScaleOnly<TIsa, TVec>(product, in call.Epilogue);
        }
        else if ((threads = GemmRouting.Threads(product, call.Degree)) == 1)
        {
            Part<TIsa, TVec>(product, in call.Epilogue, new GemmRectangle(0, 0, product.M, product.N));
        }
        else
        {
            Job<TIsa, TVec> job = new()
            {
                Product = product,
                Epilogue = call.Epilogue,
                Partition = GemmRouting.Partition(product, GemmTile.Rows<T, TIsa, TVec>(GemmTile.Vectors), TIsa.Lanes, threads),
            };
            WorkerTeam.Run(job.Partition.Parts, ref job);
        }
    }

    private static void Part<TIsa, TVec>(in GemmArguments<T> product, in TEpilogue epilogue, in GemmRectangle part)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (GemmRouting.IsRowTimesMatrix(product))
        {
            GemmOfVectors.RowTimesMatrix<T, TIsa, TVec, TEpilogue>(product, epilogue, part);
        }
        else if (GemmRouting.IsRankOneUpdate(product))
        {
            GemmOfVectors.RankOneUpdate<T, TIsa, TVec, TEpilogue>(product, epilogue, part);
        }
        else if (GemmRouting.StaysInPlace(product, part, GemmTile.Rows<T, TIsa, TVec>(GemmTile.Vectors)))
        {
            GemmInPlace.Run<T, TIsa, TVec, TEpilogue>(product, epilogue, part);
        }
        else if (GemmRouting.TransposesOnTheWay(product, part.Rows, TIsa.Tier))
        {
            GemmTransposing.Run<T, TIsa, TVec, TEpilogue>(product, epilogue, part);
        }
        else
        {
            GemmDriver<T, TIsa, TVec, TEpilogue>.Run(product, epilogue, part);
        }
    }

    private static void ScaleOnly<TIsa, TVec>(in GemmArguments<T> product, in TEpilogue epilogue)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint i = 0; i < product.M; i++)
        {
            BetaRule.Apply(product.Beta, product.C + (i * product.CRow), product.N, TIsa.Tier);
        }

        product.Finish<TIsa, TVec, TEpilogue>(epilogue, new GemmRectangle(0, 0, product.M, product.N));
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal GemmArguments<T> Product;
        internal TEpilogue Epilogue;
        internal GemmPartition Partition;

        public void Run(int part) => Part<TIsa, TVec>(Product, Epilogue, Partition.RectangleOf(part, Product.M, Product.N));
    }
}
