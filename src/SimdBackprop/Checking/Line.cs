namespace SimdBackprop.Checking;

/// <summary>A line through θ: along one parameter, or along a direction in one array.</summary>
internal readonly ref struct Line
{
    private readonly Span<double> _parameters;
    private readonly ReadOnlySpan<double> _origin;
    private readonly ReadOnlySpan<double> _direction;

    /// <summary>The axis of one parameter.</summary>
    internal Line(Span<double> parameters, ReadOnlySpan<double> origin, int index)
    {
        _parameters = parameters.Slice(index, 1);
        _origin = origin.Slice(index, 1);
    }

    /// <summary>A direction in the parameters from an offset on.</summary>
    internal Line(Span<double> parameters, ReadOnlySpan<double> origin, int offset, ReadOnlySpan<double> direction)
    {
        _parameters = parameters.Slice(offset, direction.Length);
        _origin = origin.Slice(offset, direction.Length);
        _direction = direction;
    }

    /// <summary>The greatest |θ| on the line, to which its step is scaled.</summary>
    internal double Magnitude
    {
        get
        {
            double greatest = 0;
            foreach (double parameter in _origin)
            {
                greatest = Math.Max(greatest, Math.Abs(parameter));
            }

            return greatest;
        }
    }

    /// <summary>Moves the parameters to θ + t·v.</summary>
    internal void MoveTo(double t)
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i] = At(i, t);
        }
    }

    /// <summary>Moves the parameters back to θ, bit for bit.</summary>
    internal void Return() => _origin.CopyTo(_parameters);

    /// <summary>
    /// The distance from θ − h·v to θ + h·v that rounding left, by which their difference is divided. Along a direction every
    /// entry is rounded in its own way: there it is 2h, and <see cref="Project"/> takes the steps as they were.
    /// </summary>
    internal double Width(double h) => _direction.IsEmpty ? At(0, h) - At(0, -h) : 2 * h;

    /// <summary>⟨g, v⟩ with the v that rounding of θ ± h·v left.</summary>
    internal double Project(ReadOnlySpan<double> gradient, double h)
    {
        if (_direction.IsEmpty)
        {
            return gradient[0];
        }

        double sum = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            sum += gradient[i] * (At(i, h) - At(i, -h));
        }

        return sum / (2 * h);
    }

    private double At(int index, double t) => _origin[index] + (_direction.IsEmpty ? t : t * _direction[index]);
}
