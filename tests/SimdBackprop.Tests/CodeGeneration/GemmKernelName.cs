using System.Text.RegularExpressions;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>One instantiation of a micro-kernel: of the common one, or, with <see cref="Transposing"/> for its left, of the one that transposes B.</summary>
internal sealed partial record GemmKernelName(SimdTier Tier, string Element, int Rows, int Vectors, string Left, string Panel, string Output, string? Rule = null)
{
    /// <summary>The rules that run beside a product, by the names of their types, with their multiply-adds; RegularizedRule adds the penalty's to that of the rule after it.</summary>
    internal static readonly Dictionary<string, int> Rules = new()
    {
        ["AdamRule"] = 4,
        ["AdamWRule"] = 5,
        ["MomentumRule"] = 2,
        ["NesterovRule"] = 3,
        ["RmsPropRule"] = 2,
        ["RegularizedRule AdamWRule"] = 6,
        ["RegularizedRule SgdRule"] = 2,
    };

    internal const string Transposing = "transposing";

    private static readonly string[] Elements = ["float", "double"];

    private static readonly string[] Lefts = [nameof(RowMajorLeft), nameof(ColumnMajorLeft), nameof(PackedLeft)];

    private static readonly string[] Panels = [nameof(InPlacePanel), nameof(StreamedInPlacePanel), nameof(PackingPanel), nameof(PackedPanel), nameof(StreamedPanel)];

    /// <summary>Those of kernels that add the product to C.</summary>
    private static readonly (string Left, string Panel)[] Adding =
    [
        (nameof(ColumnMajorLeft), nameof(InPlacePanel)), (nameof(ColumnMajorLeft), nameof(StreamedInPlacePanel)), (nameof(ColumnMajorLeft), nameof(PackingPanel)),
        (nameof(ColumnMajorLeft), nameof(PackedPanel)), (nameof(PackedLeft), nameof(PackingPanel)), (nameof(PackedLeft), nameof(PackedPanel)),
    ];

    /// <summary>Those of kernels that run a rule beside the product, which takes 32 registers.</summary>
    private static readonly (string Left, string Panel)[] Updating =
    [
        (nameof(ColumnMajorLeft), nameof(InPlacePanel)), (nameof(ColumnMajorLeft), nameof(PackedPanel)), (nameof(PackedLeft), nameof(InPlacePanel)), (nameof(PackedLeft), nameof(PackedPanel)),
    ];

    private static readonly string[] PanelsOfTransposing = [nameof(InPlacePanel), nameof(StreamedInPlacePanel)];

    private static readonly string[] Counts =
    [
        nameof(One), nameof(Two), nameof(Three), nameof(Four), nameof(Five), nameof(Six), nameof(Seven), nameof(Eight), nameof(Nine), nameof(Ten), nameof(Eleven), nameof(Twelve),
    ];

    private static readonly Dictionary<string, SimdTier> Markers = new()
    {
        [nameof(Vector512Isa<float>)] = SimdTier.Avx512,
        [nameof(Vector256Isa<float>)] = SimdTier.Avx2,
        [nameof(Vector128Isa<float>)] = SimdTier.Vector128,
        [nameof(PortableIsa<float>)] = SimdTier.Portable,
        [nameof(ScalarIsa<float>)] = SimdTier.Scalar,
    };

    internal bool Transposes => Left == Transposing;

    /// <summary>Whether it adds the product to C. Where a register holds one element there are too few registers for that not to show.</summary>
    internal bool Adds => Output == nameof(AddedOutput<float>) && Tier != SimdTier.Scalar;

    /// <summary>Whether it runs a rule beside the product.</summary>
    internal bool Updates => Rule is not null;

    /// <summary>Terms of each element in the innermost loop.</summary>
    internal int Terms => !Transposes ? GemmMicroKernel.TermsPerRound : Element == "float" ? 4 : 2;

