using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The wrong calls of Dense.BackwardWeightsUpdate: a layer of four inputs and five outputs, three samples, two states a parameter.</summary>
internal static class FusedUpdateBadCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The operands, destinations first: name, rows, columns. Each has its own hundred elements of the arena.</summary>
    private static readonly (string Name, int Rows, int Columns)[] Operands =
    [
        ("weights", 5, 4),
        ("bias", 1, 5),
        ("weightState1", 5, 4),
        ("weightState2", 5, 4),
        ("biasState1", 1, 5),
        ("biasState2", 1, 5),
        ("delta", 3, 5),
        ("input", 3, 4),
    ];

    private const int Destinations = 6;

    internal static BadCall<T>[] All => [.. Shapes, .. Overlaps, .. Other];

    /// <summary>Every operand with a row or an element too many, a column too many, and missing. The other operands say what it should be.</summary>
    private static IEnumerable<BadCall<T>> Shapes =>
    [
        Wrong("weights are a row short of delta's outputs", "bias", ["5 long", "4 long"], 0, 4, 4),
        Wrong("weights have another number of inputs", "input", ["3 x 4", "3 x 6"], 0, 5, 6, (2, 5, 6), (3, 5, 6)),
        Wrong("there are more biases than outputs", "bias", ["6 long", "5 long"], 1, 1, 6, (4, 1, 6), (5, 1, 6)),
        Wrong("the first state of the weights is a row short", "weightState1", ["4 x 4", "5 x 4"], 2, 4, 4),
        Wrong("the first state of the weights is missing", "weightState1", ["0 x 0", "5 x 4"], 2, 0, 0),
        Wrong("the second state of the weights is a column wide", "weightState2", ["5 x 5", "5 x 4"], 3, 5, 5),
        Wrong("the second state of the weights is missing", "weightState2", ["0 x 0", "5 x 4"], 3, 0, 0),
        Wrong("the first state of the biases is short", "biasState1", ["4 long", "5 long"], 4, 1, 4),
        Wrong("the first state of the biases is missing", "biasState1", ["0 long", "5 long"], 4, 0, 0),
        Wrong("the second state of the biases is long", "biasState2", ["6 long", "5 long"], 5, 1, 6),
        Wrong("the first state of biases that there are not", "biasState1", ["5 long", "0 long"], 1, 0, 0),
        Wrong("delta has another number of outputs", "delta", ["3 x 6", "3 x 5"], 6, 3, 6),
        Wrong("delta alone is empty", "delta", ["empty", "3 x 4"], 6, 0, 0),
        Wrong("input alone is empty", "input", ["empty", "3 x 5"], 7, 0, 0),
        Wrong("input has a row less than delta", "input", ["2 x 4", "3 x 4"], 7, 2, 4),
        Wrong("input has another number of inputs", "input", ["3 x 5", "3 x 4"], 7, 3, 5),
    ];

    /// <summary>The last element of every destination is the first of every other operand.</summary>
    private static IEnumerable<BadCall<T>> Overlaps =>
        from first in Enumerable.Range(0, Destinations)
        from second in Enumerable.Range(first + 1, Operands.Length - first - 1)
        let shared = Operands[first]
        select new BadCall<T>(
            $"BackwardWeightsUpdate: {shared.Name} overlaps {Operands[second].Name}",
            shared.Name,
            [$"{shared.Rows} x {shared.Columns}", Operands[second].Name],
            m => Run(m, (second, (100 * first) + (shared.Rows * shared.Columns) - 1, Operands[second].Rows, Operands[second].Columns)));

    private static BadCall<T>[] Other =>
    [
        new("BackwardWeightsUpdate: a state that the rule does not keep", "weightState1", ["5 x 4", "empty"], static m =>
            Dense.BackwardWeightsUpdate(
                m.Matrix(600, 3, 5), m.Matrix(700, 3, 4), m.Matrix(0, 5, 4), m.Vector(100, 5), m.Matrix(200, 5, 4), default, default, default, default(NoState))),
        new("BackwardWeightsUpdate: one sample's delta is shorter than the weights are high", "delta", ["1 x 4", "1 x 5"], static m =>
            Dense.BackwardWeightsUpdate(
                m.Vector(600, 4), m.Vector(700, 4), m.Matrix(0, 5, 4), m.Vector(100, 5), default, default, default, default, default(NoState))),
    ];

    private static BadCall<T> Wrong(string what, string parameter, string[] mentions, int operand, int rows, int columns, params (int, int, int)[] along) => new(
        $"BackwardWeightsUpdate: {what}",
        parameter,
        mentions,
        m => Run(m, [(operand, 100 * operand, rows, columns), .. along.Select(other => (other.Item1, 100 * other.Item1, other.Item2, other.Item3))]));

    private static void Run(Arena<T> arena, params (int Operand, int At, int Rows, int Columns)[] changes)
    {
        (int At, int Rows, int Columns)[] at = [.. Operands.Select((operand, i) => (100 * i, operand.Rows, operand.Columns))];
        foreach ((int operand, int place, int rows, int columns) in changes)
        {
            at[operand] = (place, rows, columns);
        }

        Dense.BackwardWeightsUpdate(
            Matrix(6), Matrix(7), Matrix(0), Vector(1), Matrix(2), Matrix(3), Vector(4), Vector(5), default(TwoStates<T>));

        Span2D<T> Matrix(int i) => at[i].Rows == 0 ? default : arena.Matrix(at[i].At, at[i].Rows, at[i].Columns);

        Span<T> Vector(int i) => arena.Vector(at[i].At, at[i].Rows * at[i].Columns);
    }

    private readonly struct NoState : IUpdateRule<T>
    {
        public static int StateCount => 0;

        public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct => parameter = gradient;
    }
}
