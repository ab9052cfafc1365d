using System.Numerics;

namespace SimdBackprop;

/// <summary>The operands of y ← α·op(A)·x + β·y.</summary>
internal unsafe struct GemvArguments<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal T Alpha;
    internal MatrixView<T> A;
    internal T* X;
    internal T Beta;
    internal T* Y;
    internal int Degree;

    /// <summary>The bytes of A, which is what a product moves.</summary>
    internal readonly double Bytes => (double)A.Rows * A.Columns * sizeof(T);
}
