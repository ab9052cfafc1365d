using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Checking;

/// <summary>
/// Checks gradients against central differences, n = (J(θ + h) − J(θ − h)) / 2h with h = ∛ε·max(1, |θ|), in double: those of a
/// network, or of any function.
/// </summary>
/// <remarks>
/// <para>
/// An entry a of the gradient passes if |a − n| ≤ 1e-7·|n| + 20·ε·|J|/h, the second term being what rounding of J does to n (a
/// relative error alone cannot hold where a derivative is small). An array passes if all its entries do and ‖a − n‖₂ / max(‖a‖₂,
/// ‖n‖₂) ≤ 1e-7; where an array's gradient is so small that rounding hides more than that, its bound is the norm of the entries'
/// 20·ε·|J|/h instead. All these numbers are options, and an absolute tolerance may be added.
/// </para>
/// <para>
/// Along a direction v of length one in an array, the step is scaled by the largest |θ| of the array, and ⟨g, v⟩ is held to the
/// same bounds.
/// </para>
/// <para>
/// The truncation error of n is about h²/6·J‴ ≈ 6e-12·J‴. It exceeds the bounds only where J‴ is a hundred times J, or where both
/// J and its gradient vanish: near a perfect fit. Such an entry fails although the gradient is right; the report then shows that
/// n with half the step lies three quarters nearer. Check at another point, with a smaller <see
/// cref="GradientCheckOptions.StepScale"/>, or, where J is exactly 0, with an <see cref="GradientCheckOptions.AbsoluteTolerance"/>.
/// </para>
/// <para>
/// Entries at kinks are named, and neither pass nor fail. They and skipped entries make a check inconclusive if they are more
/// than 5 % of all.
/// </para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>
    /// Checks ∂Ĵ/∂θ, Ĵ = J + λ Σ W², of every parameter of a network for one batch. An entry is at a kink if some unit whose
    /// activation has one is active (a > 0) for θ but not for θ − h or θ + h, or the other way round. Also checked: two backward
    /// passes give equal bits, β = 1 accumulates, a zero upstream error gives zero gradients, and the cost computed together with its
    /// derivatives, as training has it, is the cost and the derivatives computed apart. The network's parameters and gradients are put
    /// back bit for bit, whatever happens.
    /// </summary>
    /// <remarks>
    /// No other thread may use the network meanwhile. Repeatability is judged by bits, as are the sums with β = 1: a batch taken
    /// twice must give exactly twice the gradient of the batch with every sample repeated. (<see
    /// cref="GradientCheckOptions.NondeterminismTolerance"/> loosens both.) A cost of one's own is taken to be
    /// smooth where the network puts it.
    /// </remarks>
    /// <param name="network">The network, where it is to be checked. (Check a network of float by the same network in double.)</param>
    /// <param name="x">B × n₀, B ≥ 1.</param>
    /// <param name="targets">B × n_L.</param>
    /// <param name="options">How, and how strictly; the defaults if it is null.</param>
    /// <param name="progress">Told after every array.</param>
    /// <param name="cancellationToken">Looked at before every entry.</param>
    /// <returns>What was found; nothing is thrown for a wrong gradient.</returns>
    /// <exception cref="ArgumentException">The shapes are not the network's, or the cost has no meaning for the targets.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GradientCheckResult Check(
        Network<double> network,
        ReadOnlySpan2D<double> x,
        ReadOnlySpan2D<double> targets,
        GradientCheckOptions? options = null,
        IProgress<GradientCheckProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (x.Height < 1 || x.Width != network.InputWidth)
        {
            throw new ArgumentException($"x is {x.Height} x {x.Width} but must be at least one row of {network.InputWidth}.", nameof(x));
        }

        if (targets.Height != x.Height || targets.Width != network.OutputWidth)
        {
            throw new ArgumentException(
                $"targets are {targets.Height} x {targets.Width} but must be {x.Height} x {network.OutputWidth}.", nameof(targets));
        }

        // All the while: what the check moves and puts back must not have another owner by then.
        using Use use = new(network);
        network.Cost.CheckTargets(targets);
        double[] parameters = network.Parameters.ToArray();
        double[] gradients = network.Gradients.ToArray();
        options ??= new GradientCheckOptions();
        try
        {
            using NetworkSubject subject = new(network, x, targets, options.Kernels);
            return Run(subject, options.ModeFor(network.ParameterCount), options, progress, cancellationToken);
        }
        finally
        {
            if (!network.IsDisposed)
            {
                parameters.CopyTo(network.Parameters);
                gradients.CopyTo(network.Gradients);
            }
        }
    }

    /// <summary>
    /// Checks the gradient of any function at a point. An entry is at a kink if the slopes to its two sides differ by more than
    /// 1e-3 of the greater (and than rounding explains) both with h and with h/2. Two things are told apart from it: a kink
    /// between h/2 and h away leaves the slopes with h/2 alone, which the entry is then judged by; and near a stationary point of
    /// a smooth function the slopes differ by curvature, h·J″, which halves with the step where a kink's difference does not.
    /// Also checked: two evaluations of both give equal bits, and the gradient writes all of its entries.
    /// </summary>
    /// <param name="function">J.</param>
    /// <param name="gradient">∂J/∂x, as it is claimed.</param>
    /// <param name="point">x, n ≥ 1 variables; not changed.</param>
    /// <param name="options">How, and how strictly; the defaults if it is null.</param>
    /// <param name="progress">Told at the end.</param>
    /// <param name="cancellationToken">Looked at before every entry.</param>
    /// <returns>What was found; nothing is thrown for a wrong gradient. What the delegates throw passes through.</returns>
    /// <exception cref="ArgumentException">The point has no coordinate.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GradientCheckResult Check(
        ScalarFunction function,
        GradientFunction gradient,
        ReadOnlySpan<double> point,
        GradientCheckOptions? options = null,
        IProgress<GradientCheckProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        if (point.IsEmpty)
        {
            throw new ArgumentException("A point has at least one coordinate.", nameof(point));
        }

        options ??= new GradientCheckOptions();
        return Run(new FunctionSubject(function, gradient, point), options.ModeFor(point.Length), options, progress, cancellationToken);
    }

    private static GradientCheckResult Run(
        CheckSubject subject,
        GradientCheckMode mode,
        GradientCheckOptions options,
        IProgress<GradientCheckProgress>? progress,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double[] origin = subject.Parameters.ToArray();
        double[] gradient = new double[origin.Length];
        double cost = subject.Evaluate();
        double penalty = subject.Penalty;
        subject.WriteGradient(gradient);
        subject.RememberSides(cost);
        string? nonFinite = subject.FirstNonFinite(cost) ?? FirstNonFinite(subject, gradient);
        List<GradientProperty> properties = [GradientProperty.Of("J and its gradient are finite", nonFinite)];
        if (double.IsFinite(cost))
        {
            properties.AddRange(subject.CheckProperties(gradient, options));
        }

        RandomSource random = new(options.Seed);
        List<GradientArrayResult> arrays = [];
        foreach (CheckedArray array in subject.Arrays)
        {
            arrays.Add(ArrayCheck.Run(subject, array, origin, gradient, cost, mode, random, options, cancellationToken));
            progress?.Report(new GradientCheckProgress(array.Name, arrays.Count, subject.Arrays.Count));
        }

        return new GradientCheckResult
        {
            Arrays = arrays,
            Properties = properties,
            Mode = mode,
            Seed = options.Seed,
            StepRule = FormattableString.Invariant($"h = {options.StepScale:G6} * max(1, |theta|)"),
            Cost = cost,
            Penalty = penalty,
            MaxUncheckedShare = options.MaxUncheckedShare,
        };
    }

    private static string? FirstNonFinite(CheckSubject subject, Span<double> gradient)
    {
        foreach (CheckedArray array in subject.Arrays)
        {
            int index = gradient.Slice(array.Offset, array.Length).IndexOfNonFinite();
            if (index >= 0)
            {
                return FormattableString.Invariant($"the gradient of {array.EntryName(index)} is {gradient[array.Offset + index]}");
            }
        }

        return null;
    }
}
