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

        At(path).Check();
    }

    internal static void Write(string path, LearningCurves curves) => At(path).Write(temporary =>
    {
        using XmlWriter xml = XmlWriter.Create(temporary, Settings);
        if (string.Equals(Path.GetExtension(path), Html, StringComparison.OrdinalIgnoreCase))
        {
            WritePage(xml, curves);
        }
        else
        {
            curves.Draw(new SvgCanvas(xml));
        }
    });

    private static OutputFile At(string path) => new("--plot", path);

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
