using System.Numerics;

namespace SimdBackprop;

/// <summary>y ← α·A·x + β·y: s is a row's lane sum with x, y ← fma(α, s, β·y). The team shares the rows.</summary>
internal readonly unsafe struct GemvByRowsKernel<T> : IKernel<T, GemvArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Sums kept before y takes them: enough that the vector loop over y is long, few enough for the stack.</summary>
    private const int SumsAtOnce = 256;

    public static void Run<TIsa, TVec>(ref GemvArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        Job<TIsa, TVec> job = new()
        {
            Arguments = arguments,
            Rows = Sharing.Cut(arguments.A.Rows, 1, arguments.Bytes, arguments.Degree),
        };
        WorkerTeam.Run(job.Rows.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal GemvArguments<T> Arguments;
        internal Bands Rows;

        public readonly void Run(int part)
        {
            T* sums = stackalloc T[SumsAtOnce];
            (nint first, nint rows) = Rows.Of(part);
            for (nint done = 0; done < rows; done += SumsAtOnce)
            {
                nint count = nint.Min(SumsAtOnce, rows - done);
                RowSums.Run<T, TIsa, TVec>(Arguments.A, first + done, count, Arguments.X, sums);
                T* y = Arguments.Y + first + done;
                BetaRule.Apply(Arguments.Beta, y, count, TIsa.Tier);
                Elementwise.ForEach<T, TIsa, TVec, AxpyStep<T>>(new AxpyStep<T>(Arguments.Alpha, sums, y), count);
            }
        }
    }
}
