using System.Runtime.CompilerServices;

namespace SimdBackprop.Checking;

/// <summary>
/// How a gradient check goes about it, and what it allows. The defaults are the library's own standard for smooth networks.
/// </summary>
public sealed class GradientCheckOptions
{
    /// <summary>ε = 2⁻⁵², the distance from 1 to the next double.</summary>
    internal const double MachineEpsilon = 1.0 / (1L << 52);

    private readonly int _autoThreshold = 10_000;
    private readonly int _directions = 10;
    private readonly int? _maxEntriesPerArray;
    private readonly double _stepScale = 6.0554544523933395e-6;
    private readonly double _relativeTolerance = 1e-7;
    private readonly double _absoluteTolerance;
    private readonly double _nondeterminismTolerance;
    private readonly double _normTolerance = 1e-7;
    private readonly double _roundingFactor = 20;
    private readonly double _kinkTolerance = 1e-3;
    private readonly double _maxUncheckedShare = 0.05;

    /// <summary>Entry by entry, along directions, or by the number of parameters.</summary>
    public GradientCheckMode Mode { get; init; } = GradientCheckMode.Auto;

    /// <summary>The most parameters for which <see cref="GradientCheckMode.Auto"/> checks every entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int AutoThreshold
    {
        get => _autoThreshold;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(AutoThreshold));
            _autoThreshold = value;
        }
    }

    /// <summary>
    /// Random directions in each parameter array (W1, b1, W2, …), with <see cref="GradientCheckMode.Directional"/>. An error e of
    /// a gradient shows in one direction as ⟨e, v⟩, which chance may make small; in several it is practically never small. The default is 10, so that two directions of a
    /// network with two layers that chance puts across a kink do not make the check inconclusive.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Directions
    {
        get => _directions;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Directions));
            _directions = value;
        }
    }

    /// <summary>
    /// With <see cref="GradientCheckMode.Full"/>, the most entries drawn from each array; null for all. The rest counts as
    /// skipped, and a sample says nothing about entries not drawn: unless <see cref="MaxUncheckedShare"/> is raised too, a sample
    /// below 95 % is inconclusive. Where an array is too large for every entry, directions cover it all and are cheaper.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int? MaxEntriesPerArray
    {
        get => _maxEntriesPerArray;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MaxEntriesPerArray));
            _maxEntriesPerArray = value;
        }
    }

    /// <summary>The seed of directions and samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The step's factor s in h = s·max(1, |θ|), ∛ε by default: there the truncation error of central differences, h²/6·J‴, and
    /// the rounding error, ε·J/h, balance.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite and above zero.</exception>
    public double StepScale
    {
        get => _stepScale;
        init => _stepScale = value > 0 ? Finite(value) : throw new ArgumentOutOfRangeException(nameof(StepScale), value, "A step is above zero.");
    }

    /// <summary>r in the bound of one entry, |a − n| ≤ r·|n| + t + c·ε·|J|/h; 1e-7 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double RelativeTolerance
    {
        get => _relativeTolerance;
        init => _relativeTolerance = Finite(value);
    }

    /// <summary>
    /// t in the bound of one entry, |a − n| ≤ r·|n| + t + c·ε·|J|/h; 0 by default. At a perfect fit, where J and its gradient are 0, n is
    /// nothing but its truncation error, which no relative bound holds and no smaller step mends.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double AbsoluteTolerance
    {
        get => _absoluteTolerance;
        init => _absoluteTolerance = Finite(value);
    }

    /// <summary>
    /// The bound of ‖a − n‖₂ / max(‖a‖₂, ‖n‖₂) for an array; also what a cost computed together with its derivatives may differ by from
    /// the two computed apart. 1e-7 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double NormTolerance
    {
        get => _normTolerance;
        init => _normTolerance = Finite(value);
    }

    /// <summary>
    /// c in the bound of one entry, |a − n| ≤ r·|n| + t + c·ε·|J|/h: the rounding errors, in units of ε, that J may have; 20 by
    /// default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double RoundingFactor
    {
        get => _roundingFactor;
        init => _roundingFactor = Finite(value);
    }

    /// <summary>
    /// By how much what is evaluated a second time may differ, entry by entry; 0 by default, which asks for equal bits. For functions and
    /// costs of one's own that add up in another order every time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double NondeterminismTolerance
    {
        get => _nondeterminismTolerance;
        init => _nondeterminismTolerance = Finite(value);
    }

    /// <summary>The relative difference of one-sided slopes above which a function has a kink; 1e-3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double KinkTolerance
    {
        get => _kinkTolerance;
        init => _kinkTolerance = Finite(value);
    }

    /// <summary>
    /// The largest share of entries (or directions) at kinks or skipped that still lets a check pass; 0.05 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MaxUncheckedShare
    {
        get => _maxUncheckedShare;
        init => _maxUncheckedShare = Finite(value);
    }

    /// <summary>The tier of a network's kernels, and the most threads to use.</summary>
    public KernelOptions? Kernels { get; init; }

    /// <summary>c·ε·|J|/h: what rounding of J may do to a central difference.</summary>
    internal double RoundingAllowance(double cost, double step) => RoundingFactor * MachineEpsilon * Math.Abs(cost) / step;

    /// <summary>t + c·ε·|J|/h: what an entry's bound is where n is 0.</summary>
    internal double Allowance(double cost, double step) => AbsoluteTolerance + RoundingAllowance(cost, step);

    /// <summary>What two evaluations have to do, for the names of properties.</summary>
    internal string Agreement => NondeterminismTolerance == 0
        ? "give equal bits"
        : FormattableString.Invariant($"agree within {NondeterminismTolerance:G3}");

    internal GradientCheckMode ModeFor(long parameters) => Mode != GradientCheckMode.Auto
        ? Mode
        : parameters <= AutoThreshold ? GradientCheckMode.Full : GradientCheckMode.Directional;

    private static double Finite(double value, [CallerMemberName] string? name = null) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and not negative.");
}
