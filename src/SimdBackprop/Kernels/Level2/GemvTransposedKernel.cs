using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// y ← α·Aᵀ·x + β·y by the chain. The team shares the columns: one element's chain cannot be cut, so a tall matrix of few columns stays on one thread.
/// </summary>
internal readonly unsafe struct GemvTransposedKernel<T> : IKernel<T, GemvArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Run<TIsa, TVec>(ref GemvArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        Job<TIsa, TVec> job = new()
        {
            Arguments = arguments,
            Columns = Sharing.Cut(arguments.A.Columns, Sharing.LineBytes / sizeof(T), arguments.Bytes, arguments.Degree),
        };
        WorkerTeam.Run(job.Columns.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal GemvArguments<T> Arguments;
        internal Bands Columns;

        public readonly void Run(int part)
        {
            ref readonly MatrixView<T> a = ref Arguments.A;
            (nint column, nint columns) = Columns.Of(part);
            T* y = Arguments.Y + column;
            BetaRule.Apply(Arguments.Beta, y, columns, TIsa.Tier);
            WeightedRows.Add<T, TIsa, TVec>(Arguments.Alpha, a.Block(0, column, a.Rows, columns), Arguments.X, 1, y);
        }
    }
}
