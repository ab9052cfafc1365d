using System.Numerics;

namespace SimdBackprop;

/// <summary>Packs a matrix, bands of panels shared among the worker team.</summary>
internal readonly unsafe struct PackingKernel<T> : IKernel<T, PackingKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal MatrixView<T> Source;
        internal bool Transposed;
        internal T* Packed;
        internal int Degree;
    }

    /// <summary>Packs op(source), which has elements.</summary>
    internal static void Run(SimdTier tier, in MatrixView<T> source, bool transposed, T* packed, int degree)
    {
        Call call = new() { Source = source, Transposed = transposed, Packed = packed, Degree = degree };
        SimdTier fitting = PackedLayout.TierOf<T>(tier, transposed ? source.Rows : source.Columns);
        SimdDispatch.Run<T, PackingKernel<T>, Call>(fitting, ref call);
    }

    /// <summary>Elements below which packing stays on the caller's thread: about 40 µs at the 20 GB/s of one thread, which is what waking a worker costs.</summary>
    internal const long LeastParallelElements = 200_000;

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly MatrixView<T> source = ref call.Source;
        (nint terms, nint columns) = call.Transposed ? (source.Columns, source.Rows) : (source.Rows, source.Columns);
        Job<TIsa, TVec> job = new() { Call = call, Layout = PackedLayout.Of<T, TIsa, TVec>(terms, columns) };

        bool alone = (double)terms * columns < LeastParallelElements;
        job.Parts = alone ? 1 : (int)nint.Min(call.Degree, job.Layout.Columns.Panels);
        WorkerTeam.Run(job.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal Call Call;
        internal PackedLayout Layout;
        internal int Parts;

        public readonly void Run(int part)
        {
            GemmColumns columns = Layout.Columns;
            nint first = columns.Panels * part / Parts, end = columns.Panels * (part + 1) / Parts;
            PanelRun run;
            for (nint panel = first; panel < end; panel += run.Panels)
            {
                run = columns.RunFrom(panel, end - panel);
                for (nint p = 0; p < Layout.Terms; p += Layout.KBlock)
                {
                    T* packed = Call.Packed + Layout.OffsetOf(p, run.Start);
                    if (Call.Transposed)
                    {
                        PanelPacking.Transposed<T, TIsa, TVec>(
                            T.One, Call.Source.RowAt(run.Start) + p, Call.Source.Pitch, run, Layout.TermsAt(p), packed);
                    }
                    else
                    {
                        PanelPacking.Rows<T, TIsa, TVec>(Call.Source.RowAt(p) + run.Start, Call.Source.Pitch, run, Layout.TermsAt(p), packed);
                    }
                }
            }
        }
    }
}
