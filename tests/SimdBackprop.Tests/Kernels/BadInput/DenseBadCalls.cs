using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Tests;

/// <summary>The wrong calls of Dense: a layer of four inputs and five outputs, three samples.</summary>
internal static class DenseBadCalls<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int P = Arena<T>.P, Q = Arena<T>.Q, R = Arena<T>.R, S = Arena<T>.S, U = Arena<T>.U;

    private static Span2D<T> None => default;

    internal static BadCall<T>[] All => [.. Forward, .. ForwardPacked, .. BackwardData, .. BackwardActivation, .. BackwardWeights, .. Update, .. FusedUpdateBadCalls<T>.All];

    private static BadCall<T>[] Forward =>
    [
        new("Forward: x has a row more than output", "x", ["4 x 4", "3 x 4"],
            m => Run(m.Matrix(P, 4, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: weights have another number of inputs", "weights", ["5 x 3", "5 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 3), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: weights are transposed", "weights", ["4 x 5", "5 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 4, 5), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: there are fewer biases than outputs", "bias", ["4 long", "5 long"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 4), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: preActivation has another shape than output", "preActivation", ["5 x 3", "3 x 5"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 5, 3), m.Matrix(U, 3, 5))),
        new("Forward: x alone is empty", "x", ["empty", "5 x 4"],
            m => Run(None, m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: weights alone are empty", "weights", ["empty", "3 x 4"],
            m => Run(m.Matrix(P, 3, 4), None, m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: output overlaps x", "output", ["3 x 5", "3 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(P + 11, 3, 5))),
        new("Forward: output overlaps weights", "output", ["3 x 5", "5 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(Q + 19, 3, 5))),
        new("Forward: output overlaps bias", "output", ["3 x 5", "1 x 5"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(R + 4, 3, 5))),
        new("Forward: output is preActivation", "output", ["3 x 5"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(S, 3, 5))),
        new("Forward: preActivation overlaps x", "preActivation", ["3 x 5", "3 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(P + 11, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: preActivation overlaps weights", "preActivation", ["3 x 5", "5 x 4"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(Q + 19, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: preActivation overlaps bias", "preActivation", ["3 x 5", "1 x 5"],
            m => Run(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(R + 4, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: one sample is shorter than the weights are wide", "weights", ["5 x 4", "5 x 3"],
            m => Dense.Forward<T, TestRelu<T>>(m.Vector(P, 3), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Vector(S, 5), m.Vector(U, 5))),
        new("Forward: one sample's output overlaps it", "output", ["1 x 5", "1 x 4"],
            m => Dense.Forward<T, TestRelu<T>>(m.Vector(P, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Vector(S, 5), m.Vector(P + 3, 5))),
    ];

    private static BadCall<T>[] ForwardPacked =>
    [
        new("Forward: x has a row more than output, weights packed", "x", ["4 x 4", "3 x 4"],
            m => RunPacked(m.Matrix(P, 4, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: x is narrower than the packed weights are high", "x", ["3 x 3", "3 x 4"],
            m => RunPacked(m.Matrix(P, 3, 3), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: the packed weights have another number of outputs", "weights", ["4 x 6", "4 x 5"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 6, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: a bias is missing, weights packed", "bias", ["4 long", "5 long"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 4), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: preActivation has another shape, weights packed", "preActivation", ["5 x 3", "3 x 5"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 5, 3), m.Matrix(U, 3, 5))),
        new("Forward: x alone is empty, weights packed", "x", ["empty", "4 x 5"],
            m => RunPacked(None, m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: packed weights alone are empty", "weights", ["empty", "3 x 4"],
            m => RunPacked(m.Matrix(P, 3, 4), None, m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: output overlaps x, weights packed", "output", ["3 x 5", "3 x 4"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(P + 11, 3, 5))),
        new("Forward: output overlaps bias, weights packed", "output", ["3 x 5", "1 x 5"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(R + 4, 3, 5))),
        new("Forward: output is preActivation, weights packed", "output", ["3 x 5"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(S, 3, 5), m.Matrix(S, 3, 5))),
        new("Forward: preActivation overlaps x, weights packed", "preActivation", ["3 x 5", "3 x 4"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(P + 11, 3, 5), m.Matrix(U, 3, 5))),
        new("Forward: preActivation overlaps bias, weights packed", "preActivation", ["3 x 5", "1 x 5"],
            m => RunPacked(m.Matrix(P, 3, 4), m.Matrix(Q, 5, 4), m.Vector(R, 5), m.Matrix(R + 4, 3, 5), m.Matrix(U, 3, 5))),
    ];

    private static BadCall<T>[] BackwardData =>
    [
        new("BackwardData: delta has a row more than previousDelta", "delta", ["4 x 5", "3 x 5"],
            m => Back<Square<T>>(m.Matrix(P, 4, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: weights have another number of outputs", "weights", ["6 x 4", "5 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 6, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: weights have another number of inputs", "weights", ["5 x 3", "5 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 3), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: delta alone is empty", "delta", ["empty", "5 x 4"],
            m => Back<Square<T>>(None, m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: weights alone are empty", "weights", ["empty", "3 x 5"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), None, m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: previousPreActivation has another shape", "previousPreActivation", ["4 x 3", "3 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 4, 3), m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: previousOutput has another shape", "previousOutput", ["3 x 5", "3 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 5), m.Matrix(U, 3, 4))),
        new("BackwardData: the pre-activation that the derivative needs is missing", "previousPreActivation", ["empty", "Square", "3 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), None, m.Matrix(S, 3, 4), m.Matrix(U, 3, 4))),
        new("BackwardData: the output that the derivative needs is missing", "previousOutput", ["empty", "TestRelu", "3 x 4"],
            m => Back<TestRelu<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), None, m.Matrix(U, 3, 4))),
        new("BackwardData: previousDelta overlaps delta", "previousDelta", ["3 x 4", "3 x 5"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(P + 14, 3, 4))),
        new("BackwardData: previousDelta overlaps weights", "previousDelta", ["3 x 4", "5 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(Q + 19, 3, 4))),
        new("BackwardData: previousDelta is previousPreActivation", "previousDelta", ["3 x 4"],
            m => Back<Square<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), m.Matrix(R, 3, 4), m.Matrix(S, 3, 4), m.Matrix(R, 3, 4))),
        new("BackwardData: previousDelta is previousOutput", "previousDelta", ["3 x 4"],
            m => Back<TestRelu<T>>(m.Matrix(P, 3, 5), m.Matrix(Q, 5, 4), None, m.Matrix(S, 3, 4), m.Matrix(S, 3, 4))),
        new("BackwardData: one sample's delta is longer than the weights are high", "weights", ["5 x 4", "6 x 4"],
            m => Dense.BackwardData<T, TestRelu<T>>(m.Vector(P, 6), m.Matrix(Q, 5, 4), [], m.Vector(S, 4), m.Vector(U, 4))),
    ];

    private static BadCall<T>[] BackwardWeights =>
    [
        new("BackwardWeights: delta has another number of outputs", "delta", ["3 x 6", "3 x 5"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 6), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: input has a row less than delta", "input", ["2 x 4", "3 x 4"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 2, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: input has another number of inputs", "input", ["3 x 5", "3 x 4"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 5), T.One, m.Matrix(R, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: there are more biases than outputs", "biasGradient", ["6 long", "5 long"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 6))),
        new("BackwardWeights: delta is wider than the biases where there are no weights", "delta", ["3 x 5", "3 x 4"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), None, T.Zero, None, m.Vector(S, 4))),
        new("BackwardWeights: delta alone is empty", "delta", ["empty", "3 x 4"],
            m => Dense.BackwardWeights(None, m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: input alone is empty", "input", ["empty", "3 x 5"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), None, T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: weightGradient overlaps delta", "weightGradient", ["5 x 4", "3 x 5"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(P + 14, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: weightGradient overlaps input", "weightGradient", ["5 x 4", "3 x 4"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(Q + 11, 5, 4), m.Vector(S, 5))),
        new("BackwardWeights: weightGradient overlaps biasGradient", "weightGradient", ["5 x 4", "1 x 5"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(R + 19, 5))),
        new("BackwardWeights: biasGradient overlaps delta", "biasGradient", ["1 x 5", "3 x 5"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(P + 14, 5))),
        new("BackwardWeights: biasGradient overlaps input", "biasGradient", ["1 x 5", "3 x 4"],
            m => Dense.BackwardWeights(m.Matrix(P, 3, 5), m.Matrix(Q, 3, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(Q + 11, 5))),
        new("BackwardWeights: one sample's delta is shorter than the gradient is high", "delta", ["1 x 4", "1 x 5"],
            m => Dense.BackwardWeights(m.Vector(P, 4), m.Vector(Q, 4), T.Zero, m.Matrix(R, 5, 4), m.Vector(S, 5))),
    ];

    private static BadCall<T>[] BackwardActivation =>
    [
        new("BackwardActivation: preActivation has another shape", "preActivation", ["5 x 3", "3 x 5"],
            m => Dense.BackwardActivation<T, Square<T>>(m.Matrix(P, 5, 3), None, m.Matrix(R, 3, 5))),
        new("BackwardActivation: output has another shape", "output", ["3 x 4", "3 x 5"],
            m => Dense.BackwardActivation<T, TestRelu<T>>(None, m.Matrix(P, 3, 4), m.Matrix(R, 3, 5))),
        new("BackwardActivation: the pre-activation that the derivative needs is missing", "preActivation", ["empty", "Square", "3 x 5"],
            m => Dense.BackwardActivation<T, Square<T>>(None, m.Matrix(P, 3, 5), m.Matrix(R, 3, 5))),
        new("BackwardActivation: the output that the derivative needs is missing", "output", ["empty", "TestRelu", "3 x 5"],
            m => Dense.BackwardActivation<T, TestRelu<T>>(m.Matrix(P, 3, 5), None, m.Matrix(R, 3, 5))),
        new("BackwardActivation: delta is preActivation", "delta", ["3 x 5"],
            m => Dense.BackwardActivation<T, Square<T>>(m.Matrix(P, 3, 5), None, m.Matrix(P, 3, 5))),
        new("BackwardActivation: delta overlaps output", "delta", ["3 x 5"],
            m => Dense.BackwardActivation<T, TestRelu<T>>(None, m.Matrix(P, 3, 5), m.Matrix(P + 14, 3, 5))),
    ];

    private static BadCall<T>[] Update =>
    [
        new("Update: there are fewer gradients than parameters", "gradient", ["6 long", "7 long"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 6), m.Vector(R, 7), m.Vector(S, 7))),
        new("Update: the first state is missing", "state1", ["0 long", "7 long"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 7))),
        new("Update: the second state is short", "state2", ["6 long", "7 long"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 7), m.Vector(R, 7), m.Vector(S, 6))),
        new("Update: parameters overlap the gradient", "parameters", ["1 x 7"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(P + 6, 7), m.Vector(R, 7), m.Vector(S, 7))),
        new("Update: the first state is the gradient", "state1", ["1 x 7"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 7), m.Vector(Q, 7), m.Vector(S, 7))),
        new("Update: the second state is the first", "state2", ["1 x 7"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 7), m.Vector(R, 7), m.Vector(R, 7))),
        new("Update: the second state overlaps the parameters", "state2", ["1 x 7"],
            m => Dense.Update(default(TwoStates<T>), ParameterKind.Weight, m.Vector(P, 7), m.Vector(Q, 7), m.Vector(R, 7), m.Vector(P + 6, 7))),
    ];

    private static void Run(Span2D<T> x, Span2D<T> weights, Span<T> bias, Span2D<T> preActivation, Span2D<T> output) =>
        Dense.Forward<T, TestRelu<T>>(x, weights, bias, preActivation, output);

    private static void RunPacked(Span2D<T> x, Span2D<T> weights, Span<T> bias, Span2D<T> preActivation, Span2D<T> output)
    {
        using PackedMatrix<T> packed = new(Transpose.Yes, weights);
        Dense.Forward<T, TestRelu<T>>(x, packed, bias, preActivation, output);
    }

    private static void Back<TActivation>(Span2D<T> delta, Span2D<T> weights, Span2D<T> z, Span2D<T> a, Span2D<T> previousDelta)
        where TActivation : struct, IActivation<T> => Dense.BackwardData<T, TActivation>(delta, weights, z, a, previousDelta);
}
