using SimdBackprop.Networks;

namespace SimdBackprop.Checking;

/// <summary>Compares the gradient of one array with central differences.</summary>
internal sealed class ArrayCheck
{
    private const int NamedKinks = 10;

    private readonly CheckSubject _subject;
    private readonly CheckedArray _array;
    private readonly GradientCheckOptions _options;
    private readonly double _cost;
    private readonly double[] _analytic;
    private readonly double[] _numeric;
    private readonly List<string> _kinks = [];
    private GradientEntry? _worst;
    private GradientEntry? _wrongEntry;
    private int _checked;
    private int _kinked;
    private int _mismatched;
    private double _maxAbsolute;
    private double _maxRelative;
    private double _analyticSquares;
    private double _numericSquares;
    private double _errorSquares;
    private double _allowanceSquares;

    private ArrayCheck(CheckSubject subject, CheckedArray array, GradientCheckOptions options, double cost, int entries)
    {
        _subject = subject;
        _array = array;
        _options = options;
        _cost = cost;
        _analytic = new double[entries];
        _numeric = new double[entries];
        Array.Fill(_numeric, double.NaN);
    }

    /// <param name="subject">What is checked, at θ and with its sides of the kinks remembered.</param>
    /// <param name="array">The array.</param>
    /// <param name="origin">θ, of all arrays.</param>
    /// <param name="gradient">The claimed gradient at θ, of all arrays.</param>
    /// <param name="cost">J at θ; if it is not finite, every entry is skipped.</param>
    /// <param name="mode">Full or directional.</param>
    /// <param name="random">Draws samples and directions.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="cancellationToken">Looked at before every entry.</param>
    internal static GradientArrayResult Run(
        CheckSubject subject,
        CheckedArray array,
        ReadOnlySpan<double> origin,
        ReadOnlySpan<double> gradient,
        double cost,
        GradientCheckMode mode,
        RandomSource random,
        GradientCheckOptions options,
        CancellationToken cancellationToken)
    {
        bool full = mode == GradientCheckMode.Full;
        ArrayCheck check = new(subject, array, options, cost, full ? array.Length : options.Directions);
        if (full)
        {
            gradient.Slice(array.Offset, array.Length).CopyTo(check._analytic);
            int[] sample = Sample(array.Length, options.MaxEntriesPerArray ?? array.Length, random);
            for (int i = 0; i < sample.Length && double.IsFinite(cost); i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int parameter = array.Offset + sample[i];
                check.Compare(
                    new Line(subject.Parameters, origin, parameter), gradient.Slice(parameter, 1), sample[i], array.EntryName(sample[i]));
            }
        }
        else
        {
            double[] direction = new double[array.Length];
            double[] worst = new double[array.Length];
            for (int i = 0; i < options.Directions && double.IsFinite(cost); i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Direction(direction, random);
                check.Compare(
                    new Line(subject.Parameters, origin, array.Offset, direction),
                    gradient.Slice(array.Offset, array.Length),
                    i,
                    array.DirectionName(i));
                if (check._worst?.Index == i)
                {
                    direction.CopyTo(worst, 0);
                }
            }

            check._wrongEntry = check._worst is { IsWithinBound: false } ? check.WrongEntry(origin, gradient, worst) : null;
        }

        return check.Result(mode);
    }

    /// <summary>Different entries in ascending order, each set of them equally likely.</summary>
    private static int[] Sample(int length, int count, RandomSource random)
    {
        int[] entries = [.. Enumerable.Range(0, length)];
        if (count >= length)
        {
            return entries;
        }

        random.Shuffle(entries);
        Array.Resize(ref entries, count);
        Array.Sort(entries);
        return entries;
    }

    /// <summary>
    /// A direction of length one, so that a step along it moves every parameter, and with it every unit, little: a large network
    /// is then hardly ever carried across a kink.
    /// </summary>
    private static void Direction(Span<double> direction, RandomSource random)
    {
        foreach (ref double v in direction)
        {
            v = random.NextUniform(-1, 1);
        }

        double norm = Blas.Nrm2<double>(direction);
        foreach (ref double v in direction)
        {
            v = norm == 0 ? 1 : v / norm;
        }
    }

