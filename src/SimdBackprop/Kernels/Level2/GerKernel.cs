using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>A ← α·x·yᵀ + A: a[i, j] ← fma(α·x[i], y[j], a[i, j]). The team shares the rows, or the columns of a wide matrix.</summary>
internal readonly unsafe struct GerKernel<T> : IKernel<T, GerKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 8;

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
        bool byRows = a.Rows >= a.Columns * sizeof(T) / Sharing.LineBytes;
        double bytes = 2.0 * a.Rows * a.Columns * sizeof(T);
        Job<TIsa, TVec> job = new()
        {
            Call = call,
            ByRows = byRows,
            Bands = Sharing.Cut(
                byRows ? a.Rows : a.Columns, byRows ? 1 : Sharing.LineBytes / sizeof(T), bytes, Sharing.LeastGerBytes, call.Degree),
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
            (nint start, nint length) = Bands.Of(part);
            if (ByRows)
            {
                Update(start, length, 0, Call.A.Columns);
            }
            else
            {
                Update(0, Call.A.Rows, start, length);
            }
        }

        private readonly void Update(nint row, nint rows, nint column, nint columns)
        {
            T* y = Call.Y + column;
            nint strips = columns / (4 * TIsa.Lanes);
            for (nint end = row + rows; row < end; row += RowsAtOnce)
            {
                nint count = nint.Min(RowsAtOnce, end - row);
                T* a = Call.A.RowAt(row) + column;
                T* x = Call.X + row;
                Strips<TIsa, TVec>(count, Call.Alpha, x, y, a, Call.A.Pitch, strips);
                for (nint done = strips * 4 * TIsa.Lanes; done < columns; done += TIsa.Lanes)
                {
                    OneVector<TIsa, TVec>(count, Call.Alpha, x, y + done, a + done, Call.A.Pitch, nint.Min(TIsa.Lanes, columns - done));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Strips<TI, TV>(nint rows, T alpha, T* x, T* y, T* a, nint pitch, nint strips)
        where TI : struct, IIsa<T, TV>
        where TV : struct
    {
        for (; strips > 0; strips--)
        {
            TV y0 = TI.Load(y);
            TV y1 = TI.Load(y + TI.Lanes);
            TV y2 = TI.Load(y + (2 * TI.Lanes));
            TV y3 = TI.Load(y + (3 * TI.Lanes));
            T* row = a;
            for (nint i = 0; i < rows; i++)
            {
                TV factor = TI.Broadcast(alpha * x[i]);
                TI.Store(row, TI.MultiplyAdd(factor, y0, TI.Load(row)));
                TI.Store(row + TI.Lanes, TI.MultiplyAdd(factor, y1, TI.Load(row + TI.Lanes)));
                TI.Store(row + (2 * TI.Lanes), TI.MultiplyAdd(factor, y2, TI.Load(row + (2 * TI.Lanes))));
                TI.Store(row + (3 * TI.Lanes), TI.MultiplyAdd(factor, y3, TI.Load(row + (3 * TI.Lanes))));
                row += pitch;
            }

            a += 4 * TI.Lanes;
            y += 4 * TI.Lanes;
        }
    }

    /// <summary>The columns left over: a vector, or the first lanes of one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<TI, TV>(nint rows, T alpha, T* x, T* y, T* a, nint pitch, nint columns)
        where TI : struct, IIsa<T, TV>
        where TV : struct
    {
        TV y0 = TI.LoadFirst(y, columns);
        for (nint i = 0; i < rows; i++)
        {
            TI.StoreFirst(a, TI.MultiplyAdd(TI.Broadcast(alpha * x[i]), y0, TI.LoadFirst(a, columns)), columns);
            a += pitch;
        }
    }
}
