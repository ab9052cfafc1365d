using System.Numerics;

namespace SimdBackprop;

/// <summary>z = W·x for one sample, each element the lane sum of a row of W with x, and the epilogue on what is finished. The team shares the rows.</summary>
internal readonly unsafe struct RowProductKernel<T, TEpilogue> : IKernel<T, RowProductKernel<T, TEpilogue>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEpilogue : struct, IEpilogue<T>
{
    internal struct Call
    {
        internal MatrixView<T> Weights;
        internal T* X;
        internal T* Z;
        internal TEpilogue Epilogue;
        internal Bands Outputs;
    }

    /// <summary>Runs the product on the tier and threads of the options. Without inputs the weights are empty and every sum is +0.</summary>
    internal static void Run(in MatrixView<T> weights, T* x, in MatrixView<T> z, in TEpilogue epilogue, KernelOptions? options)
    {
        double bytes = (double)weights.Rows * weights.Columns * sizeof(T);
        Call call = new()
        {
            Weights = weights,
            X = x,
            Z = z.Data,
            Epilogue = epilogue,
            Outputs = Sharing.Cut(z.Columns, 1, bytes, KernelOptions.DegreeOf(options)),
        };
        SimdDispatch.Run<T, RowProductKernel<T, TEpilogue>, Call>(KernelOptions.TierOf(options), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        Job<TIsa, TVec> job = new() { Call = call };
        WorkerTeam.Run(call.Outputs.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal Call Call;

        public readonly void Run(int part)
        {
            (nint first, nint count) = Call.Outputs.Of(part);
            RowSums.Run<T, TIsa, TVec>(Call.Weights, first, count, Call.X, Call.Z + first);
            TEpilogue epilogue = Call.Epilogue;
            epilogue.Apply<TIsa, TVec>(new GemmRectangle(0, first, 1, count), Call.Z + first, count);
        }
    }
}
