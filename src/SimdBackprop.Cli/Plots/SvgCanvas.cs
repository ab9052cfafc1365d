using System.Globalization;
using System.Xml;

namespace SimdBackprop.Cli;

/// <summary>The few shapes a plot needs, as SVG elements. Coordinates are pixels, y downwards; looks come from classes.</summary>
internal sealed class SvgCanvas(XmlWriter xml)
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="style">The style sheet of its classes; null if the page around it has one.</param>
    internal void Begin(int width, int height, string title, string? style)
    {
        xml.WriteStartElement("svg", Namespace);
        xml.WriteAttributeString("viewBox", $"0 0 {width} {height}");
        xml.WriteAttributeString("width", $"{width}");
        xml.WriteAttributeString("height", $"{height}");
        xml.WriteAttributeString("role", "img");
        xml.WriteElementString("title", Namespace, title);
        if (style is not null)
        {
            xml.WriteElementString("style", Namespace, style);
        }

        Rectangle("paper", 0, 0, width, height);
    }

    internal void End() => xml.WriteEndElement();

    /// <summary>A rectangle; with a text, the pointer over it shows the text.</summary>
    internal void Rectangle(string style, double x, double y, double width, double height, string? text = null)
    {
        Start("rect", style);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        if (text is not null)
        {
            xml.WriteElementString("title", Namespace, text);
        }

        xml.WriteEndElement();
    }

    internal void Line(string style, double x1, double y1, double x2, double y2)
    {
        Start("line", style);
        Attribute("x1", x1);
        Attribute("y1", y1);
        Attribute("x2", x2);
        Attribute("y2", y2);
        xml.WriteEndElement();
    }

    internal void Polyline(string style, IEnumerable<(double X, double Y)> points)
    {
        Start("polyline", style);
        xml.WriteAttributeString("points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}")));
        xml.WriteEndElement();
    }

    /// <summary>A disc; with a text, the pointer over it shows the text.</summary>
    internal void Disc(string style, double x, double y, double radius, string text)
    {
        Start("circle", style);
        Attribute("cx", x);
        Attribute("cy", y);
        Attribute("r", radius);
        xml.WriteElementString("title", Namespace, text);
        xml.WriteEndElement();
    }

    /// <summary>Text that begins, ends or is centred at a point, as its style says; turned about it by so many degrees, clockwise.</summary>
    internal void Text(string style, double x, double y, string text, double turn = 0)
    {
        Start("text", style);
        Attribute("x", x);
        Attribute("y", y);
        if (turn != 0)
        {
            xml.WriteAttributeString("transform", $"rotate({Number(turn)} {Number(x)} {Number(y)})");
        }

        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Start(string element, string style)
    {
        xml.WriteStartElement(element, Namespace);
        xml.WriteAttributeString("class", style);
    }

    private void Attribute(string name, double value) => xml.WriteAttributeString(name, Number(value));
}
