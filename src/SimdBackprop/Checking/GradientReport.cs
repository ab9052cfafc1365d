using System.Globalization;
using System.Text;

namespace SimdBackprop.Checking;

/// <summary>A <see cref="GradientCheckResult"/> as text.</summary>
internal static class GradientReport
{
    private const string Columns = "{0,-6} {1,-11} {2,8} {3,6} {4,7} {5,6}  {6,8} {7,8}  {8,-14} {9,23} {10,23} {11,8} {12,8} {13,8}  {14}";

    private static readonly CompositeFormat Row = CompositeFormat.Parse(Columns);

    internal static string Of(GradientCheckResult result)
    {
        StringBuilder text = new();
        Line(text, $"{result.Mode} check at J = {result.Cost:G17} (penalty {result.Penalty:G6}), {result.StepRule}, seed {result.Seed}");
        text.AppendFormat(
            CultureInfo.InvariantCulture,
            Row,
            "array", "shape", "checked", "kinked", "skipped", "wrong", "norm", "allowed",
            "worst", "analytic", "numeric", "abs", "rel", "allowed", "verdict");
        text.AppendLine();
        foreach (GradientArrayResult array in result.Arrays)
        {
            GradientEntry? worst = array.Worst;
            text.AppendFormat(
                CultureInfo.InvariantCulture,
                Row,
                array.Name,
                string.Join(" x ", array.Shape),
                array.Checked,
                array.Kinked,
                array.Skipped,
                array.Mismatched,
                Error(array.NormRelativeError),
                Error(array.NormRelativeBound),
                worst?.Name ?? "-",
                Value(worst?.Analytic),
                Value(worst?.Numeric),
                Error(worst?.AbsoluteError),
                Error(worst?.RelativeError),
                Error(worst?.Bound),
                array.Verdict);
            text.AppendLine();
        }

        Notes(text, result);
        Line(text, $"{result.Verdict}: {100 * result.UncheckedShare:0.##} % at kinks or skipped, {100 * result.MaxUncheckedShare:0.##} % allowed");
        return text.ToString();
    }

    private static void Notes(StringBuilder text, GradientCheckResult result)
    {
        foreach (GradientArrayResult array in result.Arrays)
        {
            if (array.Kinked > 0)
            {
                string more = array.Kinked > array.Kinks.Count ? ", ..." : string.Empty;
                Line(text, $"at a kink, so not checked: {string.Join(", ", array.Kinks)}{more}");
            }

            foreach (GradientEntry? wrong in (ReadOnlySpan<GradientEntry?>)[array.Worst, array.WrongEntry])
            {
                if (wrong is { NumericAtHalfStep: { } half })
                {
                    Line(text, $"{wrong.Name}: numeric {wrong.Numeric:G17} with h = {wrong.Step:G3}, {half:G17} with h/2; analytic {wrong.Analytic:G17}");
                }
            }
        }

        foreach (GradientProperty property in result.Properties)
        {
            Line(text, $"{(property.Holds ? "holds" : "VIOLATED")}: {property.Name}{(property.Holds ? string.Empty : $": {property.Detail}")}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Value(double? value) => value?.ToString("G17", CultureInfo.InvariantCulture) ?? "-";

    private static string Error(double? value) => value?.ToString("0.0E+0", CultureInfo.InvariantCulture) ?? "-";
}
