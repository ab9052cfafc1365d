using System.Numerics;

namespace SimdBackprop;

/// <summary>y[j] ← β·y[j], then y[j] + a[p, j] for ascending p: the bias gradient of a layer is that of δ.</summary>
internal readonly unsafe struct ColumnSums<T> : IKernel<T, ColumnSums<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal MatrixView<T> A;
        internal T Beta;
        internal T* Y;
        internal nint Columns;
    }

    /// <summary>Sums on the tier, on the caller's thread. A without rows adds nothing.</summary>
    internal static void Run(in MatrixView<T> a, T beta, in MatrixView<T> y, SimdTier tier)
    {
        Call call = new() { A = a, Beta = beta, Y = y.Data, Columns = y.Columns };
        SimdDispatch.Run<T, ColumnSums<T>, Call>(tier, ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => Run<TIsa, TVec>(call.A, call.Beta, call.Y, call.Columns);

    /// <summary>Sums with the marker's vectors.</summary>
    internal static void Run<TIsa, TVec>(in MatrixView<T> a, T beta, T* y, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        BetaRule.Apply(beta, y, columns, TIsa.Tier);

        // fma(a, 1, y) is a + y, rounded once.
        T one = T.One;
        WeightedRows.Add<T, TIsa, TVec>(T.One, a, &one, 0, y);
    }
}
