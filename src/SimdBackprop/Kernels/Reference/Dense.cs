using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Reference;

/// <summary>
/// The naive twin of <see cref="SimdBackprop.Dense"/>: the scalar programs that define its results bit for bit. Arguments are not
/// checked beyond what indexing checks.
/// </summary>
public static class Dense
{
    /// <summary>z ← s + b, a ← f(z); s is the chain of x·Wᵀ, or with exactly one row its lane sum.</summary>
    public static void Forward<T, TActivation>(
        ReadOnlySpan2D<T> x,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan<T> bias,
        Span2D<T> preActivation,
        Span2D<T> output,
        TActivation activation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        if (output.Height != 1 || x.Height == 0 || x.Width == 0)
        {
            ForwardByChain(x, weights, bias, preActivation, output, activation);
            return;
        }

        for (int j = 0; j < output.Width; j++)
        {
            Finish(Blas.Dot(Blas.Row(x, 0), Blas.Row(weights, j)), 0, j, bias, preActivation, output, activation);
        }
    }

    /// <summary>z ← s + b, a ← f(z); s is the chain of x·Wᵀ for any number of rows: the layer with packed weights.</summary>
    public static void ForwardByChain<T, TActivation>(
        ReadOnlySpan2D<T> x,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan<T> bias,
        Span2D<T> preActivation,
        Span2D<T> output,
        TActivation activation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        int inputs = x.Height == 0 ? 0 : x.Width;
        for (int i = 0; i < output.Height; i++)
        {
            for (int j = 0; j < output.Width; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < inputs; p++)
                {
                    sum = T.FusedMultiplyAdd(x[i, p], weights[j, p], sum);
                }

                Finish(sum, i, j, bias, preActivation, output, activation);
            }
        }
    }

    /// <summary>δ_prev ← (chain of δ·W) · f′, f′ from z or from a as the activation declares.</summary>
    public static void BackwardData<T, TActivation>(
        ReadOnlySpan2D<T> delta,
        ReadOnlySpan2D<T> weights,
        ReadOnlySpan2D<T> previousPreActivation,
        ReadOnlySpan2D<T> previousOutput,
        Span2D<T> previousDelta,
        TActivation previousActivation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        Blas.Gemm(SimdBackprop.Transpose.No, SimdBackprop.Transpose.No, T.One, delta, weights, T.Zero, previousDelta);
        BackwardActivation(previousPreActivation, previousOutput, previousDelta, previousActivation);
    }

    /// <summary>δ ← δ · f′, f′ from z or from a as the activation declares.</summary>
    public static void BackwardActivation<T, TActivation>(
        ReadOnlySpan2D<T> preActivation, ReadOnlySpan2D<T> output, Span2D<T> delta, TActivation activation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        bool fromZ = TActivation.DerivativeOperand == DerivativeOperand.PreActivation;
        ReadOnlySpan2D<T> operand = fromZ ? preActivation : output;
        for (int i = 0; i < delta.Height && TActivation.DerivativeOperand != DerivativeOperand.None; i++)
        {
            for (int j = 0; j < delta.Width; j++)
            {
                delta[i, j] *= activation.Derivative<ScalarIsa<T>, T>(operand[i, j]);
            }
        }
    }

    /// <summary>The rule on every parameter by itself, with the scalar marker.</summary>
    public static void Update<T, TRule>(
        in TRule rule, ParameterKind kind, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> state1 = default, Span<T> state2 = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
    {
        T none = T.Zero;
        for (int i = 0; i < parameters.Length; i++)
        {
            ref T first = ref TRule.StateCount >= 1 ? ref state1[i] : ref none;
            ref T second = ref TRule.StateCount >= 2 ? ref state2[i] : ref none;
            rule.Update<ScalarIsa<T>, T>(kind, ref parameters[i], gradient[i], ref first, ref second);
        }
    }

    /// <summary>∇W ← chain of δᵀ·X on β·∇W; ∇b[j] ← β·∇b[j] plus δ[p, j] for p in order.</summary>
    public static void BackwardWeights<T>(
        ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input, T beta, Span2D<T> weightGradient, Span<T> biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Blas.Gemm(SimdBackprop.Transpose.Yes, SimdBackprop.Transpose.No, T.One, delta, input, beta, weightGradient);
        for (int j = 0; j < biasGradient.Length; j++)
        {
            T sum = Blas.Scaled(beta, ref biasGradient[j]);
            for (int p = 0; p < delta.Height; p++)
            {
                sum += delta[p, j];
            }

            biasGradient[j] = sum;
        }
    }

    /// <summary>∇W and ∇b by <see cref="BackwardWeights"/> with β = 0, then <see cref="Update"/> on every weight and bias.</summary>
    public static void BackwardWeightsUpdate<T, TOptimizer>(
        ReadOnlySpan2D<T> delta,
        ReadOnlySpan2D<T> input,
        Span2D<T> weights,
        Span<T> bias,
        Span2D<T> weightState1,
        Span2D<T> weightState2,
        Span<T> biasState1,
        Span<T> biasState2,
        in TOptimizer step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOptimizer : struct, IUpdateRule<T>
    {
        T[,] weightGradient = new T[weights.Height, weights.Width];
        T[] biasGradient = new T[bias.Length];
        BackwardWeights(delta, input, T.Zero, weightGradient, biasGradient);
        for (int i = 0; i < weights.Height && weights.Width > 0; i++)
        {
            Span<T> state1 = TOptimizer.StateCount >= 1 ? weightState1.GetRowSpan(i) : [];
            Span<T> state2 = TOptimizer.StateCount >= 2 ? weightState2.GetRowSpan(i) : [];
            Update(step, ParameterKind.Weight, weights.GetRowSpan(i), weightGradient.GetRowSpan(i), state1, state2);
        }

        Update(step, ParameterKind.Bias, bias, biasGradient, biasState1, biasState2);
    }

    private static void Finish<T, TActivation>(
        T sum, int i, int j, ReadOnlySpan<T> bias, Span2D<T> preActivation, Span2D<T> output, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        T z = bias.IsEmpty ? sum : sum + bias[j];
        if (preActivation.Height > 0)
        {
            preActivation[i, j] = z;
        }

        output[i, j] = activation.Evaluate<ScalarIsa<T>, T>(z);
    }
}
