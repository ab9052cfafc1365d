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
        using PooledTensor<T> x = PooledTensor<T>.Rent(Length);
        using PooledTensor<T> y = PooledTensor<T>.Rent(Length);
        RandomSource random = new(3);
        foreach (ref T argument in x.Span)
        {
            argument = T.CreateTruncating(random.NextUniform(function.Low, High));
        }

        Candidate ours = new(
            Candidate.Ours,
            IsNative: false,
            "elementwise",
            Repeated(Candidate.Ours, () => function.Ours(x.Span, y.Span, options)),
            () => Difference(function, x.Span, y.Span, ours: true));
        Candidate[] theirs = !withPeer || function.Theirs is not { } peer ? [] :
        [
            new Candidate(
                PeerNames.TensorPrimitivesOfMath,
                IsNative: false,
                function.Routine,
                Repeated(PeerNames.TensorPrimitivesOfMath, () => peer(x.Span, y.Span)),
                () => Difference(function, x.Span, y.Span, ours: false)),
        ];
        return sideBySide.Run(function.Name, "elementwise", ours, Repeated("copy", () => x.Span.CopyTo(y.Span)), theirs);
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
    private string? Difference(FunctionCase<T> function, ReadOnlySpan<T> x, Span<T> y, bool ours)
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

        for (int i = 0; i < Length; i++)
        {
            if (!(ours ? Rounding.SameBits(expected[i], y[i]) : IsNear(function, expected[i], y[i])))
            {
                return string.Create(CultureInfo.InvariantCulture, $"f({x[i]:R}) is {y[i]:R}, the scalar tier says {expected[i]:R}");
            }
        }

        return null;
    }

    private static bool IsNear(FunctionCase<T> function, T expected, T actual) =>
        Math.Abs(double.CreateTruncating(expected - actual)) <= function.Tolerance * Math.Max(Math.Abs(double.CreateTruncating(expected)), 0.1);
}
