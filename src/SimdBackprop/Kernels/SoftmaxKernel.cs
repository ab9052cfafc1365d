using System.Numerics;

namespace SimdBackprop;

/// <summary>
/// Softmax with cross-entropy, row by row while the row is in the first-level cache: e^(z − m) with m the row's maximum, their sum s by the lanes, and from them what is asked
/// for: the cost, and either e / s or (e / s − y)·scale.
/// </summary>
internal readonly unsafe struct SoftmaxKernel<T> : IKernel<T, SoftmaxKernel<T>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal struct Call
    {
        internal MatrixView<T> Z;

        /// <summary>Without data there are no targets: then the result is the probabilities.</summary>
        internal MatrixView<T> Targets;

        /// <summary>Where the result goes: probabilities may take the place of Z; with a pitch of 0, scratch for one row.</summary>
        internal MatrixView<T> Result;

        /// <summary>A cost for each row, or null.</summary>
        internal double* Costs;
        internal T Scale;
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        nint columns = call.Z.Columns;
        for (nint i = 0; i < call.Z.Rows; i++)
        {
            T* z = call.Z.RowAt(i), y = call.Targets.RowAt(i), result = call.Result.RowAt(i);
            T maximum = Maximum(z, columns);
            Exponentials<TIsa, TVec>(z, maximum, result, columns);
            T total = Sum<TIsa, TVec>(result, columns);
            if (call.Costs != null)
            {
                call.Costs[i] = Cost(z, y, maximum, total, columns);
            }

            if (y == null)
            {
                Probabilities<TIsa, TVec>(result, total, columns);
            }
            else if (call.Result.Pitch != 0)
            {
                Gradient<TIsa, TVec>(result, y, total, call.Scale, columns);
            }
        }
    }

    private static T Sum<TIsa, TVec>(T* e, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        T sum = LaneReduction.PieceSum<T, TIsa, TVec, SumStep<T>>(new SumStep<T>(e), 0, nint.Min(columns, LaneReduction.PieceLength));
        for (nint start = LaneReduction.PieceLength; start < columns; start += LaneReduction.PieceLength)
        {
            sum += LaneReduction.PieceSum<T, TIsa, TVec, SumStep<T>>(new SumStep<T>(e), start, nint.Min(columns - start, LaneReduction.PieceLength));
        }

        return sum;
    }

    private static T Maximum(T* z, nint columns)
    {
        T maximum = z[0];
        for (nint j = 1; j < columns; j++)
        {
            maximum = z[j] > maximum ? z[j] : maximum;
        }

        return maximum;
    }

    private static void Exponentials<TIsa, TVec>(T* z, T maximum, T* result, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec shift = TIsa.Broadcast(maximum);
        for (nint j = 0; j < columns; j += TIsa.Lanes)
        {
            TVec shifted = TIsa.Subtract(TIsa.LoadFirst(z + j, nint.Min(TIsa.Lanes, columns - j)), shift);
            TIsa.StoreFirst(result + j, VectorMath.Exp<T, TIsa, TVec>(shifted), nint.Min(TIsa.Lanes, columns - j));
        }
    }

    private static void Probabilities<TIsa, TVec>(T* e, T total, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec sum = TIsa.Broadcast(total);
        for (nint j = 0; j < columns; j += TIsa.Lanes)
        {
            nint count = nint.Min(TIsa.Lanes, columns - j);
            TIsa.StoreFirst(e + j, TIsa.Divide(TIsa.LoadFirst(e + j, count), sum), count);
        }
    }

    private static void Gradient<TIsa, TVec>(T* e, T* y, T total, T scale, nint columns)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec sum = TIsa.Broadcast(total), factor = TIsa.Broadcast(scale);
        for (nint j = 0; j < columns; j += TIsa.Lanes)
        {
            nint count = nint.Min(TIsa.Lanes, columns - j);
            TVec probability = TIsa.Divide(TIsa.LoadFirst(e + j, count), sum);
            TIsa.StoreFirst(e + j, TIsa.Multiply(TIsa.Subtract(probability, TIsa.LoadFirst(y + j, count)), factor), count);
        }
    }

    /// <summary>−Σ y·ln p with ln p = z − m − ln s, in double.</summary>
    private static double Cost(T* z, T* y, T maximum, T total, nint columns)
    {
        double logarithm = VectorMath.Log<double, ScalarIsa<double>, double>(ElementType.ToDouble(total));
        double cost = 0;
        for (nint j = 0; j < columns; j++)
        {
            // 0·∞ must not turn an impossible class that nobody asked for into NaN.
            double target = ElementType.ToDouble(y[j]);
            cost += target == 0 ? 0 : target * (logarithm + ElementType.ToDouble(maximum) - ElementType.ToDouble(z[j]));
        }

        return cost;
    }
}
