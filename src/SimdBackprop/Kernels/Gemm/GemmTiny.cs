using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>The product as its defining program: for so few multiply-adds that to choose a kernel would take longer.</summary>
internal static unsafe class GemmTiny
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Run<T, TEpilogue>(in GemmArguments<T> product, in TEpilogue epilogue)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TEpilogue : struct, IEpilogue<T>
    {
        // In locals, because every store into C might have changed the arguments for all the code generator knows.
        nint columns = product.N, terms = product.K, aColumn = product.AColumn, bRow = product.BRow;
        T alpha = product.Alpha, beta = product.Beta;
        bool readsC = !T.IsZero(beta);
        T* a = product.A, c = product.C;
        for (nint i = product.M; i > 0; i--)
        {
            T* b = product.B;
            for (nint j = 0; j < columns; j++)
            {
                T sum = readsC ? beta * c[j] : T.Zero;
                T* left = a, right = b;
                for (nint p = terms; p > 0; p--)
                {
                    sum = T.FusedMultiplyAdd(alpha * *left, *right, sum);
                    left += aColumn;
                    right += bRow;
                }

                c[j] = sum;
                b += product.BColumn;
            }

            a += product.ARow;
            c += product.CRow;
        }

        product.Finish<ScalarIsa<T>, T, TEpilogue>(epilogue, new GemmRectangle(0, 0, product.M, product.N));
    }
}
