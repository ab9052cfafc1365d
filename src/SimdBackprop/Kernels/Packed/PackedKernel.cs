using System.Numerics;

namespace SimdBackprop;

/// <summary>A product whose B is packed, with its epilogue, as <see cref="SimdDispatch"/> runs it.</summary>
internal readonly unsafe struct PackedKernel<T, TEpilogue> : IKernel<T, PackedKernel<T, TEpilogue>.Call>
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

    /// <summary>Runs the product on the tier that B was packed for.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, SimdTier tier, KernelOptions? options)
    {
        if (product.K == 0)
        {
            GemmKernel<T, TEpilogue>.Run(product, epilogue, options);
            return;
        }

        Call call = new(in product, in epilogue, KernelOptions.DegreeOf(options));
        SimdDispatch.Run<T, PackedKernel<T, TEpilogue>, Call>(PackedLayout.TierOf<T>(tier, product.N), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly GemmArguments<T> product = ref call.Product;
        Job<TIsa, TVec> job = new()
        {
            Product = product,
            Epilogue = call.Epilogue,
            Layout = PackedLayout.Of<T, TIsa, TVec>(product.K, product.N),
        };
        GemmColumns columns = job.Layout.Columns;
        job.Partition = PackedPartition.Of(product, GemmTile.Rows<T, TIsa, TVec>(columns.Vectors), columns.Panels, GemmRouting.Threads(product, call.Degree));
        WorkerTeam.Run(job.Partition.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal GemmArguments<T> Product;
        internal TEpilogue Epilogue;
        internal PackedLayout Layout;
        internal PackedPartition Partition;

        public void Run(int part) => GemmDriver<T, TIsa, TVec, TEpilogue>.Run(Product, Epilogue, Layout, Partition[part]);
    }
}
