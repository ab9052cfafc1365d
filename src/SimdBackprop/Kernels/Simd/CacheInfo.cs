using System.Globalization;

namespace SimdBackprop;

/// <summary>One cache of the processor.</summary>
/// <param name="Level">1 for the innermost.</param>
/// <param name="Kind">"Data" or "Unified".</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="LineBytes">The size of a line in bytes.</param>
/// <param name="Ways">Its associativity.</param>
public sealed record CacheInfo(int Level, string Kind, long Bytes, int LineBytes, int Ways)
{
    private const string LinuxDirectory = "/sys/devices/system/cpu/cpu0/cache";

    internal static IReadOnlyList<CacheInfo> Read()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(LinuxDirectory))
        {
            return [];
        }

        List<CacheInfo> caches = [];
        foreach (string directory in Directory.EnumerateDirectories(LinuxDirectory, "index*").Order(StringComparer.Ordinal))
        {
            string kind = Text(directory, "type");
            if (kind is "Data" or "Unified")
            {
                caches.Add(new CacheInfo(
                    (int)Number(directory, "level"),
                    kind,
                    Number(directory, "size"),
                    (int)Number(directory, "coherency_line_size"),
                    (int)Number(directory, "ways_of_associativity")));
            }
        }

        return caches;
    }

    /// <summary>Bytes of the data or unified cache of a level, or the other number where it is not known.</summary>
    internal static long DataBytes(int level, long otherwise) =>
        SimdInfo.Caches.FirstOrDefault(cache => cache.Level == level && cache.Bytes > 0)?.Bytes ?? otherwise;

    // A virtual machine may leave a file out: an unknown number is zero, an unknown text empty.
    private static string Text(string directory, string file)
    {
        string path = Path.Combine(directory, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    private static long Number(string directory, string file)
    {
        string text = Text(directory, file);
        (string digits, long unit) = text switch
        {
            [.. var kibi, 'K'] => (kibi, 1L << 10),
            [.. var mebi, 'M'] => (mebi, 1L << 20),
            _ => (text, 1L),
        };
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value * unit : 0;
    }
}
