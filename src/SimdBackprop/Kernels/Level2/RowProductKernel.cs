using System.Numerics;

namespace SimdBackprop;

/// <summary>z = W·x for one sample, each element the lane sum of a row of W with x, and the epilogue on the finished row.</summary>
internal readonly unsafe struct RowProductKernel<T, TEpilogue> : IKernel<T, RowProductKernel<T, TEpilogue>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEpilogue : struct, IEpilogue<T>
{
    internal struct Call
    {
        internal MatrixView<T> Weights;
        internal T* X;
        internal T* Z;
        internal nint Outputs;
        internal TEpilogue Epilogue;
    }

    /// <summary>Runs the product on the tier of the options. Without inputs the weights are empty and every sum is +0.</summary>
    internal static void Run(in MatrixView<T> weights, T* x, in MatrixView<T> z, in TEpilogue epilogue, KernelOptions? options)
    {
        Call call = new() { Weights = weights, X = x, Z = z.Data, Outputs = z.Columns, Epilogue = epilogue };
        SimdDispatch.Run<T, RowProductKernel<T, TEpilogue>, Call>(KernelOptions.TierOf(options), ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        for (nint j = 0; j < call.Outputs; j++)
        {
            call.Z[j] = LaneReduction.Reduce<T, TIsa, TVec, DotStep<T>>(call.Weights.RowAt(j), call.X, call.Weights.Columns);
        }

        call.Epilogue.Apply<TIsa, TVec>(0, 0, 1, call.Outputs);
    }
}
