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
        Write(json, "worst", array.Worst);
        Write(json, "wrongEntry", array.WrongEntry);
    }

    private static void Write(Utf8JsonWriter json, string property, GradientEntry? entry)
    {
        if (entry is null)
        {
            json.WriteNull(property);
            return;
        }

        json.WriteStartObject(property);
        json.WriteString("name", entry.Name);
        json.WriteNumber("index", entry.Index);
        json.WriteNumberOrNull("analytic", entry.Analytic);
        json.WriteNumberOrNull("numeric", entry.Numeric);
        json.WriteNumberOrNull("absoluteError", entry.AbsoluteError);
        json.WriteNumberOrNull("relativeError", entry.RelativeError);
        json.WriteNumberOrNull("bound", entry.Bound);
        json.WriteEndObject();
    }

    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
