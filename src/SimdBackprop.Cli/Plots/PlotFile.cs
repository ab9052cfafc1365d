using System.Text;
using System.Xml;

namespace SimdBackprop.Cli;

/// <summary>Writes learning curves as an SVG picture or an HTML page around one, whole or not at all.</summary>
internal static class PlotFile
{
    private const string Svg = ".svg";
    private const string Html = ".html";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, Indent = true };

    internal static IReadOnlyList<string> Extensions { get; } = [Svg, Html];

    /// <summary>Complains before the work about what would go wrong after it.</summary>
    internal static void Check(string path)
    {
        if (!Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new UnusableException($"--plot: '{path}' must end in {string.Join(" or ", Extensions)}.");
        }

        if (Directory.Exists(path))
        {
            throw new UnusableException($"--plot: '{path}' is a directory.");
        }

        if (!Directory.Exists(DirectoryOf(path)))
        {
            throw new UnusableException($"--plot: there is no directory for '{path}'.");
        }

        Guarded(path, temporary => File.WriteAllText(temporary, ""));
    }

    /// <summary>Writes beside the destination and moves into place: whoever looks sees the old file or the new one.</summary>
    internal static void Write(string path, LearningCurves curves)
    {
        Guarded(path, temporary =>
        {
            using (XmlWriter xml = XmlWriter.Create(temporary, Settings))
            {
                if (string.Equals(Path.GetExtension(path), Html, StringComparison.OrdinalIgnoreCase))
                {
                    WritePage(xml, curves);
                }
                else
                {
                    curves.Draw(new SvgCanvas(xml));
                }
            }

            File.Move(temporary, path, overwrite: true);
        });
    }

    /// <summary>Hands out a temporary file beside the destination and leaves none behind; errors name the destination.</summary>
    private static void Guarded(string path, Action<string> write)
    {
        string temporary = Path.Combine(DirectoryOf(path), $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            write(temporary);
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new UnusableException($"--plot: '{path}' cannot be written.", error);
        }
    }

    private static string DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";

    private static void WritePage(XmlWriter xml, LearningCurves curves)
    {
        xml.WriteDocType("html", null, null, null);
        xml.WriteStartElement("html");
        xml.WriteAttributeString("lang", "en");
        xml.WriteStartElement("head");
        xml.WriteStartElement("meta");
        xml.WriteAttributeString("charset", "utf-8");
        xml.WriteEndElement();
        xml.WriteElementString("title", LearningCurves.Title);
        xml.WriteElementString("style", ":root { color-scheme: light dark } body { margin: 2rem auto; max-width: 62rem } svg { width: 100%; height: auto }");
        xml.WriteEndElement();
        xml.WriteStartElement("body");
        curves.Draw(new SvgCanvas(xml));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