    /// <summary>Every kernel that a product can ask for on these tiers.</summary>
    internal static GemmKernelName[] All(IEnumerable<SimdTier> tiers) =>
    [
        .. from tier in tiers
           from element in Elements
           from kind in (from left in Lefts from panel in Panels select (left, panel, nameof(ProductOutput<float>)))
               .Concat(from kind in Adding select (kind.Left, kind.Panel, nameof(AddedOutput<float>)))
           from vectors in Enumerable.Range(1, GemmTile.Vectors)
           from rows in Enumerable.Range(1, TileRows(tier, vectors))
           select new GemmKernelName(tier, element, rows, vectors, kind.Item1, kind.Item2, kind.Item3),
        .. from tier in tiers
           where tier == SimdTier.Avx512
           from element in Elements
           from rule in Rules.Keys
           from kind in Updating
           from vectors in Enumerable.Range(1, GemmTile.Vectors)
           from rows in Enumerable.Range(1, TileRows(tier, vectors))
           where rule == "AdamRule" || (rows, vectors) == (GemmTile.MostRows, GemmTile.Vectors)
           select new GemmKernelName(tier, element, rows, vectors, kind.Left, kind.Panel, nameof(UpdateOutput<float, AdamRule<float>>), rule),
        .. from tier in tiers
           from element in Elements
           from panel in PanelsOfTransposing
           from rows in Enumerable.Range(1, GemmTransposingKernel.Rows(tier))
           select new GemmKernelName(tier, element, rows, 1, Transposing, panel, nameof(ProductOutput<float>)),
    ];

    /// <summary>The kernel whose machine code has this title; null for any other method.</summary>
    internal static GemmKernelName? Of(string method)
    {
        Match common = Title().Match(method), transposing = TransposingTitle().Match(method);
        Match match = common.Success ? common : transposing;
        if (!match.Success || !Markers.TryGetValue(match.Groups["marker"].Value, out SimdTier tier))
        {
            return null;
        }

        (string element, int rows) = (match.Groups["element"].Value, Count(match, "rows"));
        return common.Success
            ? new GemmKernelName(tier, element, rows, Count(match, "vectors"), match.Groups["left"].Value, match.Groups["panel"].Value, match.Groups["output"].Value, RuleOf(match.Groups["rule"].Value))
            : new GemmKernelName(tier, element, rows, 1, Transposing, match.Groups["panel"].Value, nameof(ProductOutput<float>));
    }

    public override string ToString() => $"{SimdInfo.NameOf(Tier)} {Element} {Rows}x{Vectors} {Left} {Panel} {Output}{(Rule is null ? "" : $" {Rule}")}";

    // The names in SimdBackprop.RegularizedRule`2[float,SimdBackprop.Training.AdamWRule`1[float]].
    private static string? RuleOf(string type) => type.Length == 0 ? null : string.Join(' ', NamesOfRules().Matches(type).Select(static name => name.Value));

    private static int Count(Match match, string group) => Array.IndexOf(Counts, match.Groups[group].Value) + 1;

    private static int TileRows(SimdTier tier, int vectors)
    {
        int extent = vectors;
        SimdDispatch.Run<float, RowsOfTile, int>(tier, ref extent);
        return extent;
    }

    [GeneratedRegex(
        @"GemmMicroKernel:Run\[(?<element>\w+),SimdBackprop\.(?<marker>\w+)`1\[\w+\],.*," +
        @"SimdBackprop\.(?<rows>\w+),SimdBackprop\.(?<vectors>\w+),SimdBackprop\.(?<left>\w+),SimdBackprop\.(?<panel>\w+),SimdBackprop\.(?<output>\w+)`\d\[\w+,?(?<rule>.*)\]\]")]
    private static partial Regex Title();

    [GeneratedRegex(@"\w+Rule(?=`)")]
    private static partial Regex NamesOfRules();

    [GeneratedRegex(@"GemmTransposingKernel:Rounds\[(?<element>\w+),SimdBackprop\.(?<marker>\w+)`1\[\w+\],.*,SimdBackprop\.(?<rows>\w+),SimdBackprop\.(?<panel>\w+)\]")]
    private static partial Regex TransposingTitle();

    private readonly struct RowsOfTile : IKernel<float, int>
    {
        public static void Run<TIsa, TVec>(ref int extent)
            where TIsa : struct, IIsa<float, TVec>
            where TVec : struct => extent = GemmTile.Rows<float, TIsa, TVec>(extent);
    }
}
