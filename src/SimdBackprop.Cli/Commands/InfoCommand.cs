using System.CommandLine;
using System.Text.Json;

namespace SimdBackprop.Cli;

/// <summary>What the kernels run on here, and why.</summary>
internal static class InfoCommand
{
    internal static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object instead of text" };
        Command command = new("info", "Show the instruction-set tier in use, why, and what the machine has.") { json };
        command.SetAction(parsed =>
        {
            _ = Tier.InUse();
            if (parsed.GetValue(json))
            {
                JsonLine.Write(Console.Out, WriteJson);
            }
            else
            {
                WriteText(Console.Out);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteText(TextWriter output)
    {
        output.WriteLine($"tier    {SimdInfo.NameOf(SimdInfo.Tier)}: {SimdInfo.Reason}");
        output.WriteLine($"lanes   {SimdInfo.Lanes<float>()} float, {SimdInfo.Lanes<double>()} double");
        output.WriteLine($"fma     {(SimdInfo.HasHardwareFma ? "one instruction" : "in software: same bits, slower")}");
        output.WriteLine($"cores   {SimdInfo.Cores}");
        foreach (CacheInfo cache in SimdInfo.Caches)
        {
            output.WriteLine($"cache   L{cache.Level} {cache.Kind}, {cache.Bytes / 1024} KiB, {cache.LineBytes}-byte lines, {cache.Ways} ways");
        }

        IEnumerable<string> tiers = Enum.GetValues<SimdTier>().Select(tier => SimdInfo.NameOf(tier) + (SimdInfo.IsNative(tier) ? "" : " (emulated)"));
        output.WriteLine($"tiers   {string.Join(", ", tiers)}");
    }

    private static void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("type", "info");
        json.WriteString("tier", SimdInfo.NameOf(SimdInfo.Tier));
        json.WriteString("reason", SimdInfo.Reason);
        json.WriteBoolean("emulated", !SimdInfo.IsNative(SimdInfo.Tier));
        json.WriteNumber("lanesFloat", SimdInfo.Lanes<float>());
        json.WriteNumber("lanesDouble", SimdInfo.Lanes<double>());
        json.WriteBoolean("fma", SimdInfo.HasHardwareFma);
        json.WriteNumber("cores", SimdInfo.Cores);
        json.WriteStartArray("caches");
        foreach (CacheInfo cache in SimdInfo.Caches)
        {
            json.WriteStartObject();
            json.WriteNumber("level", cache.Level);
            json.WriteString("kind", cache.Kind);
            json.WriteNumber("bytes", cache.Bytes);
            json.WriteNumber("lineBytes", cache.LineBytes);
            json.WriteNumber("ways", cache.Ways);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("nativeTiers");
        foreach (SimdTier tier in Enum.GetValues<SimdTier>().Where(SimdInfo.IsNative))
        {
            json.WriteStringValue(SimdInfo.NameOf(tier));
        }

        json.WriteEndArray();
    }
}
