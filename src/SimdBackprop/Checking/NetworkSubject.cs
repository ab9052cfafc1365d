using System.Collections;
using CommunityToolkit.HighPerformance;
using SimdBackprop.Networks;

namespace SimdBackprop.Checking;

/// <summary>A network's Ĵ = J + λ Σ W² over one batch. Kinks are found by the sides of zero its units are on.</summary>
internal sealed class NetworkSubject : CheckSubject, IDisposable
{
    private readonly Network<double> _network;
    private readonly double[,] _x;
    private readonly double[,] _targets;
    private readonly KernelOptions? _kernels;
    private readonly Backpropagation<double> _passes;
    private readonly BitArray _active;

    internal NetworkSubject(Network<double> network, ReadOnlySpan2D<double> x, ReadOnlySpan2D<double> targets, KernelOptions? kernels)
    {
        _network = network;
        _x = x.ToArray();
        _targets = targets.ToArray();
        _kernels = kernels;
        _passes = new Backpropagation<double>(network, x.Height, kernels);
        _active = new BitArray(x.Height * network.Layers.Where(layer => layer.HasKinkAtZero).Sum(layer => layer.Outputs));
        Arrays = [.. network.Layers.SelectMany(ArraysOf)];
    }

    internal override IReadOnlyList<CheckedArray> Arrays { get; }

    internal override Span<double> Parameters => _network.Parameters;

    internal override double Penalty => _network.Penalty(_kernels);

    internal override double Evaluate()
    {
        _passes.Forward(_x);
        return _passes.Cost(_targets) + _network.Penalty(_kernels);
    }

    internal override void WriteGradient(Span<double> gradient)
    {
        _passes.Forward(_x);
        _passes.Backward(_x, _targets);
        _network.AddPenaltyGradient(_kernels);
        _network.Gradients.CopyTo(gradient);
    }

    internal override void RememberSides(double cost) => CompareSides(remember: true);

    internal override Slope Measure(in Line line, double step, GradientCheckOptions options)
    {
        line.MoveTo(step);
        double above = Evaluate();
        bool crossed = CompareSides(remember: false);
        line.MoveTo(-step);
        double below = Evaluate();
        crossed |= CompareSides(remember: false);
        line.Return();
        return new Slope((above - below) / line.Width(step), step, crossed);
    }

    internal override string? FirstNonFinite(double cost)
    {
        if (double.IsFinite(cost))
        {
            return null;
        }

        foreach (CheckedArray array in Arrays)
        {
            int index = Parameters.Slice(array.Offset, array.Length).IndexOfNonFinite();
            if (index >= 0)
            {
                return FormattableString.Invariant($"J is {cost}: {array.EntryName(index)} is {Parameters[array.Offset + index]}");
            }
        }

        if (!Finite.All<double>(_x, _kernels))
        {
            return FormattableString.Invariant($"J is {cost}: the inputs contain NaN or infinity");
        }

        DenseLayer<double>? layer = _network.Layers.FirstOrDefault(layer => !Finite.All(_passes.Output(layer), _kernels));
        return layer is null
            ? FormattableString.Invariant($"J is {cost}")
            : FormattableString.Invariant($"J is {cost}: the activations of layer {layer.Index} contain NaN or infinity");
    }

    internal override IReadOnlyList<GradientProperty> CheckProperties(ReadOnlySpan<double> gradient, GradientCheckOptions options) =>
    [
        GradientProperty.Of($"two backward passes {options.Agreement}", RepeatabilityViolation(gradient, options.NondeterminismTolerance)),
        GradientProperty.Of("with beta = 1 gradients accumulate", AccumulationViolation(options.NondeterminismTolerance)),
        GradientProperty.Of("a zero upstream error gives zero gradients", ZeroUpstreamViolation()),
        GradientProperty.Of("cost and error computed together are those computed apart", TogetherViolation(options)),
    ];

    public void Dispose() => _passes.Dispose();

    private static IEnumerable<CheckedArray> ArraysOf(DenseLayer<double> layer)
    {
        yield return new CheckedArray($"W{layer.Index}", layer.WeightOffset, layer.Outputs, layer.Inputs);
        if (layer.HasBias)
        {
            yield return new CheckedArray($"b{layer.Index}", layer.BiasOffset, layer.Outputs);
        }
    }

    /// <summary>
    /// Whether some unit of some sample is on another side of its kink than at θ. Where f′ comes from z the side is z > 0; where
    /// it comes from a, a decides it alone, so it is a > 0.
    /// </summary>
    private bool CompareSides(bool remember)
    {
        bool crossed = false;
        int unit = 0;
        foreach (DenseLayer<double> layer in _network.LayerSpan)
        {
            if (!layer.HasKinkAtZero)
            {
                continue;
            }

            bool fromZ = layer.DerivativeOperand == DerivativeOperand.PreActivation;
            foreach (double value in fromZ ? _passes.PreActivation(layer) : _passes.Output(layer))
            {
                crossed |= _active[unit] != value > 0;
                _active[unit] = remember ? value > 0 : _active[unit];
                unit++;
            }
        }

        return crossed;
    }

