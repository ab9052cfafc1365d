using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Level 1 of Blas, and VectorMath.</summary>
internal static class VectorGuardedCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Alpha = ElementType.FromDouble<T>(1.5);

    internal static IEnumerable<GuardedEntry<T>> All(int lanes) =>
    [
        Of("Blas.Dot", 2, static m => m.Result = Blas.Dot<T>(m.Vector(0), m.Vector(1), m.Options)),
        Of("Blas.Sum", 1, static m => m.Result = Blas.Sum<T>(m.Vector(0), m.Options)),
        Of("Blas.Asum", 1, static m => m.Result = Blas.Asum<T>(m.Vector(0), m.Options)),
        Of("Blas.Nrm2", 1, static m => m.Result = Blas.Nrm2<T>(m.Vector(0), m.Options)),
        Of("Blas.Nrm2: of elements whose squares are infinite", 1, static m =>
        {
            foreach (ref T element in m.Vector(0))
            {
                element = T.ScaleB(element, typeof(T) == typeof(float) ? 100 : 1_000);
            }

            m.Result = Blas.Nrm2<T>(m.Vector(0), m.Options);
        }),
        Of("Blas.IAmax", 1, static m => m.Result = T.CreateChecked(Blas.IAmax<T>(m.Vector(0), m.Options))),
        Of("Blas.Axpy", 2, static m => Blas.Axpy(Alpha, m.Vector(0), m.Vector(1), m.Options)),
        Of("Blas.Scal", 1, static m => Blas.Scal(Alpha, m.Vector(0), m.Options)),
        Of("Blas.Copy", 2, static m => Blas.Copy<T>(m.Vector(0), m.Vector(1), m.Options)),
        Of("Blas.Hadamard", 3, static m => Blas.Hadamard<T>(m.Vector(0), m.Vector(1), m.Vector(2), m.Options)),
        .. from function in ElementaryFunction.AllNames.Select(ElementaryFunction.Named)
           from entry in new[]
           {
               new GuardedEntry<T>($"VectorMath.{function.Name}", Edges(lanes, 2, m => function.Over<T>()(m.Vector(0), m.Vector(1), m.Options))),
               new($"VectorMath.{function.Name}: in place", Edges(lanes, 1, m => function.Over<T>()(m.Vector(0), m.Vector(0), m.Options))),
           }
           select entry,
    ];

    private static GuardedEntry<T> Of(string name, int operands, Action<GuardedOperands<T>> call) =>
        new(name, [.. Cases(GuardedSizes.Elements<T>(), operands, call), .. Blocks(operands, call)]);

    /// <summary>Lengths about the blocks and pieces that reductions are cut into, and one that threads share.</summary>
    private static unsafe IEnumerable<GuardedCase<T>> Blocks(int operands, Action<GuardedOperands<T>> call)
    {
        int block = 8_192 / sizeof(T), piece = LaneReduction.PieceLength;
        return
        [
            .. Cases([block - 1, block, block + 1, piece - 1, piece, piece + 1], operands, call),
            .. Cases([(4 * piece) + 65], operands, call).Select(static shared => shared with { Degree = 3 }),
        ];
    }

    private static IEnumerable<GuardedCase<T>> Edges(int lanes, int operands, Action<GuardedOperands<T>> call) =>
        Cases(GuardedSizes.TwiceAndOne(2 * lanes), operands, call);

    private static IEnumerable<GuardedCase<T>> Cases(IEnumerable<int> lengths, int operands, Action<GuardedOperands<T>> call) =>
        lengths.Select(length => new GuardedCase<T>("", [.. Enumerable.Repeat(Extent.Vector(length), operands)], call));
}
