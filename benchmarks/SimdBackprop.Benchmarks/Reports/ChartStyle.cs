namespace SimdBackprop.Benchmarks;

/// <summary>How contestants look in charts: the same in every chart of a page.</summary>
internal sealed class ChartStyle(IEnumerable<string> peers)
{
    internal const string Ours = "ours";
    internal const string Limit = "limit";

    /// <summary>Colours that most eyes tell apart, after Okabe and Ito; dashes help the others.</summary>
    private const int Looks = 8;

    internal const string Sheet = """
        :root { color-scheme: light dark }
        body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 15px system-ui, sans-serif; color: #222; background: #fff }
        svg { width: 100%; height: auto; margin-top: 1rem }
        table { border-collapse: collapse; font-size: 13px; margin: 1rem 0; display: block; overflow-x: auto }
        th, td { padding: 2px 8px; text-align: right; white-space: nowrap; border-bottom: 1px solid #ddd }
        th.word, td.word { text-align: left }
        tr:last-child td { font-weight: 600 }
        .wrong { color: #b00020; font-weight: 600 }
        svg text { font: 13px system-ui, sans-serif; fill: #333 }
        svg .paper { fill: #fff }
        svg .title { font-size: 16px; font-weight: 600 }
        svg .small { font-size: 11px }
        svg .right { text-anchor: end }
        svg .middle { text-anchor: middle }
        .grid { stroke: #ddd; stroke-width: 1 }
        .axis { stroke: #888; stroke-width: 1 }
        .level { stroke: #555; stroke-width: 1.5 }
        .ours { --colour: #0072b2; --width: 3 } .limit { --colour: #555; --dashes: 2 4 }
        .peer0 { --colour: #d55e00 } .peer1 { --colour: #009e73; --dashes: 10 3 } .peer2 { --colour: #cc79a7; --dashes: 6 4 }
        .peer3 { --colour: #888; --dashes: 3 3 } .peer4 { --colour: #a67c00; --dashes: 9 3 2 3 } .peer5 { --colour: #56b4e9 }
        .peer6 { --colour: #7b3fa0; --dashes: 6 4 } .peer7 { --colour: #4d4d00; --dashes: 3 3 }
        polyline, .key {
          fill: none; stroke: var(--colour); stroke-width: var(--width, 1.8); stroke-dasharray: var(--dashes, none); stroke-linejoin: round
        }
        circle, .bar { fill: var(--colour) }
        @media (prefers-color-scheme: dark) {
          body { color: #ddd; background: #17191c } th, td { border-color: #33373c } .wrong { color: #ff7a8a }
          svg text { fill: #ddd } svg .paper { fill: #17191c } .grid { stroke: #33373c } .axis { stroke: #777 } .level { stroke: #bbb }
          .ours { --colour: #5db7f0 } .limit { --colour: #bbb } .peer0 { --colour: #ff8a3d } .peer1 { --colour: #34d0a4 }
          .peer3 { --colour: #9aa0a6 } .peer4 { --colour: #e0b83c } .peer6 { --colour: #b98ad6 } .peer7 { --colour: #c9c96a }
        }
        """;

    private readonly string[] _peers = [.. peers];

    /// <summary>The class of a peer.</summary>
    internal string Of(string peer) => $"peer{Array.IndexOf(_peers, peer) % Looks}";
}
