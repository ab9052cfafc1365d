using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>One instantiation of the micro-kernel.</summary>
internal sealed partial record GemmKernelName(SimdTier Tier, string Element, int Rows, int Vectors, string Left, string Panel)
{
    private static readonly string[] Elements = ["float", "double"];

    private static readonly string[] Lefts = [nameof(RowMajorLeft), nameof(ColumnMajorLeft)];

    private static readonly string[] Panels = [nameof(InPlacePanel), nameof(PackingPanel), nameof(PackedPanel), nameof(StreamedPanel)];

    private static readonly string[] Counts =
        [nameof(One), nameof(Two), nameof(Three), nameof(Four), nameof(Five), nameof(Six), nameof(Seven), nameof(Eight)];

    private static readonly Dictionary<string, SimdTier> Markers = new()
    {
        [nameof(Vector512Isa<float>)] = SimdTier.Avx512,
        [nameof(Vector256Isa<float>)] = SimdTier.Avx2,
        [nameof(Vector128Isa<float>)] = SimdTier.Vector128,
        [nameof(PortableIsa<float>)] = SimdTier.Portable,
        [nameof(ScalarIsa<float>)] = SimdTier.Scalar,
    };

    /// <summary>Every kernel that the driver can ask for on these tiers.</summary>
    internal static GemmKernelName[] All(IEnumerable<SimdTier> tiers) =>
    [
        .. from tier in tiers
           from element in Elements
           from left in Lefts
           from panel in Panels
           from vectors in Enumerable.Range(1, GemmTile.Vectors)
           from rows in Enumerable.Range(1, TileRows(tier, vectors))
           select new GemmKernelName(tier, element, rows, vectors, left, panel),
    ];

    /// <summary>The kernel whose machine code has this title; null for any other method.</summary>
    internal static GemmKernelName? Of(string method) =>
        Title().Match(method) is { Success: true } match && Markers.TryGetValue(match.Groups["marker"].Value, out SimdTier tier)
            ? new GemmKernelName(tier, match.Groups["element"].Value, Count(match, "rows"), Count(match, "vectors"), match.Groups["left"].Value, match.Groups["panel"].Value)
            : null;

    public override string ToString() => $"{SimdInfo.NameOf(Tier)} {Element} {Rows}x{Vectors} {Left} {Panel}";

    private static int Count(Match match, string group) => Array.IndexOf(Counts, match.Groups[group].Value) + 1;

    private static int TileRows(SimdTier tier, int vectors)
    {
        int extent = vectors;
        SimdDispatch.Run<float, RowsOfTile, int>(tier, ref extent);
        return extent;
    }

    [GeneratedRegex(
        @"GemmMicroKernel:Run\[(?<element>\w+),SimdBackprop\.(?<marker>\w+)`1\[\w+\],.*," +
        @"SimdBackprop\.(?<rows>\w+),SimdBackprop\.(?<vectors>\w+),SimdBackprop\.(?<left>\w+),SimdBackprop\.(?<panel>\w+)\]")]
    private static partial Regex Title();

    private readonly struct RowsOfTile : IKernel<float, int>
    {
        public static void Run<TIsa, TVec>(ref int extent)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => extent = GemmTile.Rows<float, TIsa, TVec>(extent);
    }
}
