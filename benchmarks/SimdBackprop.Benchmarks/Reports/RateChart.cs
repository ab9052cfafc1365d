using System.Globalization;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>Rates over the cases of a suite, under the line of what the machine can do.</summary>
internal static class RateChart
{
    private const double Dot = 2.5;
    private const double OurDot = 3.5;

    internal static void Draw(SvgCanvas canvas, SuiteResult suite, ChartStyle style)
    {
        string[] peers = [.. new Totals(suite.Cases).Peers];
        ChartFrame frame = new(
            canvas,
            $"{suite.Name}: {suite.Unit} by case",
            [.. suite.Cases.Select(result => result.Name)],
            [(ChartStyle.Ours, "ours"), (ChartStyle.Limit, suite.Limit), .. peers.Select(peer => (style.Of(peer), peer))],
            inBars: false);
        IEnumerable<double> rates = suite.Cases.SelectMany(result => result.Peers.Select(peer => peer.Rate).Append(result.Ours).Append(result.Limit));
        PlotAxis axis = frame.Upwards(0, rates.Max());
        frame.DrawAxes(axis, tick => tick.ToString("0.###", CultureInfo.InvariantCulture), suite.Unit);
        DrawCurve(ChartStyle.Limit, suite.Limit, Dot, result => result.Limit);
        foreach (string peer in peers)
        {
            DrawCurve(style.Of(peer), peer, Dot, result => result.Peers.FirstOrDefault(one => one.Peer == peer)?.Rate);
        }

        DrawCurve(ChartStyle.Ours, "ours", OurDot, result => result.Ours);
        canvas.End();

        void DrawCurve(string look, string name, double radius, Func<CaseResult, double?> rate)
        {
            List<(double X, double Y)> run = [];
            for (int i = 0; i < suite.Cases.Count; i++)
            {
                CaseResult result = suite.Cases[i];
                if (i > 0 && !IsSameKind(suite.Cases[i - 1], result))
                {
                    EndRun();
                }

                if (rate(result) is { } value)
                {
                    (double x, double y) = (frame.Middle(i), axis.Position(value));
                    run.Add((x, y));
                    canvas.Disc(look, x, y, radius, $"{name}, {result.Name}: {ResultTable.Rate(value)} {suite.Unit}");
                }
            }

            EndRun();

            void EndRun()
            {
                if (run.Count > 1)
                {
                    canvas.Polyline(look, run);
                }

                run = [];
            }
        }
    }

    // A line says that there is something in between; between a product and another kind of product there is not.
    private static bool IsSameKind(CaseResult left, CaseResult right) => Kind(left) == Kind(right);

    private static string Kind(CaseResult result) => result.Name.Split(' ')[0];
}
