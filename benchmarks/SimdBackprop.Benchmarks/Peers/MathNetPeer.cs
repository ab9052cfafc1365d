using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace SimdBackprop.Benchmarks;

/// <summary>Math.NET Numerics with its managed provider: its own column-major matrices, filled from the operands beforehand.</summary>
internal sealed class MathNetPeer : IProductPeer
{
    internal MathNetPeer(int threads)
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = threads;
    }

    /// <inheritdoc/>
    public string Name => PeerNames.MathNet;

    /// <inheritdoc/>
    public string Description => ManagedLibrary.Describe(typeof(Control));

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public IEnumerable<ProductRoutine> RoutinesFor<T>(ProductOperands<T> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> a = MatrixOf(operands.A, operands.Product.ShapeOfA);
        Matrix<T> b = MatrixOf(operands.B, operands.Product.ShapeOfB);
        Matrix<T> c = Matrix<T>.Build.Dense(operands.Product.M, operands.Product.N);
        (string name, Action multiply) = operands.Product.Letters switch
        {
            "NN" => (nameof(a.Multiply), (Action)(() => a.Multiply(b, c))),
            "NT" => (nameof(a.TransposeAndMultiply), () => a.TransposeAndMultiply(b, c)),
            "TN" => (nameof(a.TransposeThisAndMultiply), () => a.TransposeThisAndMultiply(b, c)),
            _ => ("", () => { }),
        };
        return name.Length == 0 ? [] : [new ProductRoutine(name, Repeated(multiply), () => c.ToRowMajorArray().CopyTo(operands.C.Span))];
    }

    private static Action<int> Repeated(Action multiply) => calls =>
    {
        for (; calls > 0; calls--)
        {
            multiply();
        }
    };

    private static Matrix<T> MatrixOf<T>(PooledTensor<T> tensor, (int Rows, int Columns) shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix<T>.Build.DenseOfRowMajor(shape.Rows, shape.Columns, tensor.Span.ToArray());
}
