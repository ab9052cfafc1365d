using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>The places of a training where a user's own code runs, in the middle of the library's: each calls a hook there.</summary>
internal sealed class Hooked(
    Action? evaluate = null, Action? derivative = null, Action? cost = null, Action? metrics = null, Action? provide = null, Action? rule = null, Action? schedule = null)
{
    internal const int Inputs = 96, Width = 96, Classes = 4, Batch = 96;

    /// <summary>Two hidden layers; three threads share the samples of a batch.</summary>
    internal Network<float> Network() => new NetworkBuilder<float>(Inputs)
        .Dense(Width, new Activation(evaluate, derivative))
        .Dense(Width, new Activation(evaluate, derivative))
        .Dense<Identity>(Classes)
        .Cost(new Cost(cost, metrics))
        .L2(1e-4)
        .Build(1);

    internal TrainingOptions Options(bool writesGradients, EarlyStopping? stopping = null) => new()
    {
        Epochs = 2,
        BatchSize = Batch,
        Optimizer = new Optimizer(provide, rule),
        Schedule = new Schedule(schedule),
        WritesGradients = writesGradients,
        EarlyStopping = stopping,
        Kernels = new KernelOptions { MaxDegreeOfParallelism = 3 },
    };

    /// <summary>z / 2.</summary>
    private readonly struct Activation(Action? evaluate, Action? derivative) : IActivation<float>
    {
        public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

        public TVec Evaluate<TIsa, TVec>(TVec z)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            evaluate?.Invoke();
            return TIsa.Multiply(TIsa.Broadcast(0.5f), z);
        }

        public TVec Derivative<TIsa, TVec>(TVec operand)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct
        {
            derivative?.Invoke();
            return TIsa.Broadcast(0.5f);
        }
    }

    private sealed class Cost(Action? step, Action? metrics) : ICost<float>
    {
        private readonly SoftmaxCrossEntropy<float> _cost = new();

        public string Name => "hooked";

        public bool TakesLogits => true;

        public void Evaluate(ReadOnlySpan2D<float> output, ReadOnlySpan2D<float> targets, Span<double> costs, KernelOptions? options = null)
        {
            metrics?.Invoke();
            _cost.Evaluate(output, targets, costs, options);
        }

        public void Gradient(ReadOnlySpan2D<float> output, ReadOnlySpan2D<float> targets, float scale, Span2D<float> gradient, KernelOptions? options = null)
        {
            step?.Invoke();
            _cost.Gradient(output, targets, scale, gradient, options);
        }

        public void EvaluateWithGradient(
            ReadOnlySpan2D<float> output, ReadOnlySpan2D<float> targets, float scale, Span2D<float> gradient, Span<double> costs, KernelOptions? options = null)
        {
            step?.Invoke();
            _cost.EvaluateWithGradient(output, targets, scale, gradient, costs, options);
        }
    }

    private sealed class Schedule(Action? hook) : ILearningRateSchedule
    {
        public double Factor(TrainingPosition position)
        {
            hook?.Invoke();
            return 1;
        }
    }

    private sealed class Optimizer(Action? provide, Action? rule) : IOptimizer
    {
        public string Name => "hooked";

        public int StateCount => 2;

        public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TUse : IRuleUse<T>, allows ref struct
        {
            provide?.Invoke();
            use.Use(new Rule<T>(rule));
        }
    }

    /// <summary>The gradients' sum s, their squares' sum, and w ← w − s / 16.</summary>
    private readonly struct Rule<T>(Action? hook) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int StateCount => 2;

        public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct
        {
            hook?.Invoke();
            state1 = TIsa.Add(state1, gradient);
            state2 = TIsa.MultiplyAdd(gradient, gradient, state2);
            parameter = TIsa.MultiplyAdd(TIsa.Broadcast(T.ScaleB(-T.One, -4)), state1, parameter);
        }
    }
}
