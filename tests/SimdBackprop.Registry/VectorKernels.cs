using System.Numerics;

namespace SimdBackprop.Registry;

/// <summary>Level 1 of Blas, and VectorMath.</summary>
internal static class VectorKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Alpha = ElementType.FromDouble<T>(1.5);

    private delegate void Function(ReadOnlySpan<T> x, Span<T> destination, KernelOptions? options);

    internal static IEnumerable<KernelEntry<T>> All(int lanes) =>
    [
        Of(
            "Blas.Dot",
            2,
            static o => o.Result = Blas.Dot<T>(o.Vector(0), o.Vector(1), o.Options),
            static o => o.Result = Reference.Blas.Dot<T>(o.Vector(0), o.Vector(1))),
        Of("Blas.Sum", 1, static o => o.Result = Blas.Sum<T>(o.Vector(0), o.Options), static o => o.Result = Reference.Blas.Sum<T>(o.Vector(0))),
        Of("Blas.Asum", 1, static o => o.Result = Blas.Asum<T>(o.Vector(0), o.Options), static o => o.Result = Reference.Blas.Asum<T>(o.Vector(0))),
        Norm("Blas.Nrm2", 0),
        Norm("Blas.Nrm2: of elements whose squares are infinite", typeof(T) == typeof(float) ? 100 : 1_000),
        Of(
            "Blas.IAmax",
            1,
            static o => o.Result = T.CreateChecked(Blas.IAmax<T>(o.Vector(0), o.Options)),
            static o => o.Result = T.CreateChecked(Reference.Blas.IAmax<T>(o.Vector(0)))),
        Of(
            "Blas.Axpy",
            2,
            static o => Blas.Axpy(Alpha, o.Vector(0), o.Vector(1), o.Options),
            static o => Reference.Blas.Axpy(Alpha, o.Vector(0), o.Vector(1))),
        Of("Blas.Scal", 1, static o => Blas.Scal(Alpha, o.Vector(0), o.Options), static o => Reference.Blas.Scal(Alpha, o.Vector(0))),
        Of(
            "Blas.Copy",
            2,
            static o => Blas.Copy<T>(o.Vector(0), o.Vector(1), o.Options),
            static o => Reference.Blas.Copy<T>(o.Vector(0), o.Vector(1)),
            isOverwritten: true),
        Of(
            "Blas.Hadamard",
            3,
            static o => Blas.Hadamard<T>(o.Vector(0), o.Vector(1), o.Vector(2), o.Options),
            static o => Reference.Blas.Hadamard<T>(o.Vector(0), o.Vector(1), o.Vector(2)),
            isOverwritten: true),
        .. Elementary("Exp", lanes, VectorMath.Exp),
        .. Elementary("Expm1", lanes, VectorMath.Expm1),
        .. Elementary("Log", lanes, VectorMath.Log),
        .. Elementary("Log1p", lanes, VectorMath.Log1p),
        .. Elementary("Tanh", lanes, VectorMath.Tanh),
        .. Elementary("Sigmoid", lanes, VectorMath.Sigmoid),
        .. Elementary("Softplus", lanes, VectorMath.Softplus),
        .. Elementary("Erf", lanes, VectorMath.Erf),
        .. Elementary("Gelu", lanes, VectorMath.Gelu),
        .. Elementary("Silu", lanes, VectorMath.Silu),
    ];

    private static KernelEntry<T> Norm(string name, int exponent)
    {
        KernelEntry<T> plain = Of(
            name,
            1,
            static o => o.Result = Blas.Nrm2<T>(o.Vector(0), o.Options),
            static o => o.Result = Reference.Blas.Nrm2<T>(o.Vector(0)));
        return plain with
        {
            Cases = plain.Cases.Select(one => one with
            {
                Prepare = o =>
                {
                    foreach (ref T element in o.Vector(0))
                    {
                        element = T.ScaleB(element, exponent);
                    }
                },
            }),
        };
    }

    /// <summary>Lengths about the lanes, about the blocks and pieces that reductions are cut into, and one that threads share.</summary>
    private static unsafe KernelEntry<T> Of(
        string name, int operands, Action<KernelOperands<T>> call, Action<KernelOperands<T>> program, bool isOverwritten = false)
    {
        int lanes = LaneReduction.LaneCount<T>(), block = 8_192 / sizeof(T), piece = LaneReduction.PieceLength;
        int[] lengths = [.. KernelSizes.Elements<T>(), block - 1, block, block + 1, piece - 1, piece, piece + 1];
        KernelCase<T> Case(int length, int degree) => new("", Operands(length, operands, isOverwritten), call, program)
        {
            Degree = degree,
            Extents = [new(length, lanes)],
        };

        return new(name, [.. lengths.Select(length => Case(length, 1)), .. name == "Blas.IAmax" ? [] : new[] { Case((4 * piece) + 65, 3) }]);
    }

    /// <summary>One source for every tier: the scalar tier defines the bits, and how near they are to the function is measured elsewhere.</summary>
    private static IEnumerable<KernelEntry<T>> Elementary(string name, int lanes, Function function) =>
    [
        new($"VectorMath.{name}", Elementwise(lanes, 2, o => function(o.Vector(0), o.Vector(1), o.Options))),
        new($"VectorMath.{name}: in place", Elementwise(lanes, 1, o => function(o.Vector(0), o.Vector(0), o.Options))),
    ];

    private static IEnumerable<KernelCase<T>> Elementwise(int lanes, int operands, Action<KernelOperands<T>> call) =>
        from length in KernelSizes.TwiceAndOne(4 * lanes)
        select new KernelCase<T>("", Operands(length, operands, isOverwritten: operands > 1), call, call) { Extents = [new(length, 4 * lanes)] };

    private static Operand[] Operands(int length, int count, bool isOverwritten) =>
        [.. Enumerable.Range(0, count).Select(i => isOverwritten && i == count - 1 ? Operand.Vector(length).Unread : Operand.Vector(length))];
}
