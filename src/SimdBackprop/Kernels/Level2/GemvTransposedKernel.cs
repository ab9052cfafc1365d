using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// y ← α·Aᵀ·x + β·y by the chain: y[j] ← fma(α·a[p, j], x[p], y[j]) for ascending p. The team shares the columns: one element's chain cannot be cut, so
/// a tall matrix of few columns stays on one thread.
/// </summary>
internal readonly unsafe struct GemvTransposedKernel<T> : IKernel<T, GemvArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Rows of A that all columns pass before the next: each is a sequential stream, and y is read and written once for all of them. Beyond the caches 8,
    /// 16, 32 and 64 rows gave the speed of a plain read; all rows at once, a strip of columns from top to bottom, gave 0.65 of it.
    /// </summary>
    private const int RowsAtOnce = 16;

    public static void Run<TIsa, TVec>(ref GemvArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        Job<TIsa, TVec> job = new()
        {
            Arguments = arguments,
            Columns = Sharing.Cut(arguments.A.Columns, Sharing.LineBytes / sizeof(T), arguments.Bytes, Sharing.LeastGemvBytes, arguments.Degree),
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
            (nint column, nint columns) = Columns.Of(part);
            BetaRule.Apply(Arguments.Beta, Arguments.Y + column, columns, TIsa.Tier);
            for (nint row = 0; row < Arguments.A.Rows; row += RowsAtOnce)
            {
                nint rows = nint.Min(RowsAtOnce, Arguments.A.Rows - row);
                if (Arguments.Alpha == T.One)
                {
                    Rows<NoFactor<T>>(row, rows, column, columns);
                }
                else
                {
                    Rows<AnyFactor<T>>(row, rows, column, columns);
                }
            }
        }

        private readonly void Rows<TFactor>(nint row, nint rows, nint column, nint columns)
            where TFactor : struct, IFactor<T>
        {
            nint pitch = Arguments.A.Pitch;
            T* a = Arguments.A.RowAt(row) + column;
            T* x = Arguments.X + row;
            T* y = Arguments.Y + column;
            nint strips = columns / (4 * TIsa.Lanes);
            Strips<TIsa, TVec, TFactor>(rows, Arguments.Alpha, a, pitch, x, y, strips);
            for (nint done = strips * 4 * TIsa.Lanes; done < columns; done += TIsa.Lanes)
            {
                OneVector<TIsa, TVec, TFactor>(rows, Arguments.Alpha, a + done, pitch, x, y + done, nint.Min(TIsa.Lanes, columns - done));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Strips<TI, TV, TFactor>(nint rows, T alpha, T* a, nint pitch, T* x, T* y, nint strips)
        where TI : struct, IIsa<T, TV>
        where TV : struct
        where TFactor : struct, IFactor<T>
    {
        TV factor = TI.Broadcast(alpha);
        for (; strips > 0; strips--)
        {
            TV y0 = TI.Load(y);
            TV y1 = TI.Load(y + TI.Lanes);
            TV y2 = TI.Load(y + (2 * TI.Lanes));
            TV y3 = TI.Load(y + (3 * TI.Lanes));
            T* row = a;
            for (nint p = 0; p < rows; p++)
            {
                TV xp = TI.Broadcast(x[p]);
                y0 = TI.MultiplyAdd(TFactor.Times<TI, TV>(factor, TI.Load(row)), xp, y0);
                y1 = TI.MultiplyAdd(TFactor.Times<TI, TV>(factor, TI.Load(row + TI.Lanes)), xp, y1);
                y2 = TI.MultiplyAdd(TFactor.Times<TI, TV>(factor, TI.Load(row + (2 * TI.Lanes))), xp, y2);
                y3 = TI.MultiplyAdd(TFactor.Times<TI, TV>(factor, TI.Load(row + (3 * TI.Lanes))), xp, y3);
                row += pitch;
            }

            TI.Store(y, y0);
            TI.Store(y + TI.Lanes, y1);
            TI.Store(y + (2 * TI.Lanes), y2);
            TI.Store(y + (3 * TI.Lanes), y3);
            a += 4 * TI.Lanes;
            y += 4 * TI.Lanes;
        }
    }

    /// <summary>The columns left over: a vector, or the first lanes of one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<TI, TV, TFactor>(nint rows, T alpha, T* a, nint pitch, T* x, T* y, nint columns)
        where TI : struct, IIsa<T, TV>
        where TV : struct
        where TFactor : struct, IFactor<T>
    {
        TV factor = TI.Broadcast(alpha);
        TV sum = TI.LoadFirst(y, columns);
        for (nint p = 0; p < rows; p++)
        {
            sum = TI.MultiplyAdd(TFactor.Times<TI, TV>(factor, TI.LoadFirst(a, columns)), TI.Broadcast(x[p]), sum);
            a += pitch;
        }

        TI.StoreFirst(y, sum, columns);
    }
}
