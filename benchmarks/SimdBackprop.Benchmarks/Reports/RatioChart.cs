using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>
/// How many times as fast ours is as each native peer, as bars from the line of a draw, on a scale where twice and half are equally far from it.
/// </summary>
internal static class RatioChart
{
    /// <summary>Of a case's width; the rest keeps cases apart.</summary>
    private const double BarShare = 0.8;

    /// <summary>Wide bars for few cases look like buildings.</summary>
    private const double WidestBar = 24;

    internal static void Draw(SvgCanvas canvas, SuiteResult suite, ChartStyle style)
    {
        PeerResult[] all = [.. suite.Cases.SelectMany(result => result.Peers)];
        bool nativeOnly = all.Any(peer => peer.IsNative);
        string[] peers = [.. all.Where(peer => peer.IsNative || !nativeOnly).Select(peer => peer.Peer).Distinct()];
        if (peers.Length == 0)
        {
            return;
        }

        double[] heights = [.. all.Where(peer => peers.Contains(peer.Peer)).Select(peer => Math.Log2(peer.Ratio))];
        ChartFrame frame = new(
            canvas,
            $"{suite.Name}: how many times as fast ours is; above the line ours is ahead",
            [.. suite.Cases.Select(result => result.Name)],
            [.. peers.Select(peer => (style.Of(peer), peer))],
            inBars: true);
        PlotAxis axis = frame.Upwards(Math.Min(heights.Min(), -1), Math.Max(heights.Max(), 1));
        frame.DrawAxes(axis, tick => ResultTable.Ratio(Math.Pow(2, tick)), "ours / peer, logarithmic");
        double width = Math.Min(frame.Step * BarShare / peers.Length, WidestBar);
        for (int i = 0; i < suite.Cases.Count; i++)
        {
            CaseResult result = suite.Cases[i];
            for (int j = 0; j < peers.Length; j++)
            {
                if (result.Peers.FirstOrDefault(peer => peer.Peer == peers[j]) is { } peer)
                {
                    double draw = axis.Position(0);
                    double end = axis.Position(Math.Log2(peer.Ratio));
                    canvas.Rectangle(
                        "bar " + style.Of(peer.Peer),
                        frame.Middle(i) + ((j - (peers.Length / 2.0)) * width),
                        Math.Min(draw, end),
                        width,
                        Math.Abs(draw - end),
                        $"{peer.Peer}, {result.Name}: {ResultTable.Ratio(peer.Ratio)}");
                }
            }
        }

        frame.DrawLevel(axis, 0);
        canvas.End();
    }
}
