using System.Text.Json;
using SimdBackprop.Checking;

namespace SimdBackprop.Cli;

/// <summary>A gradient check as one JSON object. docs/tool.md lists the fields.</summary>
internal static class GradientCheckJson
{
    internal static void Write(Utf8JsonWriter json, GradientCheckRun run)
    {
        GradientCheckResult result = run.Result;
        json.WriteString("type", "gradcheck");
        json.WriteString("verdict", Word(result.Verdict));
        json.WriteString("mode", Word(result.Mode));
        json.WriteString("elementType", "double");
        json.WriteString("network", run.Network);
        json.WriteNumber("parameters", run.Parameters);
        json.WriteNumber("samples", run.Samples);
        json.WriteNumber("seed", result.Seed);
        json.WriteString("tier", run.Tier);
        json.WriteNumber("threads", run.Settings.ThreadCount);
        json.WriteNumberOrNull("cost", result.Cost);
        json.WriteNumberOrNull("penalty", result.Penalty);
        json.WriteString("step", result.StepRule);
        json.WriteNumberOrNull("uncheckedShare", result.UncheckedShare);
        json.WriteNumberOrNull("maxUncheckedShare", result.MaxUncheckedShare);
        json.WriteStartArray("arrays");
        foreach (GradientArrayResult array in result.Arrays)
        {
            json.WriteStartObject();
            Write(json, array);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("properties");
        foreach (GradientProperty property in result.Properties)
        {
            json.WriteStartObject();
            json.WriteString("name", property.Name);
            json.WriteBoolean("holds", property.Holds);
            json.WriteString("detail", property.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, GradientArrayResult array)
    {
        json.WriteString("name", array.Name);
        json.WriteNumbers("shape", array.Shape.Select(extent => (double)extent));
        json.WriteString("verdict", Word(array.Verdict));
        json.WriteNumber("total", array.Total);
        json.WriteNumber("checked", array.Checked);
        json.WriteNumber("kinked", array.Kinked);
        json.WriteNumber("skipped", array.Skipped);
        json.WriteNumber("mismatched", array.Mismatched);
        json.WriteNumberOrNull("normRelativeError", array.NormRelativeError);
        json.WriteNumberOrNull("normRelativeBound", array.NormRelativeBound);
        json.WriteStartArray("kinks");
        foreach (string kink in array.Kinks)
        {
            json.WriteStringValue(kink);
        }

        json.WriteEndArray();
        if (array.Worst is not { } worst)
        {
            json.WriteNull("worst");
            return;
        }

        json.WriteStartObject("worst");
        json.WriteString("name", worst.Name);
        json.WriteNumber("index", worst.Index);
        json.WriteNumberOrNull("analytic", worst.Analytic);
        json.WriteNumberOrNull("numeric", worst.Numeric);
        json.WriteNumberOrNull("absoluteError", worst.AbsoluteError);
        json.WriteNumberOrNull("relativeError", worst.RelativeError);
        json.WriteNumberOrNull("bound", worst.Bound);
        json.WriteEndObject();
    }

    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
