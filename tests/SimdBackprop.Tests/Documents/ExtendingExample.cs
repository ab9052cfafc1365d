using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Checking;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>a = z / (1 + |z|), and from the output f' = (1 - |a|)^2.</summary>
internal readonly struct SoftSign : IActivation<float>, IActivation<double>
{
    public static DerivativeOperand DerivativeOperand => DerivativeOperand.Output;

    public override string ToString() => "softsign";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<float, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<float>.Derivative<TIsa, TVec>(TVec a) => Derivative<float, TIsa, TVec>(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Evaluate<TIsa, TVec>(TVec z) => Evaluate<double, TIsa, TVec>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TVec IActivation<double>.Derivative<TIsa, TVec>(TVec a) => Derivative<double, TIsa, TVec>(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Evaluate<T, TIsa, TVec>(TVec z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.Divide(z, TIsa.Add(TIsa.Broadcast(T.One), Abs<T, TIsa, TVec>(z)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Derivative<T, TIsa, TVec>(TVec a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec rest = TIsa.Subtract(TIsa.Broadcast(T.One), Abs<T, TIsa, TVec>(a));
        return TIsa.Multiply(rest, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Abs<T, TIsa, TVec>(TVec x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct => TIsa.ConditionalSelect(TIsa.LessThan(x, TIsa.Zero), TIsa.Subtract(TIsa.Zero, x), x);
}

/// <summary>J_i = sum of ln cosh(a - y), with derivative tanh(a - y).</summary>
internal sealed class LogCosh : ICost<double>
{
    public string Name => "log-cosh";

    public bool TakesLogits => false;

    public void Evaluate(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, Span<double> costs, KernelOptions? options)
    {
        for (int i = 0; i < output.Height; i++)
        {
            costs[i] = 0;
            for (int j = 0; j < output.Width; j++)
            {
                costs[i] += Math.Log(Math.Cosh(output[i, j] - targets[i, j]));
            }
        }
    }

    public void Gradient(
        ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, double scale, Span2D<double> gradient, KernelOptions? options)
    {
        for (int i = 0; i < output.Height; i++)
        {
            for (int j = 0; j < output.Width; j++)
            {
                gradient[i, j] = scale * Math.Tanh(output[i, j] - targets[i, j]);
            }
        }
    }
}

/// <summary>AdaGrad (Duchi and others, 2011): s = s + g^2, w = w - rate * g / (sqrt(s) + 1e-8).</summary>
internal sealed class AdaGrad(double rate) : IOptimizer
{
    public string Name => "adagrad";

    public int StateCount => 1;

    public void Provide<T, TUse>(OptimizerStep step, ref TUse use)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUse : IRuleUse<T>, allows ref struct =>
        use.Use(new AdaGradRule<T>(T.CreateTruncating(rate * step.RateFactor), T.CreateTruncating(1e-8)));
}

internal readonly struct AdaGradRule<T>(T rate, T epsilon) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        state1 = TIsa.MultiplyAdd(gradient, gradient, state1);
        TVec scaled = TIsa.Divide(gradient, TIsa.Add(TIsa.Sqrt(state1), TIsa.Broadcast(epsilon)));
        parameter = TIsa.MultiplyAdd(TIsa.Broadcast(-rate), scaled, parameter);
    }
}

/// <summary>A network that takes the same steps as its replicas elsewhere.</summary>
internal sealed class Replica(Network<double> network, Backpropagation<double> passes, Momentum optimizer, Replica.AllReduce sum)
{
    private readonly double[] _velocity = new double[network.Parameters.Length];
    private long _steps;

    /// <summary>Replaces the elements by their sums over all replicas.</summary>
    internal delegate void AllReduce(Span<double> elements);

    internal void Step(ReadOnlySpan2D<double> x, ReadOnlySpan2D<double> targets, int samplesOfAll)
    {
        passes.Forward(x);
        passes.Backward(x, targets);

        // Of the mean over the samples of all, not over those here.
        Blas.Scal((double)x.Height / samplesOfAll, network.Gradients);
        sum(network.Gradients);
        network.AddPenaltyGradient();
        ParameterBlock<double> all = new() { Parameters = network.Parameters, Gradient = network.Gradients, State1 = _velocity };
        optimizer.Step(new OptimizerStep(++_steps), all);
    }
}

/// <summary>The examples of docs/extending.md, compiled; <see cref="ReadmeTests"/> holds the two together.</summary>
internal static class ExtendingExample
{
    internal static void Run()
    {
        using Network<double> network = new NetworkBuilder<double>(inputs: 3)
            .Dense<SoftSign>(5).Dense<SoftSign>(2).Cost(new LogCosh()).L2(1e-3).Build(seed: 1);
        double[,] x = { { 0.1, -0.4, 0.9 }, { -0.7, 0.2, 0.3 } };
        double[,] y = { { 0.5, -0.1 }, { 0.2, 0.8 } };
        GradientCheckResult result = GradientCheck.Check(network, x, y);
        result.ThrowIfFailed();
        Console.WriteLine(result);
    }
}
