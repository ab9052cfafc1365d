using System.Numerics;

namespace SimdBackprop;

/// <summary>A product with its epilogue, as <see cref="SimdDispatch"/> runs it: C is cut into parts for the worker team.</summary>
internal readonly struct GemmKernel<T, TEpilogue> : IKernel<T, GemmKernel<T, TEpilogue>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEpilogue : struct, IEpilogue<T>
{
    internal struct Call
    {
        internal GemmArguments<T> Product;
        internal TEpilogue Epilogue;
        internal int Degree;
    }

    /// <summary>Runs the product on the tier and threads of the options.</summary>
    internal static void Run(in GemmArguments<T> product, in TEpilogue epilogue, KernelOptions? options)
    {
        Call call = new() { Product = product, Epilogue = epilogue, Degree = KernelOptions.DegreeOf(options) };
        SimdDispatch.Run<T, GemmKernel<T, TEpilogue>, Call>(KernelOptions.TierOf(options), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly GemmArguments<T> product = ref call.Product;
        GemmPartition partition = GemmRouting.Partition(product, GemmBlocking.TileVectors * TIsa.Lanes, call.Degree);
        Job<TIsa, TVec> job = new() { Product = product, Epilogue = call.Epilogue, Partition = partition };
        WorkerTeam.Run(partition.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal GemmArguments<T> Product;
        internal TEpilogue Epilogue;
        internal GemmPartition Partition;

        public void Run(int part)
        {
            (nint row, nint column, nint rows, nint columns) = Partition.RectangleOf(part, Product.M, Product.N);
            TEpilogue epilogue = Epilogue;
            GemmDriver.Run<T, TIsa, TVec, TEpilogue>(in Product, ref epilogue, row, column, rows, columns);
        }
    }
}
