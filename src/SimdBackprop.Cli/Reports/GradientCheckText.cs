using SimdBackprop.Checking;

namespace SimdBackprop.Cli;

/// <summary>A gradient check as lines: every parameter array with its worst entry, then what could not be checked, then the verdict.</summary>
internal static class GradientCheckText
{
    internal static void Write(TextWriter output, GradientCheckRun run)
    {
        GradientCheckResult result = run.Result;
        output.WriteLine($"data       {run.Data}: {run.Samples} samples of the first mini-batch");
        output.WriteLine($"network    {run.Network}; {run.Parameters:N0} parameters, checked in double whatever train uses");
        output.WriteLine(
            $"check      {(result.Mode == GradientCheckMode.Full ? "every parameter" : $"along {result.Arrays[0].Total} random directions in each array")}, {result.StepRule}, "
            + $"seed {result.Seed}; {run.Tier}, threads {run.Settings.ThreadCount}");
        output.WriteLine();
        output.WriteLine(Row("array", "shape", "checked", "kinks", "worst", "analytic", "numeric", "absolute", "relative", "verdict"));
        foreach (GradientArrayResult array in result.Arrays)
        {
            GradientEntry? worst = array.Worst;
            output.WriteLine(Row(
                array.Name,
                string.Join("x", array.Shape),
                $"{array.Checked}",
                $"{array.Kinked}",
                worst?.Name ?? "-",
                $"{worst?.Analytic:0.0000000e+00}",
                $"{worst?.Numeric:0.0000000e+00}",
                $"{worst?.AbsoluteError:0.0e+00}",
                $"{worst?.RelativeError:0.0e+00}",
                Word(array.Verdict)));
        }

        output.WriteLine();
        WriteNotes(output, result);
        output.WriteLine(
            $"{Word(result.Verdict)}: {100 * result.UncheckedShare:0.##} % of the {(result.Mode == GradientCheckMode.Full ? "entries" : "directions")} at kinks or skipped, "
            + $"{100 * result.MaxUncheckedShare:0.##} % allowed");
    }

    private static void WriteNotes(TextWriter output, GradientCheckResult result)
    {
        foreach (GradientArrayResult array in result.Arrays.Where(array => array.Kinked > 0))
        {
            string more = array.Kinked > array.Kinks.Count ? ", ..." : "";
            output.WriteLine($"at a kink, so neither right nor wrong: {string.Join(", ", array.Kinks)}{more}");
        }

        foreach (GradientArrayResult array in result.Arrays.Where(array => array.Verdict == GradientVerdict.Failed))
        {
            output.WriteLine(
                $"{array.Name}: {array.Mismatched} of {array.Checked} beyond their bound; the whole array differs by {array.NormRelativeError:0.0e+00}, "
                + $"{array.NormRelativeBound:0.0e+00} allowed");
            if (array.WrongEntry is { } wrong)
            {
                output.WriteLine($"{wrong.Name}, found by halving a wrong direction: analytic {wrong.Analytic:0.0000000e+00}, numeric {wrong.Numeric:0.0000000e+00}");
            }
        }

        foreach (GradientProperty property in result.Properties)
        {
            output.WriteLine(property.Holds ? $"holds: {property.Name}" : $"does not hold: {property.Name}: {property.Detail}");
        }
    }

    private static string Row(
        string array,
        string shape,
        string count,
        string kinks,
        string worst,
        string analytic,
        string numeric,
        string absolute,
        string relative,
        string verdict) =>
        $"{array,-5}  {shape,9}  {count,7}  {kinks,5}  {worst,-13}  {analytic,14}  {numeric,14}  {absolute,8}  {relative,8}  {verdict}";

    private static string Word(GradientVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
