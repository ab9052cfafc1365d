using System.Numerics;

namespace SimdBackprop;

/// <summary>A ← α·x·yᵀ + A. The team shares the rows, or the columns of a wide matrix.</summary>
internal readonly unsafe struct GerKernel<T> : IKernel<T, GerKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal T Alpha;
        internal T* X;
        internal T* Y;
        internal MatrixView<T> A;
        internal int Degree;
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly MatrixView<T> a = ref call.A;
        int lineElements = Sharing.LineBytes / sizeof(T);
        bool byRows = a.Rows >= a.Columns / lineElements;
        double bytes = 2.0 * a.Rows * a.Columns * sizeof(T);
        Job<TIsa, TVec> job = new()
        {
            Call = call,
            ByRows = byRows,
            Bands = Sharing.Cut(byRows ? a.Rows : a.Columns, byRows ? 1 : lineElements, bytes, call.Degree),
        };
        WorkerTeam.Run(job.Bands.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal Call Call;
        internal bool ByRows;
        internal Bands Bands;

        public readonly void Run(int part)
        {
            ref readonly MatrixView<T> a = ref Call.A;
            (nint start, nint length) = Bands.Of(part);
            (nint row, nint column) = ByRows ? (start, (nint)0) : (0, start);
            MatrixView<T> band = ByRows ? a.Block(start, 0, length, a.Columns) : a.Block(0, start, a.Rows, length);
            RankOne.Update<T, TIsa, TVec>(Call.Alpha, Call.X + row, 1, Call.Y + column, band, RankOne.IsNear<T>(a.Rows, a.Columns));
        }
    }
}
