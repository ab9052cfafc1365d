using System.Text;
using System.Xml;
using SimdBackprop.Cli;

namespace SimdBackprop.Benchmarks;

/// <summary>The results as a page that needs nothing else: charts and tables, light and dark.</summary>
internal static class ComparePage
{
    private const string Title = "Side by side";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, Indent = true };

    internal static void Write(string path, Comparison comparison)
    {
        using XmlWriter xml = XmlWriter.Create(path, Settings);
        xml.WriteDocType("html", null, null, null);
        xml.WriteStartElement("html");
        xml.WriteAttributeString("lang", "en");
        xml.WriteStartElement("head");
        xml.WriteStartElement("meta");
        xml.WriteAttributeString("charset", "utf-8");
        xml.WriteEndElement();
        xml.WriteElementString("title", Title);
        xml.WriteElementString("style", ChartStyle.Sheet);
        xml.WriteEndElement();
        xml.WriteStartElement("body");
        WriteBody(xml, comparison);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteBody(XmlWriter xml, Comparison comparison)
    {
        xml.WriteElementString("h1", Title);
        xml.WriteStartElement("ul");
        foreach (string line in Introduction.Lines(comparison))
        {
            xml.WriteElementString("li", line);
        }

        xml.WriteEndElement();
        foreach (string fault in comparison.Faults)
        {
            xml.WriteStartElement("p");
            xml.WriteAttributeString("class", "wrong");
            xml.WriteString($"Wrong: {fault}");
            xml.WriteEndElement();
        }

        ChartStyle style = new(comparison.Totals.Peers);
        SvgCanvas canvas = new(xml);
        foreach (SuiteResult suite in comparison.Suites)
        {
            RateChart.Draw(canvas, suite, style);
            RatioChart.Draw(canvas, suite, style);
            WriteTable(xml, new ResultTable(suite));
        }

        if (comparison.Growth is { } growth)
        {
            GrowthChart.Draw(canvas, growth);
            xml.WriteElementString("p", growth.Summary);
        }
    }

    private static void WriteTable(XmlWriter xml, ResultTable results)
    {
        xml.WriteElementString("p", results.Title);
        xml.WriteStartElement("table");
        WriteRow(xml, "th", results.Headings);
        foreach (IReadOnlyList<string> row in results.Rows)
        {
            WriteRow(xml, "td", row);
        }

        xml.WriteEndElement();
        foreach (string line in results.Notes.Append(results.Worst))
        {
            xml.WriteElementString("p", line);
        }
    }

    private static void WriteRow(XmlWriter xml, string element, IReadOnlyList<string> cells)
    {
        xml.WriteStartElement("tr");
        for (int i = 0; i < cells.Count; i++)
        {
            xml.WriteStartElement(element);
            if (i < ResultTable.WordColumns)
            {
                xml.WriteAttributeString("class", "word");
            }

            xml.WriteString(cells[i]);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
