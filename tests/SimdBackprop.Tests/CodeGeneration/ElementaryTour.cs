using System.Numerics;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>Calls every elementary function, and optimisers' rules in every kind of loop, on the tiers that are native here, so that they are compiled: what a process does whose machine code is to be looked at.</summary>
internal static class ElementaryTour
{
    /// <summary>Starts the tour in a process of this assembly.</summary>
    internal const string Command = "compile-elementary-functions";

    /// <summary>Elements enough for four vectors of any width, with at least one vector after them.</summary>
    private const int Elements = 94;

    /// <summary>Runs the tour, and writes for each tier and type the instruction set's marker, a line each, as the runtime names it in a listing.</summary>
    internal static void Run(TextWriter output)
    {
        foreach ((_, SimdTier tier) in SimdDispatch.Tiers)
        {
            if (SimdInfo.IsNative(tier) && tier != SimdTier.Scalar)
            {
                Visit<float>(tier, output);
                Visit<double>(tier, output);
            }
        }
    }

    private static void Visit<T>(SimdTier tier, TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (string name in ElementaryFunction.AllNames)
        {
            ElementaryFunction.Named(name).Over<T>()(new T[Elements], new T[Elements], new KernelOptions { Tier = tier });
        }

        foreach (int samples in new[] { 0, 1, 3 })
        {
            Step<T, SgdRule<T>>(samples, new SgdRule<T>(T.One), tier, states: 0);
            Step<T, MomentumRule<T>>(samples, new MomentumRule<T>(T.One, T.One), tier, states: 1);
            Step<T, AdamRule<T>>(samples, new AdamRule<T>(1, 1, 0.5, 0.5, 1), tier, states: 2);
        }

        Marker<T> marker = new() { Output = output };
        SimdDispatch.Run<T, Named<T>, Marker<T>>(tier, ref marker);
    }

    // Six outputs by long rows of whole vectors; without samples, by written gradients.
    private static void Step<T, TRule>(int samples, TRule rule, SimdTier tier, int states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<T>
    {
        const int Outputs = 6, Inputs = 512, Pitch = Inputs + 16;
        T[,] weights = new T[Outputs, Pitch], state1 = states > 0 ? new T[Outputs, Pitch] : new T[0, 0], state2 = states > 1 ? new T[Outputs, Pitch] : new T[0, 0];
        KernelOptions options = new() { Tier = tier, MaxDegreeOfParallelism = 1, GradientBytes = 0 };
        if (samples == 0)
        {
            T[] row = new T[Elements];
            Dense.Update(rule, ParameterKind.Weight, row, new T[Elements], states > 0 ? new T[Elements] : [], states > 1 ? new T[Elements] : [], options);
            return;
        }

        // Rows with memory between them: such are not taken as one.
        Dense.BackwardWeightsUpdate<T, TRule>(
            new T[samples, Outputs], new T[samples, Inputs], Rows(weights), default, Rows(state1), Rows(state2), default, default, rule, options);

        static Span2D<T> Rows(T[,] matrix) => matrix.Length == 0 ? default : matrix.AsSpan2D(0, 0, Outputs, Inputs);
    }

    private struct Marker<T>
    {
        internal TextWriter Output;
    }

    private readonly struct Named<T> : IKernel<T, Marker<T>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run<TIsa, TVec>(ref Marker<T> marker)
            where TIsa : struct, IIsa<T, TVec>
            where TVec : struct =>
            marker.Output.WriteLine($"{typeof(TIsa).Name}[{(typeof(T) == typeof(float) ? "float" : "double")}]");
    }
}
