using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// y ← α·A·x + β·y, a row of A at a time: s is the row's lane sum with x, y ← fma(α, s, β·y).
/// </summary>
internal readonly unsafe struct GemvByRowsKernel<T> : IKernel<T, GemvArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Run<TIsa, TVec>(ref GemvArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly MatrixView<T> a = ref arguments.A;
        T beta = arguments.Beta;
        for (nint row = 0; row < a.Rows; row++)
        {
            T sum = LaneReduction.Reduce<T, TIsa, TVec, DotStep<T>>(a.RowAt(row), arguments.X, a.Columns);
            T scaled = T.IsZero(beta) ? T.Zero : beta * arguments.Y[row];
            arguments.Y[row] = T.FusedMultiplyAdd(arguments.Alpha, sum, scaled);
        }
    }
}

/// <summary>
/// y ← α·Aᵀ·x + β·y by the chain: y[j] ← fma(α·a[p, j], x[p], y[j]) for ascending p. Rows of A are read in order, four vectors
/// of columns at a time, with y in registers.
/// </summary>
internal readonly unsafe struct GemvTransposedKernel<T> : IKernel<T, GemvArguments<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Run<TIsa, TVec>(ref GemvArguments<T> arguments)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        ref readonly MatrixView<T> a = ref arguments.A;
        BetaRule.Apply(arguments.Beta, arguments.Y, a.Columns, TIsa.Tier);
        nint column = 0;
        for (; column <= a.Columns - (4 * TIsa.Lanes); column += 4 * TIsa.Lanes)
        {
            FourVectors<TIsa, TVec>(a, arguments.Alpha, arguments.X, column, arguments.Y);
        }

        for (; column <= a.Columns - TIsa.Lanes; column += TIsa.Lanes)
        {
            OneVector<TIsa, TVec>(a, arguments.Alpha, arguments.X, column, arguments.Y);
        }

        for (; column < a.Columns; column++)
        {
            OneVector<ScalarIsa<T>, T>(a, arguments.Alpha, arguments.X, column, arguments.Y);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourVectors<TIsa, TVec>(in MatrixView<T> a, T alpha, T* x, nint column, T* y)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        y += column;
        TVec y0 = TIsa.Load(y);
        TVec y1 = TIsa.Load(y + TIsa.Lanes);
        TVec y2 = TIsa.Load(y + (2 * TIsa.Lanes));
        TVec y3 = TIsa.Load(y + (3 * TIsa.Lanes));
        TVec factor = TIsa.Broadcast(alpha);
        T* row = a.Data + column;
        for (nint p = 0; p < a.Rows; p++)
        {
            TVec xp = TIsa.Broadcast(x[p]);
            y0 = TIsa.MultiplyAdd(TIsa.Multiply(factor, TIsa.Load(row)), xp, y0);
            y1 = TIsa.MultiplyAdd(TIsa.Multiply(factor, TIsa.Load(row + TIsa.Lanes)), xp, y1);
            y2 = TIsa.MultiplyAdd(TIsa.Multiply(factor, TIsa.Load(row + (2 * TIsa.Lanes))), xp, y2);
            y3 = TIsa.MultiplyAdd(TIsa.Multiply(factor, TIsa.Load(row + (3 * TIsa.Lanes))), xp, y3);
            row += a.Pitch;
        }

        TIsa.Store(y, y0);
        TIsa.Store(y + TIsa.Lanes, y1);
        TIsa.Store(y + (2 * TIsa.Lanes), y2);
        TIsa.Store(y + (3 * TIsa.Lanes), y3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<TI, TV>(in MatrixView<T> a, T alpha, T* x, nint column, T* y)
        where TI : struct, IIsa<T, TV>
        where TV : struct
    {
        TV sum = TI.Load(y + column);
        TV factor = TI.Broadcast(alpha);
        for (nint p = 0; p < a.Rows; p++)
        {
            sum = TI.MultiplyAdd(TI.Multiply(factor, TI.Load(a.RowAt(p) + column)), TI.Broadcast(x[p]), sum);
        }

        TI.Store(y + column, sum);
    }
}

/// <summary>The operands of a matrix-vector product.</summary>
internal unsafe struct GemvArguments<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal T Alpha;
    internal MatrixView<T> A;
    internal T* X;
    internal T Beta;
    internal T* Y;
}