    private void Compare(in Line line, ReadOnlySpan<double> gradient, int index, string name)
    {
        GradientEntry entry = Measure(line, gradient, index, name, out bool atKink);
        _analytic[index] = entry.Analytic;
        _numeric[index] = entry.Numeric;
        if (atKink)
        {
            _kinked++;
            if (_kinks.Count < NamedKinks)
            {
                _kinks.Add(name);
            }

            return;
        }

        double allowance = _options.Allowance(_cost, entry.Step);
        _checked++;
        _mismatched += entry.IsWithinBound ? 0 : 1;
        _maxAbsolute = Math.Max(_maxAbsolute, entry.AbsoluteError);
        _maxRelative = Math.Max(_maxRelative, entry.RelativeError);
        _analyticSquares += entry.Analytic * entry.Analytic;
        _numericSquares += entry.Numeric * entry.Numeric;
        _errorSquares += entry.AbsoluteError * entry.AbsoluteError;
        _allowanceSquares += allowance * allowance;
        if (_worst is null || entry.Excess > _worst.Excess)
        {
            _worst = entry.IsWithinBound ? entry : WithHalfStep(entry, line);
        }
    }

    private GradientEntry Measure(in Line line, ReadOnlySpan<double> gradient, int index, string name, out bool atKink)
    {
        Slope slope = _subject.Measure(line, _options.StepScale * Math.Max(1, line.Magnitude), _options);
        atKink = slope.AtKink;
        return new GradientEntry
        {
            Name = name,
            Index = index,
            Analytic = line.Project(gradient, slope.Step),
            Numeric = slope.Numeric,
            Step = slope.Step,
            Bound = (_options.RelativeTolerance * Math.Abs(slope.Numeric)) + _options.Allowance(_cost, slope.Step),
        };
    }

    private GradientEntry WithHalfStep(GradientEntry entry, in Line line) =>
        entry with { NumericAtHalfStep = _subject.Measure(line, entry.Step / 2, _options).Numeric };

    /// <summary>
    /// Halves a wrong direction until one entry is left, always keeping the half that has more of the error: those of the two halves add
    /// up to that of the whole.
    /// </summary>
    private GradientEntry? WrongEntry(ReadOnlySpan<double> origin, ReadOnlySpan<double> gradient, ReadOnlySpan<double> direction)
    {
        (int start, int length) = (0, direction.Length);
        while (length > 1)
        {
            int half = length / 2;
            bool isRight = ErrorAlong(origin, gradient, direction, start + half, length - half) > ErrorAlong(origin, gradient, direction, start, half);
            (start, length) = isRight ? (start + half, length - half) : (start, half);
        }

        int parameter = _array.Offset + start;
        Line axis = new(_subject.Parameters, origin, parameter);
        GradientEntry entry = Measure(axis, gradient.Slice(parameter, 1), start, _array.EntryName(start), out bool atKink);
        return atKink || entry.IsWithinBound ? null : WithHalfStep(entry, axis);
    }

    /// <summary>|a − n| along a part of a direction; NaN counts as infinite, and nothing is known across a kink.</summary>
    private double ErrorAlong(ReadOnlySpan<double> origin, ReadOnlySpan<double> gradient, ReadOnlySpan<double> direction, int start, int length)
    {
        Line part = new(_subject.Parameters, origin, _array.Offset + start, direction.Slice(start, length));
        double error = Measure(part, gradient.Slice(_array.Offset + start, length), 0, _array.Name, out bool atKink).AbsoluteError;
        return atKink ? 0 : double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    private GradientArrayResult Result(GradientCheckMode mode)
    {
        double norm = Math.Sqrt(Math.Max(_analyticSquares, _numericSquares));
        return new GradientArrayResult
        {
            Name = _array.Name,
            Shape = _array.Shape,
            Mode = mode,
            Total = _analytic.Length,
            Checked = _checked,
            Kinked = _kinked,
            Kinks = _kinks,
            Mismatched = _mismatched,
            Worst = _worst,
            WrongEntry = _wrongEntry,
            MaxAbsoluteError = _maxAbsolute,
            MaxRelativeError = _maxRelative,
            NormRelativeError = norm == 0 ? 0 : Math.Sqrt(_errorSquares) / norm,
            NormRelativeBound = norm == 0 ? _options.NormTolerance : Math.Max(_options.NormTolerance, Math.Sqrt(_allowanceSquares) / norm),
            Analytic = _analytic,
            Numeric = _numeric,
        };
    }
}
