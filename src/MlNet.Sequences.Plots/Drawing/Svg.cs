using System.Globalization;
using System.Text;

namespace MlNet.Sequences.Plots;

/// <summary>Writes the elements of a drawing: culture-independent numbers and escaped texts.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _elements = new();

    public override string ToString() => _elements.ToString();

    internal void Line(double x1, double y1, double x2, double y2, string style) =>
        _elements.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" class=\"{style}\"/>");

    /// <param name="x">The left side.</param>
    /// <param name="y">The upper side.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="style">The classes.</param>
    /// <param name="tip">The tooltip.</param>
    /// <param name="opacity">The opacity, from 0 to 1.</param>
    internal void Rectangle(double x, double y, double width, double height, string style, string? tip = null, double opacity = 1)
    {
        _elements.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" class=\"{style}\"");
        if (opacity < 1)
            _elements.Append(CultureInfo.InvariantCulture, $" fill-opacity=\"{Number(opacity)}\"");
        Close("rect", tip);
    }

    internal void Circle(double x, double y, double radius, string style, string? tip = null)
    {
        _elements.Append(
            CultureInfo.InvariantCulture,
            $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" class=\"{style}\"");
        Close("circle", tip);
    }

    internal void Path(IEnumerable<(double X, double Y)> points, string style, bool closed = false)
    {
        _elements.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"");
        char command = 'M';
        foreach (var (x, y) in points)
        {
            _elements.Append(CultureInfo.InvariantCulture, $"{command}{Number(x)} {Number(y)}");
            command = 'L';
        }

        _elements.Append(closed ? "Z\"/>" : "\"/>");
    }

    /// <param name="x">The anchor's position.</param>
    /// <param name="y">The baseline of the letters.</param>
    /// <param name="text">The text.</param>
    /// <param name="style">The classes.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="degrees">The clockwise rotation around the anchor.</param>
    internal void Text(double x, double y, string text, string style = "", string anchor = "start", int degrees = 0)
    {
        _elements.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" class=\"{style}\" text-anchor=\"{anchor}\"");
        if (degrees != 0)
            _elements.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({degrees} {Number(x)} {Number(y)})\"");
        _elements.Append('>').Append(Escape(text)).Append("</text>");
    }

    internal static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The text with XML and HTML markup escaped, and U+FFFD for characters that neither allows.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' or '\n' or '\r' => " ",
                < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private void Close(string element, string? tip) =>
        _elements.Append(tip is null ? "/>" : $"><title>{Escape(tip)}</title></{element}>");
}
