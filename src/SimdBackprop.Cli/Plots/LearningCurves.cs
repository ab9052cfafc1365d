using System.Globalization;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Cost and accuracy over the epochs, training beside test, where over-fitting shows as curves that part.</summary>
internal sealed class LearningCurves(IReadOnlyList<EpochMetrics> epochs)
{
    internal const string Title = "Learning curves";

    private const int Width = 960;
    private const int Height = 400;
    private const int PanelWidth = 380;
    private const int PanelTop = 84;
    private const int PanelBottom = 336;
    private const int FirstPanel = 70;
    private const int SecondPanel = 550;

    /// <summary>Above so many epochs the dots would run into each other.</summary>
    private const int MostDots = 40;

    // Blue and orange keep apart for nearly every eye, and the test's line is dashed for the rest.
    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #333 }
        .paper { fill: #fff }
        .title { font-size: 18px; font-weight: 600 }
        .panel { font-size: 14px; font-weight: 600 }
        .note { fill: #666 }
        .right { text-anchor: end }
        .middle { text-anchor: middle }
        .grid { stroke: #ddd; stroke-width: 1 }
        .axis { stroke: #888; stroke-width: 1 }
        polyline, .key { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
        .training { stroke: #1f6fc4 } .test { stroke: #d1600a; stroke-dasharray: 6 4 }
        .training-dot { fill: #1f6fc4 } .test-dot { fill: #d1600a }
        @media (prefers-color-scheme: dark) {
          text { fill: #ddd } .paper { fill: #17191c } .note { fill: #9aa0a6 } .grid { stroke: #33373c } .axis { stroke: #777 }
          .training { stroke: #6fb1ff } .test { stroke: #ffa15c } .training-dot { fill: #6fb1ff } .test-dot { fill: #ffa15c }
        }
        """;

    internal void Draw(SvgCanvas canvas)
    {
        canvas.Begin(Width, Height, Title, Style);
        canvas.Text("title", FirstPanel, 32, Title);
        DrawLegend(canvas);
        List<Point> trainingCost = Points(epoch => epoch.TrainingCost);
        List<Point> testCost = Points(epoch => epoch.TestCost);
        string lowest = testCost.Count > 0 ? Lowest(testCost) : "";
        DrawPanel(canvas, FirstPanel, "Cost", trainingCost, testCost, fromZero: true, "G4", lowest);
        List<Point> trainingAccuracy = Points(epoch => 100 * epoch.TrainingAccuracy);
        List<Point> testAccuracy = Points(epoch => 100 * epoch.TestAccuracy);
        string highest = testAccuracy.Count > 0 ? Highest(testAccuracy) : "";
        DrawPanel(canvas, SecondPanel, "Accuracy", trainingAccuracy, testAccuracy, fromZero: false, "0.##' %'", highest);
        canvas.End();
    }

    private static void DrawLegend(SvgCanvas canvas)
    {
        canvas.Line("key training", 740, 27, 780, 27);
        canvas.Text("label", 788, 32, "training");
        canvas.Line("key test", 850, 27, 890, 27);
        canvas.Text("label", 898, 32, "test");
    }

    private static string Lowest(List<Point> curve)
    {
        Point best = curve.MinBy(point => point.Value);
        return string.Create(CultureInfo.InvariantCulture, $"lowest on the test set: {best.Value:0.00000} in epoch {best.Epoch}");
    }

    private static string Highest(List<Point> curve)
    {
        Point best = curve.MaxBy(point => point.Value);
        return string.Create(CultureInfo.InvariantCulture, $"highest on the test set: {best.Value:0.00} % in epoch {best.Epoch}");
    }

    private List<Point> Points(Func<EpochMetrics, double?> measure) =>
        [.. epochs.Where(epoch => measure(epoch) is not null).Select(epoch => new Point(epoch.Epoch, measure(epoch)!.Value))];

    private void DrawPanel(
        SvgCanvas canvas, int left, string title, List<Point> training, List<Point> test, bool fromZero, string format, string note)
    {
        IEnumerable<double> values = training.Concat(test).Select(point => point.Value);
        PlotAxis x = PlotAxis.Counting(epochs[^1].Epoch, left, left + PanelWidth);
        PlotAxis y = PlotAxis.Rounded(fromZero ? 0 : values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max(), PanelBottom, PanelTop);
        canvas.Text("panel", left, PanelTop - 16, title);
        canvas.Text("note right", left + PanelWidth, PanelTop - 16, note);
        foreach (double tick in y.Ticks())
        {
            canvas.Line("grid", left, y.Position(tick), left + PanelWidth, y.Position(tick));
            canvas.Text("right", left - 8, y.Position(tick) + 4, tick.ToString(format, CultureInfo.InvariantCulture));
        }

        foreach (double tick in x.Ticks())
        {
            canvas.Line("axis", x.Position(tick), PanelBottom, x.Position(tick), PanelBottom + 5);
            canvas.Text("middle", x.Position(tick), PanelBottom + 20, tick.ToString(CultureInfo.InvariantCulture));
        }

        canvas.Line("axis", left, PanelBottom, left + PanelWidth, PanelBottom);
        canvas.Line("axis", left, PanelTop, left, PanelBottom);
        canvas.Text("middle", left + (PanelWidth / 2), PanelBottom + 42, "epoch");
        DrawCurve(canvas, "training", training, x, y, format);
        DrawCurve(canvas, "test", test, x, y, format);
    }

    private static void DrawCurve(SvgCanvas canvas, string name, List<Point> curve, PlotAxis x, PlotAxis y, string format)
    {
        canvas.Polyline(name, curve.Select(point => (x.Position(point.Epoch), y.Position(point.Value))));
        if (curve.Count <= MostDots)
        {
            foreach (Point point in curve)
            {
                string value = point.Value.ToString(format, CultureInfo.InvariantCulture);
                canvas.Disc(name + "-dot", x.Position(point.Epoch), y.Position(point.Value), 3, $"{name}, epoch {point.Epoch}: {value}");
            }
        }
    }

    private readonly record struct Point(int Epoch, double Value);
}
