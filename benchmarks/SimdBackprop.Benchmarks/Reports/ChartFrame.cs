using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>What the charts of a suite have in common: cases from left to right, a value upwards, a legend above.</summary>
internal sealed class ChartFrame
{
    internal const int Width = 960;

    private const int Left = 70;
    private const int Right = 930;
    private const int FirstLegendLine = 56;
    private const int LegendLineHeight = 20;
    private const int LegendColumns = 6;
    private const int PlotHeight = 280;
    private const int LabelHeight = 104;
    private const double LabelTurn = -40;

    private readonly SvgCanvas _canvas;
    private readonly IReadOnlyList<string> _labels;
    private readonly int _top;

    /// <summary>Begins the picture and draws its legend.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="labels">The cases.</param>
    /// <param name="legend">Who is drawn, and in which style.</param>
    /// <param name="inBars">Whether as bars; else as lines.</param>
    internal ChartFrame(
        SvgCanvas canvas, string title, IReadOnlyList<string> labels, IReadOnlyList<(string Style, string Name)> legend, bool inBars)
    {
        _canvas = canvas;
        _labels = labels;
        int legendLines = (legend.Count + LegendColumns - 1) / LegendColumns;
        _top = FirstLegendLine + (legendLines * LegendLineHeight);
        canvas.Begin(Width, Bottom + LabelHeight, title, style: null);
        canvas.Text("title", Left, 28, title);
        for (int i = 0; i < legend.Count; i++)
        {
            double x = Left + (i % LegendColumns * ((Right - Left) / LegendColumns));
            double y = FirstLegendLine + (i / LegendColumns * LegendLineHeight);
            if (inBars)
            {
                canvas.Rectangle("bar " + legend[i].Style, x + 12, y - 11, 14, 14);
            }
            else
            {
                canvas.Line("key " + legend[i].Style, x, y - 4, x + 26, y - 4);
            }

            canvas.Text("label", x + 32, y, legend[i].Name);
        }
    }

    /// <summary>The lower edge of the plot.</summary>
    internal int Bottom => _top + PlotHeight;

    /// <summary>The width that a case has.</summary>
    internal double Step => (double)(Right - Left) / _labels.Count;

    /// <summary>The middle of a case.</summary>
    internal double Middle(int index) => Left + ((index + 0.5) * Step);

    /// <summary>An axis for values between these.</summary>
    internal PlotAxis Upwards(double low, double high) => PlotAxis.Rounded(low, high, Bottom, _top);

    /// <summary>Grid, ticks and the names of axis and cases.</summary>
    internal void DrawAxes(PlotAxis axis, Func<double, string> text, string name)
    {
        foreach (double tick in axis.Ticks())
        {
            double y = axis.Position(tick);
            _canvas.Line("grid", Left, y, Right, y);
            _canvas.Text("right", Left - 8, y + 4, text(tick));
        }

        for (int i = 0; i < _labels.Count; i++)
        {
            _canvas.Line("axis", Middle(i), Bottom, Middle(i), Bottom + 5);
            _canvas.Text("right small", Middle(i) + 4, Bottom + 18, _labels[i], LabelTurn);
        }

        _canvas.Line("axis", Left, Bottom, Right, Bottom);
        _canvas.Line("axis", Left, _top, Left, Bottom);
        _canvas.Text("middle", 18, _top + (PlotHeight / 2), name, turn: -90);
        _canvas.Text("middle", (Left + Right) / 2, Bottom + LabelHeight - 6, "case");
    }

    /// <summary>A line across the plot, for a value that everything is held against.</summary>
    internal void DrawLevel(PlotAxis axis, double value) => _canvas.Line("level", Left, axis.Position(value), Right, axis.Position(value));
}