    /// <summary>The second pass starts from NaN in the gradient arena: β = 0 must not read it.</summary>
    private string? RepeatabilityViolation(ReadOnlySpan<double> gradient, double tolerance)
    {
        double[] again = new double[gradient.Length];
        _network.Gradients.Fill(double.NaN);
        WriteGradient(again);
        return FirstDifference(gradient, again, tolerance);
    }

    /// <summary>
    /// A batch taken with β = 0 and again with β = 1 must give exactly twice the gradient of the batch that contains every sample
    /// twice: both are the same chain of products, but in the latter 1/m, and with it every δ, is halved, which is exact. (A
    /// batch of one sample is doubled first: the forward pass of a single row sums in another order.)
    /// </summary>
    private string? AccumulationViolation(double tolerance)
    {
        int samples = _x.GetLength(0);
        int copies = samples == 1 ? 2 : 1;
        (double[,] x, double[,] targets) = (Repeat(_x, copies), Repeat(_targets, copies));
        (double[,] doubledX, double[,] doubledTargets) = (Repeat(_x, 2 * copies), Repeat(_targets, 2 * copies));
        using Backpropagation<double> passes = new(_network, 2 * copies * samples, _kernels);

        passes.Forward(doubledX);
        passes.Backward(doubledX, doubledTargets);
        double[] expected = _network.Gradients.ToArray();
        foreach (ref double g in expected.AsSpan())
        {
            g *= 2;
        }

        passes.Forward(x);
        passes.Backward(x, targets);
        passes.Backward(x, targets, beta: 1);

        // Two gradients on each side.
        return FirstDifference(expected, _network.Gradients, 2 * tolerance);
    }

    /// <summary>
    /// The network's own layers and parameters under a cost whose gradient is zero, through the same backward pass.
    /// </summary>
    private string? ZeroUpstreamViolation()
    {
        using Network<double> indifferent = new([.. _network.LayerSpan], new IndifferentCost(), l2: 0);
        _network.Parameters.CopyTo(indifferent.Parameters);
        indifferent.Gradients.Fill(double.NaN);
        using Backpropagation<double> passes = new(indifferent, _x.GetLength(0), _kernels);
        passes.Forward(_x);
        passes.Backward(_x, _targets);
        double[] magnitudes = indifferent.Gradients.ToArray();
        foreach (ref double g in magnitudes.AsSpan())
        {
            // −0 is zero too.
            g = Math.Abs(g);
        }

        return FirstDifference(new double[magnitudes.Length], magnitudes);
    }

    /// <summary>
    /// Training asks the cost for J and ∂J/∂A together, everything else here asks for them apart: a cost that overrides both ways may
    /// contradict itself.
    /// </summary>
    private string? TogetherViolation(GradientCheckOptions options)
    {
        ICost<double> cost = _network.Cost;
        ReadOnlySpan2D<double> output = _passes.Forward(_x);
        (int samples, int outputs) = (output.Height, output.Width);
        double[] costs = new double[samples], costsTogether = new double[samples];
        double[,] error = new double[samples, outputs], errorTogether = new double[samples, outputs];
        cost.Evaluate(output, _targets, costs, _kernels);
        cost.Gradient(output, _targets, 1.0 / samples, error, _kernels);
        costsTogether.AsSpan().Fill(double.NaN);
        errorTogether.AsSpan2D().Fill(double.NaN);
        cost.EvaluateWithGradient(output, _targets, 1.0 / samples, errorTogether, costsTogether, _kernels);
        return FirstDeviation(new CheckedArray("J", 0, samples), costs, costsTogether, options.NormTolerance)
            ?? FirstDeviation(
                new CheckedArray("dJ/dA", 0, samples, outputs), [.. error.AsSpan2D()], [.. errorTogether.AsSpan2D()], options.NormTolerance);
    }

    /// <summary>The first entry that differs by more than a share of the whole array's norm; null if none does.</summary>
    private static string? FirstDeviation(CheckedArray array, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        double bound = tolerance * Blas.Nrm2(expected);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= bound))
            {
                return FormattableString.Invariant($"{array.EntryName(i)} is {actual[i]:G17} instead of {expected[i]:G17}");
            }
        }

        return null;
    }

    private static double[,] Repeat(double[,] rows, int times)
    {
        (int height, int width) = (rows.GetLength(0), rows.GetLength(1));
        double[,] repeated = new double[times * height, width];
        for (int i = 0; i < times * height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                repeated[i, j] = rows[i % height, j];
            }
        }

        return repeated;
    }

    /// <summary>A cost that is zero whatever the output.</summary>
    private sealed class IndifferentCost : ICost<double>
    {
        public string Name => "indifferent";

        public bool TakesLogits => false;

        public void Evaluate(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, Span<double> costs, KernelOptions? options) =>
            costs.Clear();

        public void Gradient(ReadOnlySpan2D<double> output, ReadOnlySpan2D<double> targets, double scale, Span2D<double> gradient, KernelOptions? options) =>
            gradient.Clear();
    }
}
