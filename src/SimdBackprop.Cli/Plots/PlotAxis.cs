namespace SimdBackprop.Cli;

/// <summary>One axis: a range of values, where it lies on the picture, and round numbers for its ticks.</summary>
internal sealed class PlotAxis
{
    private const int WantedSteps = 6;

    private readonly double _low;
    private readonly double _high;
    private readonly double _start;
    private readonly double _end;
    private readonly double _step;

    /// <summary>An axis whose range is widened to whole steps, so that the first and last tick are its ends.</summary>
    internal static PlotAxis Rounded(double low, double high, double start, double end)
    {
        double step = RoundStep((high > low ? high - low : Math.Max(Math.Abs(high), 1)) / WantedSteps);
        double first = Math.Floor(low / step);
        double last = Math.Max(Math.Ceiling(high / step), first + 1);
        return new PlotAxis(first * step, last * step, start, end, step);
    }

    /// <summary>An axis of whole numbers from 1 to a count.</summary>
    internal static PlotAxis Counting(int count, double start, double end) =>
        new(1, Math.Max(count, 2), start, end, Math.Max(1, RoundStep((double)count / WantedSteps)));

    private PlotAxis(double low, double high, double start, double end, double step)
    {
        _low = low;
        _high = high;
        _start = start;
        _end = end;
        _step = step;
    }

    /// <summary>The multiples of the step within the range.</summary>
    internal IEnumerable<double> Ticks()
    {
        // Multiples, not sums: a sum of tenths drifts off the last tick.
        long last = (long)Math.Floor((_high / _step) + 1e-9);
        for (long i = (long)Math.Ceiling((_low / _step) - 1e-9); i <= last; i++)
        {
            yield return i * _step;
        }
    }

    internal double Position(double value) => _start + ((value - _low) / (_high - _low) * (_end - _start));

    /// <summary>The next 1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double step)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double factor = step / unit;
        return unit * (factor > 5 ? 10 : factor > 2 ? 5 : factor > 1 ? 2 : 1);
    }
}
