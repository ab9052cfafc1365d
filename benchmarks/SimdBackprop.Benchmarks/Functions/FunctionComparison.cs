using System.Globalization;
using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Benchmarks;

/// <summary>Elementary functions in the first-level cache, against the base library and a plain copy.</summary>
internal sealed class FunctionComparison<T>(bool withPeer, SideBySide sideBySide, KernelOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Arguments and results of either type fill half of a first-level cache at most.</summary>
    private const int Length = 1_024;

    private const double High = 4;

    /// <summary>The clock counts billions; people count elements.</summary>
    private const double Work = 1e9 * Length;

    /// <summary>The suite.</summary>
    internal PlannedSuite Plan() => new(
        Suites.Math, "elements/s", "copy in cache", [.. FunctionCase<T>.All.Select(function => new PlannedCase(function.Name, () => Run(function)))]);

    private CaseResult Run(FunctionCase<T> function)
    {
        T[] x = new T[Length], y = new T[Length];
        RandomSource random = new(3);
        foreach (ref T argument in x.AsSpan())
        {
            argument = T.CreateTruncating(random.NextUniform(function.Low, High));
        }

        Candidate ours = new(
            Candidate.Ours,
            IsNative: false,
            "elementwise",
            Repeated(Candidate.Ours, () => function.Ours(x, y, options)),
            () => Difference(function, x, y, ours: true));
        Candidate[] theirs = !withPeer || function.Theirs is not { } peer ? [] :
        [
            new Candidate(
                PeerNames.TensorPrimitivesOfMath,
                IsNative: false,
                function.Routine,
                Repeated(PeerNames.TensorPrimitivesOfMath, () => peer(x, y)),
                () => Difference(function, x, y, ours: false)),
        ];
        return sideBySide.Run(function.Name, "elementwise", ours, Repeated("copy", () => x.AsSpan().CopyTo(y)), theirs);
    }

    private static Contestant Repeated(string name, Action call) => new(
        name,
        Work,
        calls =>
        {
            for (; calls > 0; calls--)
            {
                call();
            }
        },
        IsManaged: true);

    /// <summary>Ours must have the bits of the scalar tier, theirs come near them.</summary>
    private string? Difference(FunctionCase<T> function, T[] x, T[] y, bool ours)
    {
        T[] expected = new T[Length];
        function.Ours(x, expected, new KernelOptions { Tier = SimdTier.Scalar });
        if (ours)
        {
            function.Ours(x, y, options);
        }
        else
        {
            function.Theirs!(x, y);
        }

        int wrong = Enumerable.Range(0, Length).FirstOrDefault(i => !(ours ? Rounding.SameBits(expected[i], y[i]) : IsNear(function, expected[i], y[i])), -1);
        return wrong < 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"f({x[wrong]:R}) is {y[wrong]:R}, the scalar tier says {expected[wrong]:R}");
    }

    private static bool IsNear(FunctionCase<T> function, T expected, T actual) =>
        Math.Abs(double.CreateTruncating(expected - actual)) <= function.Tolerance * Math.Max(Math.Abs(double.CreateTruncating(expected)), 0.1);
}
