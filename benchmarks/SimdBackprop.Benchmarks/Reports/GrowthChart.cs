using System.Globalization;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>Rates of square products over their size, and how steep each step up is.</summary>
internal static class GrowthChart
{
    private const int Width = 960;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 930;
    private const int Top = 56;
    private const int Bottom = 360;
    private const double Dot = 2;

    internal static void Draw(SvgCanvas canvas, Growth growth)
    {
        DrawCurve(canvas, growth, $"{Suites.Smooth}: GFLOP/s by size of square products", "GFLOP/s", 0, step => step.Rate, level: null);
        DrawCurve(
            canvas,
            growth,
            $"{Suites.Smooth}: how many times as long as the size before it, by what whole tiles account for; the line is {ResultTable.Ratio(Growth.Most)}",
            "times",
            growth.Steps.Min(step => step.Factor),
            step => step.Factor,
            Growth.Most);
    }

    private static void DrawCurve(
        SvgCanvas canvas, Growth growth, string title, string unit, double low, Func<GrowthStep, double> value, double? level)
    {
        canvas.Begin(Width, Height, title, style: null);
        canvas.Text("title", Left, 28, title);
        PlotAxis sizes = PlotAxis.Rounded(0, growth.Steps[^1].Size, Left, Right);
        PlotAxis values = PlotAxis.Rounded(low, Math.Max(growth.Steps.Max(value), level ?? 0), Bottom, Top);
        foreach (double tick in values.Ticks())
        {
            double y = values.Position(tick);
            canvas.Line("grid", Left, y, Right, y);
            canvas.Text("right", Left - 8, y + 4, tick.ToString("0.###", CultureInfo.InvariantCulture));
        }

        foreach (double tick in sizes.Ticks())
        {
            double x = sizes.Position(tick);
            canvas.Line("axis", x, Bottom, x, Bottom + 5);
            canvas.Text("middle", x, Bottom + 22, tick.ToString("0", CultureInfo.InvariantCulture));
        }

        if (level is { } allowed)
        {
            canvas.Line("level", Left, values.Position(allowed), Right, values.Position(allowed));
        }

        canvas.Polyline(ChartStyle.Ours, growth.Steps.Select(step => (sizes.Position(step.Size), values.Position(value(step)))));
        foreach (GrowthStep step in growth.Steps)
        {
            canvas.Disc(
                ChartStyle.Ours,
                sizes.Position(step.Size),
                values.Position(value(step)),
                Dot,
                $"{step.Size}: {ResultTable.Rate(step.Rate)} GFLOP/s, {ResultTable.Ratio(step.Factor)} times");
        }

        canvas.Text("middle", 18, (Top + Bottom) / 2, unit, turn: -90);
        canvas.Text("middle", (Left + Right) / 2, Bottom + 46, "rows and columns");
        canvas.End();
    }
}
